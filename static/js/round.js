// The round of a stay. When its dialog closes, focus goes back to its row, which may be a new one by then;
// after a change it goes on where the next one is likely: to the element named in data-then of the form.
document.addEventListener("close", (event) => {
  const returns = event.target.dataset?.returns;
  if (returns) document.getElementById(returns)?.focus();
}, true);

document.addEventListener("htmx:afterSettle", (event) => {
  const then = event.detail.requestConfig?.elt?.dataset?.then;
  if (then && event.detail.xhr.status < 400) document.getElementById(then)?.focus();
});
