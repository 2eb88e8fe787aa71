// Copies the text of [data-copy] on a double click, or of the element named by a <button data-copy-from="ID">.
async function copy(text, shown) {
  await navigator.clipboard?.writeText(text);
  shown?.classList.add("copied");
  setTimeout(() => shown?.classList.remove("copied"), 1500);
}

document.addEventListener("dblclick", (event) => {
  const source = event.target.closest("[data-copy]");
  if (source) copy(source.dataset.copy, source);
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy-from]");
  if (button) copy(document.getElementById(button.dataset.copyFrom)?.innerText ?? "", button);
});
