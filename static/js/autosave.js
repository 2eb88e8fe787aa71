// What is typed into a form with [data-draft-url] is kept on the server: after a pause, at least every few seconds while
// typing, and on leaving a field. The server's answer says when. Nothing is kept in the browser.
const FORM = "form[data-draft-url]";
const PAUSE = 1200, LONGEST = 4000, LEFT = 30, AGAIN = 3000, PATIENCE = 8000; // milliseconds
const forms = new WeakMap();

function of(form) {
  if (!forms.has(form)) forms.set(form, { timer: 0, since: 0, busy: false, again: false });
  return forms.get(form);
}

function plan(form, wait) {
  const state = of(form);
  state.since ||= Date.now();
  clearTimeout(state.timer);
  state.timer = setTimeout(() => keep(form), Math.max(0, Math.min(wait, state.since + LONGEST - Date.now())));
}

function say(form, state, words) {
  const place = form.querySelector(".save-state");
  if (!place) return;
  place.dataset.state = state;
  place.textContent = words ?? place.dataset[state];
}

async function answerOf(form) {
  const answer = await fetch(form.dataset.draftUrl, {
    method: "POST", body: new FormData(form), redirect: "manual", headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(PATIENCE),
  });
  if (answer.type === "opaqueredirect" || answer.status === 403 || answer.status === 423) {
    say(form, "failed");
    document.dispatchEvent(new Event("signed-out")); // or only the token is old: session.js finds out
    if (answer.status === 403) plan(form, AGAIN);
    return;
  }
  if (!answer.ok) throw new Error(`draft: ${answer.status}`);
  if (answer.status === 204) return;
  const told = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".save-state");
  say(form, told.dataset.state, told.textContent);
  form.dispatchEvent(new Event("kept", { bubbles: true }));
}

async function keep(form) {
  const state = of(form);
  if (state.busy) { state.again = true; return; }
  Object.assign(state, { busy: true, again: false, since: 0 });
  try { await answerOf(form); } catch {
    say(form, "failed");
    plan(form, AGAIN);
  } finally {
    state.busy = false;
    if (state.again) plan(form, 0);
  }
}

document.addEventListener("input", (event) => {
  const form = event.target.closest?.(FORM);
  if (form) plan(form, PAUSE);
});
document.addEventListener("change", (event) => {
  const form = event.target.closest?.(FORM);
  if (form) plan(form, LEFT);
});
document.addEventListener("locking", () => { for (const form of document.querySelectorAll(FORM)) if (of(form).since) plan(form, 0); });
document.addEventListener("signed-in", () => { for (const form of document.querySelectorAll(FORM)) if (of(form).since || form.querySelector('[data-state="failed"]')) plan(form, 0); });
document.addEventListener("submit", (event) => { if (event.target.matches(FORM) && !event.defaultPrevented) clearTimeout(of(event.target).timer); });

// A page that goes away sends what it has; if the form itself was just saved the server knows its key and drops it.
window.addEventListener("pagehide", () => {
  for (const form of document.querySelectorAll(FORM)) if (of(form).since) navigator.sendBeacon(form.dataset.draftUrl, new FormData(form));
});
