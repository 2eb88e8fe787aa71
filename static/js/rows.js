// Lists by keyboard, only while the list has focus: j/k or arrows move from row to row, Home and End to the ends,
// Enter opens the row's main link, Space its preview. The list is a focusable .table-wrap (or [data-rows]).
const LIST = ".table-wrap[data-rows], [data-rows]";

function rowsOf(list) {
  return [...list.querySelectorAll("tbody tr, [data-row]")].filter((row) => row.querySelector("[data-open]"));
}

function target(rows, row, key) {
  const at = rows.indexOf(row);
  if (key === "j" || key === "ArrowDown") return rows[Math.min(at + 1, rows.length - 1)];
  if (key === "k" || key === "ArrowUp") return rows[Math.max(at - 1, 0)];
  if (key === "Home") return rows[0];
  return key === "End" ? rows.at(-1) : undefined;
}

document.addEventListener("keydown", (event) => {
  const list = event.target.closest?.(LIST);
  if (!list || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.matches("input, select, textarea, button")) return;
  const row = event.target.closest("tr, [data-row]");
  if (row && event.target === row && (event.key === "Enter" || event.key === " ")) {
    event.preventDefault();
    (row.querySelector(event.key === " " ? "[data-peek]" : "[data-open]"))?.click();
    return;
  }
  const next = target(rowsOf(list), row, event.key);
  if (!next) return;
  event.preventDefault();
  next.tabIndex = -1;
  next.focus();
});
