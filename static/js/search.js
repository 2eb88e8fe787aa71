// Ctrl+K goes to the patient search from anywhere; arrows walk through what was found; Esc puts it away.
const box = document.getElementById("search-box");
const results = document.getElementById("search-results");

function links() {
  return [...results.querySelectorAll("a[href]")];
}

function step(by) {
  const all = [box, ...links()];
  const at = all.indexOf(document.activeElement);
  all[(at + by + all.length) % all.length].focus();
}

let asked = null;
let answered = null;
let opening = false;

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt === box) asked = box.value;
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (!results || event.detail.target !== results) return;
  answered = asked;
  if (opening && answered === box.value) {
    opening = false;
    links()[0]?.click();
  }
});

document.addEventListener("keydown", (event) => {
  if (!box || event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    box.focus();
    box.select();
    return;
  }
  if (!document.activeElement?.closest(".search")) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    step(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Escape") {
    results.replaceChildren();
    box.value = "";
    box.focus();
  } else if (event.key === "Enter" && document.activeElement === box) {
    // what is listed may still answer fewer letters than were typed: then wait for the answer to these
    if (answered === box.value && !links().length) return;
    event.preventDefault();
    if (answered === box.value) links()[0].click();
    else opening = true;
  }
});

document.addEventListener("click", (event) => {
  if (results && !event.target.closest(".search")) results.replaceChildren();
});
