// <button data-dialog="ID"> opens <dialog id="ID">, [data-close] shuts it, focus returns to where it was (the browser's doing).
// A dialog with [data-stays] is not shut by a click beside it. An open menu shuts with Esc or a click elsewhere. [data-dismiss] puts an alert away.
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except) menu.open = false;
  }
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
  if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
  event.target.closest("[data-dismiss]")?.closest(".alert")?.remove();
  if (event.target.matches("dialog:not([data-stays])")) event.target.close(); // the backdrop
  closeMenus(opener ? null : event.target.closest("details.menu"));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// A fragment swapped in as a dialog opens itself.
document.addEventListener("htmx:load", (event) => {
  const dialog = event.detail.elt.matches?.("dialog[data-open-now]") ? event.detail.elt : null;
  if (dialog && !dialog.open) dialog.showModal();
});
