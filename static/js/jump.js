// Alt+1 … Alt+9 open the first nine places of the left rail.
document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
  const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
  const link = digit && document.querySelector(`[data-jump="${digit}"]`);
  if (!link) return;
  event.preventDefault();
  link.click();
});
