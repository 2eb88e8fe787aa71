// What the server reads from a number is put into fields that are empty, or that still hold an earlier proposal.
function propose(form, name, value) {
  const named = form.elements[name];
  if (!named) return;
  const radios = named instanceof RadioNodeList ? [...named] : null;
  const now = radios ? (named.value || "") : named.value;
  const control = radios ? radios[0] : named;
  if (now === value || (now && now !== control.dataset.proposed)) return; // told again: nothing has changed
  if (radios) {
    const wanted = radios.find((radio) => radio.value === value);
    if (wanted) wanted.checked = true;
  } else {
    named.value = value;
  }
  control.dataset.proposed = value;
  control.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("htmx:afterSettle", (event) => {
  const place = event.detail.target;
  if (!place?.matches("[data-proposals]")) return;
  const form = place.closest("form");
  for (const told of place.querySelectorAll("[data-proposes]")) propose(form, told.dataset.proposes, told.dataset.value);
});
