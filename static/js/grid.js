// A grid by keyboard: arrows go from cell to cell (left and right from the ends of the text), Enter goes down. A copied column or
// block is spread over the cells from where it is pasted. Each cell is read back by the server when it is left.
let asked = 0;
const CELL = "table[data-grid] input:not([type=hidden])";

function place(input) {
  const cell = input.closest("td, th");
  return [cell.closest("tr").sectionRowIndex + (cell.closest("thead") ? 0 : 1), cell.cellIndex];
}

function at(grid, row, column) {
  return grid.rows[row]?.cells[column]?.querySelector("input:not([type=hidden])") ?? null;
}

function step(input, down, right) {
  const grid = input.closest("table");
  let [row, column] = place(input);
  do {
    row += down;
    column += right;
    if (!grid.rows[row]?.cells[column]) return null;
  } while (!at(grid, row, column));
  return at(grid, row, column);
}

// Before enter.js, which would go to the next field.
document.addEventListener("keydown", (event) => {
  const input = event.target;
  if (!input.matches?.(CELL) || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (input.getAttribute("aria-expanded") === "true") return;
  const { selectionStart: from, selectionEnd: to, value } = input;
  const moves = { ArrowDown: [1, 0], ArrowUp: [-1, 0], Enter: [1, 0] };
  if (event.key === "ArrowLeft" && to === 0) moves.ArrowLeft = [0, -1];
  if (event.key === "ArrowRight" && from === value.length) moves.ArrowRight = [0, 1];
  if (from === 0 && to === value.length && value) Object.assign(moves, { ArrowLeft: [0, -1], ArrowRight: [0, 1] });
  if (!moves[event.key]) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const next = step(input, ...moves[event.key]);
  next?.focus();
}, true);

// As in a spreadsheet: what one comes to is selected, typing replaces it.
// Also where somebody came to it while the page was still loading.
const select = (input) => { if (input?.matches?.(CELL)) input.select(); };
document.addEventListener("focusin", (event) => select(event.target));
select(document.activeElement);

document.addEventListener("paste", (event) => {
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!event.target.matches?.(CELL) || !/[\t\n]/.test(text.trimEnd())) return;
  event.preventDefault();
  const [row, column] = place(event.target);
  const grid = event.target.closest("table");
  text.trimEnd().split(/\r?\n/).forEach((line, down) => line.split("\t").forEach((cell, right) => {
    const input = at(grid, row + down, column + right);
    if (input) input.value = cell.trim();
  }));
  event.target.dispatchEvent(new Event("input", { bubbles: true }));
  event.target.dispatchEvent(new Event("change", { bubbles: true }));
});

// What the server reads in a cell: shown beneath the grid, the cell tinted.
document.addEventListener("change", async (event) => {
  const input = event.target;
  const found = /^cell-(\d+)-(\d+)$/.exec(input.name ?? "");
  const grid = input.closest?.("table[data-grid]");
  if (!found || !grid) return;
  const form = input.form;
  const row = input.closest("tr");
  const open = row.querySelector("th input:not([type=hidden])");
  const name = open ? open.value : row.dataset.name;
  if (!name) return;
  const time = form.elements[`head-${found[2]}`]?.value ?? "";
  const labs = grid.dataset.grid === "labresult";
  const sent = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value, admission: form.dataset.stay });
  if (labs) { sent.set("test", name); sent.set("value_text", input.value); sent.set("collected_at", time); } else { sent.set(name, input.value); sent.set("measured_at", time); }
  if (!open) sent.set("unit", row.dataset.unit);
  const mine = ++asked;
  const answer = await fetch(`/typed/${grid.dataset.grid}/${labs ? "value_text" : name}/?in=grid`, { method: "POST", body: sent, redirect: "manual" }).catch(() => null);
  if (!answer?.ok) return;
  const told = new DOMParser().parseFromString(await answer.text(), "text/html").body;
  const cell = input.closest("td");
  cell.classList.toggle("grid--wrong", Boolean(told.querySelector(".understood--refused")));
  cell.classList.toggle("grid--doubt", Boolean(told.querySelector(".understood--doubt")));
  for (const flag of ["h", "l"]) cell.classList.toggle(`cell--${flag}`, Boolean(told.querySelector(`.flag--${flag}`)));
  cell.querySelector("[data-instead]")?.remove();
  const instead = told.querySelector("[data-instead]");
  if (instead) cell.append(instead);
  if (mine === asked) document.getElementById("grid-told").replaceChildren(...told.childNodes);
});
