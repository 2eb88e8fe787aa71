// A question that stands under another opens only while that one has one of its answers: data-if="name=a|b" or
// "name=>=3". What is closed is hidden and cannot be reached; the server leaves its answer out as well.
function valueOf(form, name) {
  const controls = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
  const row = controls[0]?.closest("[data-if]");
  if (row?.hidden) return null;
  if (controls[0]?.type === "radio") return controls.find((c) => c.checked)?.value ?? "";
  return controls[0]?.value ?? "";
}

function meets(value, wanted) {
  if (value === null) return false;
  if (wanted.startsWith(">=")) return value !== "" && Number(value) >= Number(wanted.slice(2));
  return value === wanted;
}

function isOpen(form, rule) {
  const at = rule.indexOf("=");
  const value = valueOf(form, rule.slice(0, at));
  return rule.slice(at + 1).split("|").some((wanted) => meets(value, wanted));
}

function update(form) {
  for (const row of form.querySelectorAll("[data-if]")) row.hidden = !isOpen(form, row.dataset.if);
}

for (const kind of ["input", "change"]) {
  document.addEventListener(kind, (event) => {
    const form = event.target.closest?.("form");
    if (form?.querySelector("[data-if]")) update(form);
  });
}

// "All taken as prescribed" answers what is not answered yet; Alt+A does the same.
function answerAll(button) {
  const form = button.closest("form");
  for (const group of button.closest("section").querySelectorAll(".drug .asked .toggle")) {
    const inputs = [...group.querySelectorAll("input[type=radio]")];
    if (!inputs.some((input) => input.checked)) inputs.find((input) => input.value === button.dataset.all).checked = true;
  }
  update(form);
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-all]");
  if (button) answerAll(button);
});
document.addEventListener("keydown", (event) => {
  const button = event.altKey && event.code === "KeyA" ? document.querySelector("[data-all]") : null;
  if (!button) return;
  event.preventDefault();
  button.click();
});
