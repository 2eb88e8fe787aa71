// What is typed into a field with [data-reads] is read back by the server beneath it: times while they are typed, numbers when
// the field is left, and at once where the page comes back with an error ([data-reads-now]). Nothing is stored by that.
const WAIT = 350; // milliseconds
const asked = new WeakMap();
let timer = 0;

async function read(control) {
  const form = control.closest("form");
  const place = control.closest(".field")?.querySelector(".field-read");
  if (!form || !place) return;
  const mine = (asked.get(control) ?? 0) + 1;
  asked.set(control, mine);
  const sent = new FormData(form);
  if (form.dataset.stay) sent.set("admission", form.dataset.stay);
  const answer = await fetch(control.dataset.reads, { method: "POST", body: sent, redirect: "manual" }).catch(() => null);
  const told = answer?.ok ? await answer.text().catch(() => "") : "";
  if (mine === asked.get(control)) place.innerHTML = told.trim();
}

document.addEventListener("change", (event) => {
  const control = event.target.closest?.("[data-reads]");
  if (!control) return;
  clearTimeout(timer);
  read(control);
});
document.addEventListener("input", (event) => {
  const control = event.target.closest?.("[data-reads-typing]");
  if (!control) return;
  clearTimeout(timer);
  timer = setTimeout(() => read(control), WAIT);
});
for (const control of document.querySelectorAll("[data-reads-now]")) read(control);
