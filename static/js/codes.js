// Type-ahead for coded fields: what is typed is looked up, arrows and Enter pick, Esc puts the list away.
// The field holds the code, its words stand beneath; or the words, where it says data-code-words. Enter takes the
// only one that is found. What is not in the table stays as free text.
const WAIT = 150;
let timer = 0;
let asked = 0;

function listOf(input) {
  let list = document.getElementById(`${input.id}_codes`);
  if (list) return list;
  list = Object.assign(document.createElement("ul"), { id: `${input.id}_codes`, className: "codes", hidden: true });
  list.setAttribute("role", "listbox");
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-autocomplete", "list");
  input.closest(".control").append(list);
  return list;
}

function close(input) {
  const list = listOf(input);
  list.hidden = true;
  list.replaceChildren();
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

function option(input, found, at) {
  const item = Object.assign(document.createElement("li"), { id: `${input.id}_code_${at}` });
  item.setAttribute("role", "option");
  item.dataset.code = found.code;
  item.dataset.label = found.label;
  item.append(found.label, Object.assign(document.createElement("span"), { className: "muted", textContent: ` ${found.code}` }));
  return item;
}

function say(input, words) {
  const field = input.closest(".field");
  const mark = field.querySelector(".field-mark") ?? field.appendChild(Object.assign(document.createElement("p"), { className: "field-mark" }));
  mark.textContent = words;
}

async function look(input) {
  const mine = ++asked;
  const query = input.value.trim();
  if (!query) { close(input); say(input, ""); return; }
  const answer = await fetch(`/codes/${input.dataset.codeSystem}/?q=${encodeURIComponent(query)}`, { headers: { "X-Background": "1" } }).catch(() => null);
  if (!answer?.ok || mine !== asked || document.activeElement !== input) return;
  const list = listOf(input);
  const { codes } = await answer.json();
  list.replaceChildren(...codes.map((found, at) => option(input, found, at)));
  list.hidden = codes.length === 0;
  input.setAttribute("aria-expanded", String(codes.length > 0));
}

function pick(input, item) {
  const inWords = "codeWords" in input.dataset; // a table of lines has no place for words beneath
  input.value = inWords ? item.dataset.label : item.dataset.code;
  if (!inWords) say(input, item.dataset.label);
  close(input);
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function move(input, by) {
  const items = [...listOf(input).children];
  if (!items.length) return;
  const at = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
  const next = items[(at + by + items.length) % items.length] ?? items[0];
  for (const item of items) item.setAttribute("aria-selected", String(item === next));
  input.setAttribute("aria-activedescendant", next.id);
}

document.addEventListener("input", (event) => {
  const input = event.target.closest?.("input[data-code-system]");
  if (!input) return;
  clearTimeout(timer);
  timer = setTimeout(() => look(input), WAIT);
});

// Before enter.js, which would go on to the next field.
document.addEventListener("keydown", (event) => {
  const input = event.target.closest?.("input[data-code-system]");
  if (!input || event.isComposing || listOf(input).hidden) return;
  const items = listOf(input).children;
  const only = items.length === 1 && items[0].dataset.code !== input.value ? items[0] : null;
  const chosen = listOf(input).querySelector('[aria-selected="true"]') ?? only;
  if (event.key === "ArrowDown") move(input, 1);
  else if (event.key === "ArrowUp") move(input, -1);
  else if (event.key === "Escape") close(input);
  else if (event.key === "Enter" && chosen) { pick(input, chosen); event.stopImmediatePropagation(); }
  else return;
  event.preventDefault();
}, true);

document.addEventListener("pointerdown", (event) => {
  const item = event.target.closest?.(".codes li");
  if (!item) return;
  event.preventDefault();
  pick(item.closest(".control").querySelector("input"), item);
});
document.addEventListener("focusout", (event) => {
  const input = event.target.closest?.("input[data-code-system]");
  if (input) close(input);
});
