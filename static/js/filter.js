// Typing into [data-filter="#list"] shows only the [data-filter-row]s of that list that hold every typed word;
// a [data-filter-group] without such a row is put away, and [data-filter-none] says so when none is left.
function show(list, words) {
  let any = false;
  for (const group of list.querySelectorAll("[data-filter-group]")) {
    let some = false;
    for (const row of group.querySelectorAll("[data-filter-row]")) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      some ||= !row.hidden;
    }
    group.hidden = !some;
    any ||= some;
  }
  const none = list.querySelector("[data-filter-none]");
  if (none) none.hidden = any;
}

document.addEventListener("input", (event) => {
  const list = event.target.dataset?.filter && document.querySelector(event.target.dataset.filter);
  if (list) show(list, event.target.value.toLowerCase().split(/\s+/).filter(Boolean));
});
