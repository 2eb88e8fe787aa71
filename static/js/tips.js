// What a mark or a value has to say ([data-tip]), shown while it is pointed at or has the focus; Esc puts it away.
// Within a [data-lane] the arrow keys, Home and End go from mark to mark.
const tip = Object.assign(document.createElement("div"), { className: "tip", hidden: true, id: "tip" });
tip.setAttribute("role", "tooltip");
let shown = null;

function show(source) {
  if (!tip.isConnected) document.body.append(tip);
  hide();
  shown = source;
  tip.textContent = source.dataset.tip;
  tip.hidden = false;
  source.setAttribute("aria-describedby", tip.id);
  place();
}

function place() {
  const at = shown.getBoundingClientRect();
  const room = document.documentElement.clientWidth - tip.offsetWidth - 8;
  const above = at.top - tip.offsetHeight - 6;
  tip.style.left = `${Math.max(8, Math.min(at.left, room))}px`;
  tip.style.top = `${above > 124 ? above : at.bottom + 6}px`;
}

function hide() {
  shown?.removeAttribute("aria-describedby");
  tip.hidden = true;
  shown = null;
}

const source = (event) => event.target.closest?.("[data-tip]");
document.addEventListener("pointerover", (event) => {
  const over = source(event);
  if (over && over !== shown) show(over);
  else if (!over && shown && shown !== document.activeElement && !event.target.closest?.("#tip")) hide();
});
document.addEventListener("focusin", (event) => (source(event) ? show(source(event)) : hide()));
// A mark that got the focus may have been scrolled into view: its tip goes with it.
const follow = () => shown && (shown === document.activeElement ? place() : hide());
document.addEventListener("scroll", follow, { capture: true, passive: true });

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && shown) hide();
  const lane = source(event)?.closest("[data-lane]");
  if (!lane || event.ctrlKey || event.altKey || event.metaKey) return;
  const marks = [...lane.querySelectorAll("[data-tip]")];
  const at = marks.indexOf(source(event));
  const next = event.key === "Home" ? 0 : event.key === "End" ? marks.length - 1 : at + (STEPS[event.key] ?? NaN);
  if (!marks[next]) return;
  event.preventDefault();
  marks[at].tabIndex = -1;
  marks[next].tabIndex = 0;
  marks[next].focus();
});
