// The chest-pain timeline by keyboard: Enter and the arrows go from time to time, Alt+M to "how sure", Alt+K to "read from" and back.
// What the server took a typed time for is put in its place, unless it has been changed since; nothing is computed here.
const TIME = ".point .control input";
let sent = null;

function times() { return [...document.querySelectorAll(TIME)].filter((input) => !input.closest("details:not([open])")); }

function move(event, by) {
  const all = times();
  const own = event.target.closest(".point").querySelector(".control input");
  const next = all[all.indexOf(own) + by];
  event.preventDefault();
  event.stopPropagation(); // Enter has another meaning in the other sections (enter.js)
  next?.focus();
  next?.select();
}

document.addEventListener("keydown", (event) => {
  const point = event.target.closest?.(".point");
  if (!point || event.isComposing || event.ctrlKey || event.metaKey) return;
  const control = point.querySelector(".control input");
  if (event.altKey && (event.code === "KeyM" || event.code === "KeyK")) {
    const choice = point.querySelector(event.code === "KeyM" ? "[data-precision-of]" : "[data-source]");
    event.preventDefault();
    event.stopPropagation();
    (event.target === choice ? control : choice).focus();
  } else if (event.altKey) return;
  else if (event.key === "Enter" && event.target.matches("input, select")) move(event, 1);
  else if (event.target === control && event.key === "ArrowDown") move(event, 1);
  else if (event.target === control && event.key === "ArrowUp") move(event, -1);
}, true);

// The button writes the hospital's time: it was not read from a device.
document.addEventListener("click", (event) => {
  const source = event.target.closest(".point [data-now]")?.closest(".point").querySelector("[data-source]");
  if (source) source.value = "";
}, true);

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt.matches?.("[data-timeline]")) sent = new FormData(event.detail.elt);
});

function take(output) {
  const input = document.getElementById(output.htmlFor[0]);
  if (!sent || !input || input.value !== sent.get(input.name)) return;
  input.value = output.dataset.means;
  const precision = input.closest(".point").querySelector("[data-precision-of]");
  if (precision.value === sent.get(precision.name)) precision.value = output.dataset.precision;
}

document.addEventListener("htmx:oobAfterSwap", (event) => {
  const swapped = event.detail.target;
  const now = swapped.id && document.getElementById(swapped.id);
  if (now?.dataset.taken) take(now);
  if (now?.id !== "timeline-groups") return;
  for (const id of now.dataset.concerned.trim().split(" ")) document.getElementById(id).open = true;
});
