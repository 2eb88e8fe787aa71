// The catheterisation report by keyboard. A segment of the tree is chosen by click, or with arrows and Enter; what is typed
// into the segment field lights up on the tree. Alt and a letter presses the button of that letter; on the marks a letter ticks.
const SEGMENT = "a.segment";
const segments = () => [...document.querySelectorAll(SEGMENT)]
  .sort((a, b) => a.dataset.segment.localeCompare(b.dataset.segment, undefined, { numeric: true }));
const segmentField = () => document.querySelector("[data-segment-input]");

function light(code) {
  for (const part of segments()) part.classList.toggle("segment--chosen", part.dataset.segment === code);
}

function nextAfter(input) {
  const stops = [...input.form.querySelectorAll("input:not([type=hidden]), select:not([tabindex='-1'])")];
  return stops[stops.indexOf(input) + 1];
}

function choose(code) {
  const input = segmentField();
  if (!input) return false;
  input.value = code;
  light(code);
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
  nextAfter(input)?.focus();
  return true;
}

// One stop of the Tab key for the whole tree, one for all marks.
function oneStop(parts) {
  parts.forEach((part, at) => { part.tabIndex = at === 0 ? 0 : -1; });
}
function arrange(root) {
  if (!root.querySelectorAll) return;
  oneStop(segments());
  for (const marks of document.querySelectorAll(".marks")) oneStop([...marks.querySelectorAll("input")]);
  if (segmentField()?.value) light(segmentField().value.trim().toLowerCase());
}

function walk(event, parts) {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!step) return false;
  event.preventDefault();
  parts[(parts.indexOf(event.target) + step + parts.length) % parts.length].focus();
  return true;
}

document.addEventListener("click", (event) => {
  const part = event.target.closest?.(SEGMENT);
  if (part && !event.ctrlKey && !event.metaKey && choose(part.dataset.segment)) event.preventDefault();
});

document.addEventListener("input", (event) => {
  if (event.target === segmentField()) light(event.target.value.trim().toLowerCase());
});

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey) return;
  if (event.altKey) {
    const letter = event.code.replace("Key", "").toLowerCase();
    const button = document.querySelector(`[data-alt="${CSS.escape(letter)}"]`);
    if (button) { event.preventDefault(); button.click(); }
    const place = { t: `${SEGMENT}[tabindex="0"]`, b: "#start .control :is(input, select)", e: "#end .control :is(input, select)" }[letter];
    if (place) { event.preventDefault(); document.querySelector(place)?.focus(); }
    return;
  }
  if (event.target.matches?.(SEGMENT)) { walk(event, segments()); return; }
  const marks = event.target.closest?.(".marks");
  if (!marks || walk(event, [...marks.querySelectorAll("input")])) return;
  const tick = marks.querySelector(`input[data-mark="${CSS.escape(event.key.toLowerCase())}"]`);
  if (tick) { event.preventDefault(); tick.click(); tick.focus(); }
});

document.addEventListener("htmx:load", (event) => arrange(event.detail.elt));
arrange(document);
