// The outcome of a call by one key (A, N, B, L, W, R, D), while no answer is being typed or chosen.
const EDITING = "input, select, textarea, [contenteditable], dialog[open] *";

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  if (event.target.matches?.(EDITING) || document.querySelector("dialog[open]")) return;
  const button = document.querySelector(`[data-outcome-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!button || button.disabled) return;
  event.preventDefault();
  button.click();
});
