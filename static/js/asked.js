// Questions that depend on an answer: shown under it while it asks for them. One that still holds something is never
// hidden or emptied by itself: it says that it is no longer asked, and offers to be cleared.
function held(box) {
  return [...box.querySelectorAll(".control :is(input, select, textarea), .missing select")]
    .filter((input) => (["radio", "checkbox"].includes(input.type) ? input.checked : input.value !== ""));
}

function answers(form, name) {
  return [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)]
    .filter((input) => !["radio", "checkbox"].includes(input.type) || input.checked).map((input) => input.value);
}

function isAsked(box) {
  const wanted = box.dataset.answers.split(" ");
  return answers(box.closest("form"), box.dataset.askedIf).some((answer) => wanted.includes(answer));
}

function show(form) {
  for (const box of form.querySelectorAll("[data-asked-if]")) {
    const asked = isAsked(box), full = held(box).length > 0;
    box.hidden = !asked && !full;
    box.querySelector(".field-unasked").hidden = asked || !full;
  }
}

function clear(box) {
  for (const input of held(box)) {
    if (["radio", "checkbox"].includes(input.type)) input.checked = false; else input.value = "";
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form");
  if (form?.querySelector("[data-asked-if]")) show(form);
});
document.addEventListener("click", (event) => {
  const box = event.target.closest?.(".field-unasked button")?.closest("[data-asked-if]");
  if (!box) return;
  const form = box.closest("form");
  clear(box);
  show(form);
  form.querySelector(`[name="${CSS.escape(box.dataset.askedIf)}"]`)?.focus();
});
for (const form of document.querySelectorAll("form:has([data-asked-if])")) show(form);
