// Typing in a [data-filter] box hides the rows that do not hold every typed word, and groups left empty.
document.querySelectorAll("[data-filter]").forEach((box) => {
  const rows = [...document.querySelectorAll(box.dataset.filter)];
  box.addEventListener("input", () => {
    const words = box.value.toLowerCase().split(/\s+/);
    rows.forEach((row) => {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
    });
    document.querySelectorAll("[data-filtered-group]").forEach((group) => {
      group.hidden = !group.querySelector("[data-filtered]:not([hidden])");
    });
  });
});
