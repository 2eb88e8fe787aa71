// Codes found by typing: the field keeps what is typed, a list under it offers codes of its system.
// Arrows walk through the list, Enter or Tab takes the chosen one, Escape puts the list away.
const FIELD = "input[data-code-system]";
const lists = new WeakMap();
let asked = 0;

function listOf(field) {
  if (lists.has(field)) return lists.get(field);
  const list = document.createElement("ul");
  list.className = "code-list";
  list.id = `${field.id}_codes`;
  list.setAttribute("role", "listbox");
  list.hidden = true;
  field.after(list);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-expanded", "false");
  field.setAttribute("aria-controls", list.id);
  lists.set(field, list);
  return list;
}

function close(field) {
  const list = listOf(field);
  list.hidden = true;
  field.setAttribute("aria-expanded", "false");
}

function take(field, option) {
  field.value = option.dataset.code;
  field.title = option.textContent;
  close(field);
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function show(field, codes) {
  const list = listOf(field);
  list.replaceChildren(...codes.map(({ code, label }, index) => {
    const option = document.createElement("li");
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", index === 0 ? "true" : "false");
    option.dataset.code = code;
    option.textContent = `${label} · ${code}`;
    return option;
  }));
  list.hidden = codes.length === 0;
  field.setAttribute("aria-expanded", String(codes.length > 0));
}

async function ask(field) {
  const mine = (asked += 1);
  if (!field.value.trim()) { close(field); return; }
  const answer = await fetch(`/codes/${field.dataset.codeSystem}/?q=${encodeURIComponent(field.value.trim())}`);
  if (!answer.ok || mine !== asked || document.activeElement !== field) return;
  show(field, (await answer.json()).codes);
}

document.addEventListener("input", (event) => { if (event.target.matches?.(FIELD)) ask(event.target); });

document.addEventListener("keydown", (event) => {
  if (!event.target.matches?.(FIELD) || event.isComposing) return;
  const list = listOf(event.target);
  if (list.hidden) return;
  const options = [...list.children];
  const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const next = (at + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length;
    options.forEach((option, index) => option.setAttribute("aria-selected", String(index === next)));
    options[next].scrollIntoView({ block: "nearest" });
  } else if (event.key === "Enter" || event.key === "Tab") {
    if (event.key === "Enter") { event.preventDefault(); event.stopImmediatePropagation(); }
    take(event.target, options[at]);
  } else if (event.key === "Escape") {
    event.preventDefault();
    close(event.target);
  }
}, true);

document.addEventListener("pointerdown", (event) => {
  const option = event.target.closest?.(".code-list [role=option]");
  if (!option) return;
  event.preventDefault();
  take(option.parentElement.previousElementSibling, option);
});
document.addEventListener("focusout", (event) => { if (event.target.matches?.(FIELD)) close(event.target); });
