// The locked screen. By its button, or after a while without a key or a click in any tab, every tab of this browser is covered;
// what was typed stays in its form and on the server. The password uncovers them all again.
const dialog = document.getElementById("locked");
const soon = document.getElementById("locks-soon");
const after = Number(dialog?.dataset.lockAfter ?? 0) * 1000; // milliseconds; 0: only by the button
const WARNING = Math.min(60000, after / 2), LOOK = 1000, TELL = 5000, PATIENCE = 8000; // milliseconds
const tabs = new BroadcastChannel("lock");
const title = document.title;
let last = Date.now(), told = 0, covered = false;

function cover() {
  if (!dialog || covered) return;
  covered = true;
  document.body.classList.add("is-locked");
  document.title = dialog.querySelector("h2").textContent; // a title names the patient
  soon.hidden = true;
  dialog.showModal();
}

function uncover(token) {
  for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = token;
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  dialog.querySelector("[name=password]").value = "";
  document.getElementById("unlock-told").textContent = "";
  covered = false;
  dialog.close();
  document.body.classList.remove("is-locked");
  document.title = title;
  last = Date.now();
  document.dispatchEvent(new Event("signed-in")); // what was not kept is kept now
}

async function lock() {
  document.dispatchEvent(new Event("locking"));
  cover();
  tabs.postMessage("lock");
  const body = new FormData(dialog.querySelector("form"));
  body.delete("password");
  await new Promise((done) => setTimeout(done, 400)); // drafts on their way go first
  await fetch(dialog.dataset.lockUrl, { method: "POST", body, headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(PATIENCE) }).catch(() => {});
}

async function unlock(form) {
  const words = document.getElementById("unlock-told");
  words.textContent = "";
  const answer = await fetch(form.action, {
    method: "POST", body: new FormData(form), redirect: "manual", headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(PATIENCE),
  }).catch(() => null);
  if (!answer) { words.textContent = form.dataset.failed; return; }
  if (answer.ok) { uncover(await answer.text()); tabs.postMessage("unlock"); return; }
  if (answer.status === 422) { words.textContent = words.dataset.wrong; form.elements.password.select(); return; }
  covered = false;
  dialog.close(); // the session is over: session.js covers the page and says how to go on
  document.dispatchEvent(new Event("signed-out"));
}

function look() {
  if (!after || covered) return;
  const idle = Date.now() - last;
  if (idle >= after) { lock(); return; }
  const isSoon = idle >= after - WARNING;
  if (soon.hidden === isSoon) { soon.hidden = !isSoon; soon.textContent = isSoon ? soon.dataset.words : ""; }
}

function here() {
  if (covered) return;
  last = Date.now();
  if (last - told > TELL) { told = last; tabs.postMessage("here"); }
}

if (dialog) {
  for (const sign of ["keydown", "pointerdown", "wheel", "touchstart"]) document.addEventListener(sign, here, { passive: true, capture: true });
  if (after) setInterval(look, LOOK);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("form[data-lock]")) { event.preventDefault(); form.closest("details")?.removeAttribute("open"); lock(); }
    if (form.matches("form[data-unlock]")) { event.preventDefault(); unlock(form); }
  });
  document.addEventListener("locked-elsewhere", cover);
  dialog.addEventListener("cancel", (event) => event.preventDefault()); // the page stays covered
  dialog.addEventListener("close", () => { if (covered) dialog.showModal(); }); // a second Esc shuts it all the same
  tabs.addEventListener("message", async ({ data }) => {
    if (data === "here") last = Date.now();
    if (data === "lock") cover();
    if (data === "unlock" && covered) {
      const answer = await fetch("/session/", { redirect: "manual", cache: "no-store" }).catch(() => null);
      const now = answer?.ok ? await answer.json() : null;
      if (now && !now.locked && now.user === document.body.dataset.user) uncover(now.token);
    }
  });
}
