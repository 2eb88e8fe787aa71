// Ctrl+S saves the section one is in, and says so where there is none; Ctrl+Enter saves and goes on, Alt+N opens what is next.
// Says "not saved yet" from the first change, and asks before a page with unsaved changes is left.
const FORM = "form[data-section]";
let unsaved = false;

function currentForm() {
  return document.activeElement?.closest(FORM) ?? document.querySelector(FORM);
}

function mark(form, isUnsaved) {
  unsaved = isUnsaved;
  const state = form.querySelector(".save-state");
  if (!state || !isUnsaved) return;
  state.dataset.state = "unsaved";
  state.textContent = state.dataset.unsaved;
}

function press(form, selector) {
  const button = form?.querySelector(selector) ?? form?.querySelector("[data-save]");
  if (!button) return false;
  form.requestSubmit(button);
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const control = event.ctrlKey || event.metaKey;
  const wanted = control && event.key.toLowerCase() === "s" ? "[data-save]"
    : control && event.key === "Enter" ? "[data-save-next]" : null;
  if (wanted) {
    const pressed = press(currentForm(), wanted);
    if (pressed || event.key !== "Enter") event.preventDefault();
    if (!pressed && event.key !== "Enter") document.dispatchEvent(new CustomEvent("not-sent", { detail: "nothing" }));
  }
  if (event.altKey && event.code === "KeyN") {
    const next = document.querySelector("[data-next]");
    if (next) { event.preventDefault(); next.click(); }
  }
});

document.addEventListener("input", (event) => {
  const form = event.target.closest?.(FORM);
  if (form) mark(form, true);
});
document.addEventListener("submit", (event) => { if (event.target.matches(FORM) && !event.defaultPrevented) unsaved = false; });
document.addEventListener("kept", (event) => mark(event.target, false));
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt;
  if (form.matches?.(FORM) && event.detail.successful) mark(form, false);
});
window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
