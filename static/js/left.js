// <span data-left="SECONDS" data-words="# min left"> counts the minutes down; when they are over the server sends the page anew.
const began = performance.now();

function count() {
  for (const shown of document.querySelectorAll("[data-left]")) {
    const left = Number(shown.dataset.left) - (performance.now() - began) / 1000;
    shown.textContent = shown.dataset.words.replace("#", String(Math.max(0, Math.ceil(left / 60))));
  }
}

if (document.querySelector("[data-left]")) setInterval(count, 10_000);
