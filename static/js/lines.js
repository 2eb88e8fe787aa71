// A table of lines: Enter goes to the first field of the next line and makes one after the last.
const TABLE = "form[data-lines]";

function first(line) {
  return line?.querySelector("input:not([type=hidden]), select");
}

function add(form) {
  const pattern = form.querySelector("#line-pattern");
  const rows = form.querySelector("[data-rows-of='lines']");
  const used = [...rows.querySelectorAll("[name^='line-']")].map((control) => Number(control.name.split("-")[1]));
  const made = pattern.content.cloneNode(true);
  const number = Math.max(-1, ...used) + 1;
  for (const part of made.querySelectorAll("*")) {
    for (const attribute of [...part.attributes]) {
      if (attribute.value.includes("__n__")) attribute.value = attribute.value.replaceAll("__n__", number);
    }
  }
  rows.append(made);
  return rows.lastElementChild;
}

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.(TABLE);
  const line = event.target.closest?.("[data-line]");
  if (!form || !line || event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey) return;
  if (event.target.matches("a, button, [type=checkbox]")) return;
  event.preventDefault();
  event.stopPropagation();
  first(line.nextElementSibling ?? add(form)).focus();
}, true);

document.addEventListener("click", (event) => {
  const form = event.target.closest?.("[data-add-line]")?.closest(TABLE);
  if (form) first(add(form)).focus();
});
