// Toggle groups by keyboard, only while the group has focus: digits pick the answer whose label
// begins with that number (TIMI 3, BARC 3a) or, where labels carry no numbers, the n-th; letters the answer that
// has that key or begins with it (y, n, u), Delete clears. A second click on the chosen answer clears it too.
// Of boxes that may be ticked together, a digit or letter ticks or unticks one, Delete unticks all.
function options(group) {
  return [...group.querySelectorAll('input:is([type="radio"], [type="checkbox"]):not(:disabled)')];
}

function choose(input, on) {
  input.checked = on;
  input.focus();
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

// The number that a label begins with, "" where it has none: "12 leads" is no answer to a digit.
function numbered(input) {
  return /^(\d)(?!\d)/.exec(input.closest("label")?.textContent.trim() ?? "")?.[1] ?? "";
}

function byDigit(inputs, digit) {
  const numbers = inputs.map(numbered);
  // one label alone may begin with a number by chance ("2 vessels"): two make a scale
  if (numbers.filter(Boolean).length > 1) return inputs[numbers.indexOf(digit)];
  return inputs[Number(digit) - 1];
}

function byKey(inputs, key) {
  if (/^[0-9]$/.test(key)) return byDigit(inputs, key);
  if (!/^[a-z]$/.test(key)) return undefined;
  return inputs.find((input) => input.dataset.key === key)
    ?? inputs.find((input) => !input.dataset.key && input.value.startsWith(key));
}

document.addEventListener("keydown", (event) => {
  const group = event.target.closest?.(".toggle, .choices");
  if (!group || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  const inputs = options(group);
  const chosen = inputs.find((input) => input.checked);
  if ((event.key === "Delete" || event.key === "Backspace") && chosen) {
    event.preventDefault();
    inputs.filter((other) => other.checked).forEach((other) => choose(other, false));
    return;
  }
  const input = byKey(inputs, event.key.toLowerCase());
  if (!input) return;
  event.preventDefault();
  choose(input, input.type === "radio" || !input.checked);
});

let wasChecked = null;
document.addEventListener("pointerdown", (event) => {
  const input = event.target.closest?.(".toggle label")?.querySelector("input");
  wasChecked = input?.checked ? input : null;
});
document.addEventListener("click", (event) => {
  if (event.target === wasChecked && event.target.type === "radio") {
    wasChecked = null;
    choose(event.target, false);
  }
});
// Of several boxes, "none" stands alone.
document.addEventListener("change", (event) => {
  const box = event.target;
  if (box.type !== "checkbox" || !box.checked || !box.closest(".choices")) return;
  for (const other of options(box.closest(".choices"))) {
    if (other !== box && (box.value === "none" || other.value === "none")) other.checked = false;
  }
});
