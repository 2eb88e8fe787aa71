// Values of an earlier stay stand grey beneath their fields. Alt+T, or the button, takes one over into its field; one press takes
// over all. The row it came from goes along, so that the origin is kept. Nothing is part of the record before that.
function put(field, value) {
  const radios = [...field.querySelectorAll('.control input[type="radio"]')];
  const control = radios.find((radio) => radio.value === value) ?? field.querySelector(".control :is(input:not([type=radio]), select, textarea)");
  if (!control) return null;
  if (control.type === "radio") control.checked = true;
  else control.value = value;
  return control;
}

function take(button) {
  const field = button.closest(".field");
  const control = put(field, button.dataset.take);
  if (!control) return;
  const origin = Object.assign(document.createElement("input"), { type: "hidden", name: `origin_${control.name}`, value: button.dataset.origin });
  button.closest(".field-proposal").replaceWith(origin, Object.assign(document.createElement("p"), { className: "field-mark", textContent: button.dataset.taken }));
  field.classList.add("field--carried");
  control.dispatchEvent(new Event("input", { bubbles: true }));
  control.dispatchEvent(new Event("change", { bubbles: true }));
  return control;
}

// What was answered here already stays when everything else is taken over.
function isEmpty(field) {
  return ![...field.querySelectorAll(".control :is(input, select, textarea)")].some((control) => (control.type === "radio" ? control.checked : control.value));
}

document.addEventListener("click", (event) => {
  const one = event.target.closest("[data-take]");
  if (one) take(one)?.focus();
  if (!event.target.closest("[data-take-all]")) return;
  for (const button of document.querySelectorAll("[data-take]")) if (isEmpty(button.closest(".field"))) take(button);
  event.target.closest(".proposals-told").remove();
});

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.isComposing || event.code !== "KeyT") return;
  const button = event.target.closest?.(".field")?.querySelector("[data-take]");
  if (!button) return;
  event.preventDefault();
  take(button)?.focus();
});

// A value that is typed over is no longer the one that was taken over.
document.addEventListener("input", (event) => {
  const field = event.isTrusted && event.target.closest?.(".field--carried");
  if (!field) return;
  field.classList.remove("field--carried");
  for (const part of field.querySelectorAll('input[name^="origin_"], .field-mark')) part.remove();
});
