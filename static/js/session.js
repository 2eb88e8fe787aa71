// Nothing typed is lost with the session. Before a section is sent the server is asked whether it still knows us; where it
// does not, the page is covered and waits. Signing in anywhere in this browser lets it go on, as the same person only.
const FORM = "form[data-section]:not([hx-post])";
const PATIENCE = 8000; // milliseconds
const me = document.body.dataset.user;
const dialog = document.getElementById("signed-out");
const tabs = new BroadcastChannel("session");

async function session() {
  const answer = await fetch("/session/", { redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
  if (answer.type === "opaqueredirect") return null;
  if (!answer.ok) throw new Error(`session: ${answer.status}`);
  return answer.json();
}

function renew(token) {
  for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = token;
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
}

function lock() {
  document.body.classList.add("is-locked");
  if (dialog && !dialog.open) dialog.showModal();
}

// Whether we are signed in as ourselves; otherwise the page is covered, or made anew for whoever is there now.
async function isHere() {
  const now = await session();
  if (!now) { lock(); return false; }
  if (now.user !== me) { location.reload(); return false; }
  if (now.locked) { document.dispatchEvent(new Event("locked-elsewhere")); return false; }
  renew(now.token);
  if (dialog?.open) {
    dialog.close();
    document.body.classList.remove("is-locked");
    document.dispatchEvent(new Event("signed-in"));
  }
  return true;
}

function lost() { document.dispatchEvent(new CustomEvent("not-sent", { detail: "lost" })); }

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!me || !form.matches(FORM) || form.method !== "post") return;
  if (form.dataset.sure) return;
  event.preventDefault();
  if (form.dataset.asking) return;
  form.dataset.asking = "yes";
  try {
    if (await isHere()) {
      form.dataset.sure = "yes";
      form.requestSubmit(event.submitter);
    }
  } catch { lost(); } finally { delete form.dataset.asking; }
});
window.addEventListener("pageshow", () => { for (const form of document.querySelectorAll(FORM)) delete form.dataset.sure; });

document.addEventListener("signed-out", () => isHere().catch(lost));
document.addEventListener("htmx:responseError", (event) => { if (event.detail.xhr.status === 423) document.dispatchEvent(new Event("locked-elsewhere")); });
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!me || !new URL(event.detail.xhr.responseURL || location.href).pathname.startsWith("/sign-in/")) return;
  event.detail.shouldSwap = false;
  lock();
});
dialog?.addEventListener("cancel", (event) => event.preventDefault()); // the page stays covered
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-session-check]");
  if (button && !(await isHere().catch(() => false))) document.getElementById("signed-out-waits").textContent = button.dataset.stillOut;
});

if (me) tabs.postMessage("signed in");
tabs.addEventListener("message", () => { if (dialog?.open) isHere().catch(lost); });
