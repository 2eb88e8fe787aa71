// "?" opens the list of keyboard shortcuts, unless one is writing or the reader has switched single keys off
// (<body data-single-keys="off">).
document.addEventListener("keydown", (event) => {
  if (event.key !== "?" || event.isComposing || document.body.dataset.singleKeys === "off") return;
  if (event.target.closest?.("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]")) return;
  const help = document.getElementById("keyboard-help");
  if (!help) return;
  event.preventDefault();
  if (help.open) help.close();
  else help.showModal();
});
