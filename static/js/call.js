// One call by keyboard. Esc leaves the field one is in; then one letter says what came of the call (A, N, B, L, W, R, D).
// From a chosen answer the letters that only open a dialog work at once, unless the answer itself has that letter.
// In a dialog the first field has the focus, Enter confirms, and a button may fill in a time.
const EDITING = "input:not([type=radio]):not([type=checkbox]), select, textarea, [contenteditable]";
const CHOSEN = "input[type=radio], input[type=checkbox]";

function opened() { return document.querySelector("dialog[open]"); }

function open(dialog) {
  if (!dialog.open) dialog.showModal();
  dialog.querySelector(".dialog-body :is(input, select), .dialog-foot button")?.focus();
}

function inDialog(event, dialog) {
  if (event.key !== "Enter" || !event.target.matches("input, select")) return;
  const button = dialog.querySelector("[data-enter]");
  if (!button) return;
  event.preventDefault();
  button.form.requestSubmit(button);
}

function byLetter(event) {
  const button = document.querySelector(`[data-outcome-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!button || button.disabled || (event.target.matches(CHOSEN) && !button.dataset.dialog)) return;
  event.preventDefault();
  button.click();
}

// On the window, so that the answers' own keys (toggles.js) come first.
window.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  const dialog = opened();
  if (dialog) return inDialog(event, dialog);
  if (event.defaultPrevented || !event.target.matches) return;
  if (event.key === "Escape") return event.target.matches("input, select, textarea") ? event.target.blur() : undefined;
  if (!event.target.matches(EDITING)) byLetter(event);
});

window.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) open(document.getElementById(opener.dataset.dialog));
  const filler = event.target.closest("[data-callback]");
  if (!filler) return;
  const field = filler.closest("dialog").querySelector("input");
  field.value = filler.dataset.callback;
  field.focus();
});

const waiting = document.querySelector("dialog[data-open-now]");
if (waiting) open(waiting);
