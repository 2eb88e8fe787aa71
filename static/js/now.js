// The "Now" and "Today" buttons write the hospital's time: the server's clock when the page was made, plus the time since.
const ahead = Date.parse(`${document.body.dataset.clock}Z`) - Date.now();

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-now]");
  const input = button?.closest(".control").querySelector("input");
  if (!input) return;
  const length = Number(button.dataset.now); // 16: to the minute, 10: the day
  input.value = new Date(Date.now() + ahead).toISOString().replace("T", " ").slice(0, length);
  input.focus();
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
});
