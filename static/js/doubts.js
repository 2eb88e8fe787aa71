// Alt+C confirms an unusual value: that of the field one is in, else the next that waits. Alt+U, or the button, takes a number
// in the other unit that makes sense of it ("1.2" becomes "1.2 mg/dL").
function take(button) {
  const input = button.closest(".field, td").querySelector("input:not([type=checkbox], [type=hidden]), textarea");
  input.value = button.dataset.instead;
  input.focus();
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

// What was said about the value before is gone as soon as it changes; it is read anew when the field is left.
document.addEventListener("input", (event) => {
  const field = event.target.closest?.(".field:has([data-reads])");
  if (!field || event.target.type === "checkbox" || event.target.closest(".field-tools")) return;
  for (const said of field.querySelectorAll(":scope > .errorlist, .field-confirm")) said.remove();
  field.classList.remove("field--invalid", "field--doubtful");
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-instead]");
  if (button) take(button);
});

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.isComposing || (event.code !== "KeyC" && event.code !== "KeyU")) return;
  const here = event.target.closest?.(".field, td") ?? document;
  const wanted = event.code === "KeyU" ? "[data-instead]" : '.field-confirm input[type="checkbox"]:not(:checked)';
  const found = here.querySelector(wanted) ?? document.querySelector(wanted);
  if (!found) return;
  event.preventDefault();
  if (event.code === "KeyU") return take(found);
  found.checked = true;
  found.dispatchEvent(new Event("change", { bubbles: true }));
  found.closest(".field, td")?.querySelector("input:not([type=hidden])")?.focus();
});
