// What went wrong is brought to the reader: focus goes to a new error summary; a lost connection or a refusal is said aloud.
function announce(word) {
  const place = document.getElementById("connection");
  if (!place) return;
  const tone = word === "nothing" ? "info" : "error";
  place.replaceChildren(Object.assign(document.createElement("p"), { className: `alert alert--${tone}`, textContent: place.dataset[word] }));
  place.hidden = false;
  place.dataset.said = word;
  if (word === "nothing") return;
  const state = document.querySelector(".save-state");
  if (state) state.dataset.state = "failed";
}

function focusSummary(root) {
  const summary = root.querySelector?.("[data-error-summary]");
  summary?.focus();
}

document.addEventListener("not-sent", (event) => announce(event.detail));
document.addEventListener("htmx:sendError", () => announce("lost"));
document.addEventListener("htmx:timeout", () => announce("lost"));
document.addEventListener("htmx:responseError", (event) => announce(event.detail.xhr.status === 403 ? "refused" : "failed"));
document.addEventListener("htmx:afterRequest", (event) => {
  const place = document.getElementById("connection");
  if (place && event.detail.successful) place.hidden = true;
});
document.addEventListener("kept", () => { // the line is there again
  const place = document.getElementById("connection");
  if (place?.dataset.said === "lost") place.hidden = true;
});
document.addEventListener("htmx:load", (event) => focusSummary(event.detail.elt));
focusSummary(document);
