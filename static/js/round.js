// The round of a stay opens over the ward; when it closes, focus goes back to its row, which may be a new one by then.
document.addEventListener("close", (event) => {
  const returns = event.target.dataset?.returns;
  if (returns) document.getElementById(returns)?.focus();
}, true);
