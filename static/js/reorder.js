// Criteria are put in another order: Alt+↑ and Alt+↓ on a criterion, or dragging it. The form beside them is sent; the page
// that follows names the criterion in its address, and it has the focus again.
const ROW = "li[data-at]";

function send(row, to) {
  const form = row.closest("[data-reorder]").querySelector("form[data-move]");
  if (to < 0 || to >= row.parentElement.children.length) return;
  form.elements.at.value = row.dataset.at;
  form.elements.to.value = to;
  form.requestSubmit();
}

document.addEventListener("keydown", (event) => {
  const row = event.target.closest?.(ROW);
  if (!row || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  event.preventDefault();
  send(row, Number(row.dataset.at) + (event.key === "ArrowUp" ? -1 : 1));
});

let dragged = null;
document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.(ROW);
  if (dragged) event.dataTransfer.effectAllowed = "move";
});
document.addEventListener("dragover", (event) => {
  const row = event.target.closest?.(ROW);
  if (!dragged || !row || row.parentElement !== dragged.parentElement) return;
  event.preventDefault();
  for (const other of row.parentElement.children) other.classList.toggle("drop", other === row && other !== dragged);
});
document.addEventListener("drop", (event) => {
  const row = event.target.closest?.(ROW);
  if (!dragged || !row || row === dragged) return;
  event.preventDefault();
  send(dragged, Number(row.dataset.at));
});
document.addEventListener("dragend", () => {
  for (const row of document.querySelectorAll(`${ROW}.drop`)) row.classList.remove("drop");
  dragged = null;
});
