// Ctrl+K goes to the patient search from anywhere; arrows walk through what was found; Esc puts it away.
const box = document.getElementById("search-box");
const results = document.getElementById("search-results");

function links() {
  return [...results.querySelectorAll("a[href]")];
}

function step(by) {
  const all = [box, ...links()];
  const at = all.indexOf(document.activeElement);
  all[(at + by + all.length) % all.length].focus();
}

document.addEventListener("keydown", (event) => {
  if (!box || event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    box.focus();
    box.select();
    return;
  }
  if (!document.activeElement?.closest(".search")) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    step(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Escape") {
    results.replaceChildren();
    box.value = "";
    box.focus();
  } else if (event.key === "Enter" && document.activeElement === box && links().length) {
    event.preventDefault();
    links()[0].click();
  }
});

document.addEventListener("click", (event) => {
  if (results && !event.target.closest(".search")) results.replaceChildren();
});
