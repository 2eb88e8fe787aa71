// In a section, Enter goes to the next field instead of submitting half a form (Ctrl+Enter submits: save.js).
// In a row that is entered many times over (data-enter-saves) Enter saves it, and Tab goes to the next field.
const STOPS = "input:not([type=hidden]):not(:disabled), select:not([tabindex='-1']):not(:disabled), textarea, button";

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form[data-section]");
  if (!form || event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey) return;
  if (event.target.matches("textarea, button, a, summary")) return;
  event.preventDefault();
  if ("enterSaves" in form.dataset) return form.requestSubmit();
  const stops = [...form.querySelectorAll(STOPS)].filter((stop) => stop.offsetParent !== null);
  const group = ["radio", "checkbox"].includes(event.target.type) ? event.target.name : null;
  const rest = stops.slice(stops.indexOf(event.target) + 1).filter((stop) => !group || stop.name !== group);
  const next = rest[0];
  const checked = next?.type === "radio" && form.querySelector(`input[name="${CSS.escape(next.name)}"]:checked`);
  (checked || next)?.focus();
});
