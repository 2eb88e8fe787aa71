// Alt+H opens the earlier values of a field. Alt+M goes from a field to "why missing" and back; choosing a reason greys the field, typing a value takes the reason away.
document.addEventListener("keydown", (event) => {
  if (!event.altKey || (event.code !== "KeyM" && event.code !== "KeyH")) return;
  const field = event.target.closest?.(".field");
  if (event.code === "KeyH") {
    const history = field?.querySelector("a.history");
    if (history) { event.preventDefault(); history.click(); }
    return;
  }
  const reason = field?.querySelector(".missing select");
  if (!reason) return;
  event.preventDefault();
  const control = field.querySelector(".control input:checked, .control input, .control select, .control textarea");
  (event.target === reason ? control : reason).focus();
});

document.addEventListener("change", (event) => {
  const field = event.target.closest?.(".field");
  const reason = field?.querySelector(".missing select");
  if (!reason) return;
  if (event.target === reason) {
    field.classList.toggle("field--missing", reason.value !== "");
  } else if (event.target.value !== "") {
    reason.value = "";
    field.classList.remove("field--missing");
  }
});
