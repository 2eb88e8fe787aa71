// Type-ahead of the question page: what is typed is looked up, arrows and Enter pick, Esc puts the list away.
// data-suggest says what follows: "open" goes to the form of what was picked, "send" fills the hidden fields beside it and
// sends them, "value" takes the answer of the variable that is chosen in the same line, behind a comma if there are several.
const WAIT = 60;
const INPUT = "input[data-suggest]";
let timer = 0, asked = 0;
let isPending = false, isWanted = false; // typed and not answered yet; Enter was pressed meanwhile

function listOf(input) {
  let list = document.getElementById(`${input.id}_offers`);
  if (list) return list;
  list = Object.assign(document.createElement("ul"), { id: `${input.id}_offers`, className: "codes offers", hidden: true });
  list.setAttribute("role", "listbox");
  for (const [name, value] of [["role", "combobox"], ["aria-controls", list.id], ["aria-expanded", "false"], ["aria-autocomplete", "list"], ["autocomplete", "off"]]) input.setAttribute(name, value);
  input.after(list);
  return list;
}

function close(input) {
  asked += 1;
  isPending = isWanted = false;
  const list = listOf(input);
  list.hidden = true;
  list.replaceChildren();
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

function option(input, offer, at) {
  const item = Object.assign(document.createElement("li"), { id: `${input.id}_offer_${at}` });
  item.setAttribute("role", "option");
  const { href = "", kind = "", field = "", value = "" } = offer;
  Object.assign(item.dataset, { href, kind, field, value });
  item.append(offer.label, Object.assign(document.createElement("span"), { className: "muted", textContent: ` ${offer.note}` }));
  return item;
}

function address(input) {
  const form = input.form;
  const url = new URL(input.dataset.url ?? form.dataset.valuesUrl, location.href);
  const typed = input.dataset.suggest === "value" ? input.value.split(/[,，]/).at(-1) : input.value;
  url.searchParams.set("q", typed.trim());
  if (input.dataset.suggest === "value") {
    const field = form.elements[input.name.replace(/value$/, "field")]?.value;
    if (!field) return null;
    url.searchParams.set("of", form.dataset.of);
    url.searchParams.set("field", field);
  }
  return url;
}

async function look(input) {
  const mine = ++asked, url = address(input);
  if (!url) return;
  const answer = await fetch(url, { headers: { "X-Background": "1" } }).catch(() => null);
  if (mine !== asked || document.activeElement !== input) return;
  isPending = false;
  if (!answer?.ok) return;
  const { offers } = await answer.json();
  const list = listOf(input);
  list.replaceChildren(...offers.map((offer, at) => option(input, offer, at)));
  list.hidden = offers.length === 0;
  input.setAttribute("aria-expanded", String(!list.hidden));
  if (input.dataset.suggest === "value" || !input.value.trim()) return;
  move(input, 1);
  if (isWanted && list.firstElementChild) pick(input, list.firstElementChild);
  isWanted = false;
}

function pick(input, item) {
  const { href, kind, field, value } = item.dataset;
  if (input.dataset.suggest === "open") { location.assign(href); return; }
  if (input.dataset.suggest === "send") {
    Object.entries({ kind, field, value }).forEach(([name, found]) => { input.form.elements[name].value = found; });
    input.form.requestSubmit();
    return;
  }
  const before = input.value.split(/[,，]/).slice(0, -1).map((part) => part.trim());
  input.value = [...before, value].join(", ");
  close(input);
}

function move(input, by) {
  const items = [...listOf(input).children];
  if (!items.length) return;
  const at = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
  const next = items[(at + by + items.length) % items.length] ?? items[0];
  for (const item of items) item.setAttribute("aria-selected", String(item === next));
  next.scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", next.id);
}

document.addEventListener("input", (event) => {
  const input = event.target.closest?.(INPUT);
  if (!input) return;
  clearTimeout(timer);
  isPending = input.dataset.suggest !== "value";
  timer = setTimeout(() => look(input), WAIT);
});
document.addEventListener("keydown", (event) => {
  const input = event.target.closest?.(INPUT);
  if (!input || event.isComposing) return;
  const list = listOf(input);
  if (event.key === "Enter" && isPending) isWanted = true;
  else if (event.key === "Enter" && list.hidden && input.dataset.suggest !== "value") look(input);
  else if (list.hidden && event.key === "ArrowDown") look(input);
  else if (list.hidden) return;
  else if (event.key === "ArrowDown") move(input, 1);
  else if (event.key === "ArrowUp") move(input, -1);
  else if (event.key === "Escape") close(input);
  else if (event.key === "Enter" && list.querySelector('[aria-selected="true"]')) pick(input, list.querySelector('[aria-selected="true"]'));
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);
// Enter sends a form of sentences from any of its controls.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches?.("form[data-values-url] :is(select, input[type=checkbox])")) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});
document.addEventListener("pointerdown", (event) => {
  const item = event.target.closest?.(".offers li");
  if (!item) return;
  event.preventDefault();
  pick(item.parentElement.previousElementSibling, item);
});
document.addEventListener("focusin", (event) => {
  const input = event.target.closest?.(INPUT);
  if (input && input.dataset.suggest !== "value" && input.value === "" && input.matches(":focus-visible")) listOf(input);
});
document.addEventListener("focusout", (event) => {
  const input = event.target.closest?.(INPUT);
  if (input) { clearTimeout(timer); close(input); }
});
