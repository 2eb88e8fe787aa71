// What the sweep asks of a page that is open in a browser.
window.sweep = (() => {
  const NAMED = ["role", "type", "scope", "lang", "aria-live"]; // attributes whose value matters to axe
  const FOCUSABLE = "a[href], button:not([disabled]), input:not([type=hidden], [disabled]), select:not([disabled]), "
    + "textarea:not([disabled]), summary, [tabindex='0']";
  const KEPT = 2; // of siblings that are made alike
  const root = document.documentElement;

  const attribute = (a) => a.name + (NAMED.includes(a.name) ? `=${a.value}` : a.value.trim() ? "" : "=");
  const hasText = (on) => [...on.childNodes].some((n) => n.nodeType === 3 && n.data.trim());

  /** How an element is made, without what it says: two rows of a list are alike, a row with a flag is another. */
  function made(on) {
    const attributes = [...on.attributes].filter((a) => a.name !== "class").map(attribute).sort();
    const inner = [...on.children].map(made).filter((one, n, all) => one !== all[n - 1]);
    return `<${on.tagName}.${[...on.classList].sort().join(".")} ${attributes}${hasText(on) ? "T" : ""}>${inner.join("")}</>`;
  }

  /** A row stays when it brings a kind of row, or of cell to its column, that no table of this shape had above. */
  function thinRows(table, tables) {
    const shape = `${made(table.cloneNode())} ${table.tHead ? made(table.tHead) : ""}`;
    const seen = tables[shape] ??= new Set();
    for (const row of [...table.tBodies].flatMap((body) => [...body.rows])) {
      const kinds = [row, ...row.cells].map((cell, n) => `${n} ${made(n ? cell : row.cloneNode())}`);
      if (kinds.every((kind) => seen.has(kind))) row.remove();
      else kinds.forEach((kind) => seen.add(kind));
    }
  }

  /** Of siblings that are made alike only the first ones stay; no kind of row, cell or mark is lost. */
  function thin(on = document.body, tables = {}) {
    const seen = new Map();
    for (const child of [...on.children]) {
      thin(child, tables);
      const kind = made(child);
      seen.set(kind, (seen.get(kind) ?? 0) + 1);
      if (seen.get(kind) > KEPT && !child.matches("tr, td, th, col, dt, dd")) child.remove(); // a term keeps its words
    }
    if (on.matches("table")) thinRows(on, tables);
  }

  const over = () => root.scrollWidth - root.clientWidth;
  const said = (on) => on.outerHTML.slice(0, 120).replace(/\s+/g, " ");

  /** How the element and what may show its focus for it look: its label, the mark beside a hidden box, its cell. */
  function looks(on) {
    const near = [on, on.nextElementSibling, on.labels?.[0], on.parentElement].filter(Boolean).map((one) => getComputedStyle(one));
    return near.map((style) => [style.outline, style.boxShadow, style.backgroundColor, style.border].join()).join();
  }

  /** The focus is seen when taking it away changes the look. */
  function isShown(on) {
    const focused = looks(on);
    on.blur();
    const plain = looks(on);
    on.focus({ preventScroll: true });
    return focused !== plain;
  }

  /** Whether nothing of the focused element is free: the banner, the head of a table or a foot lies over it. */
  function isCovered(on) {
    const whole = on.getBoundingClientRect();
    const [left, top] = [Math.max(whole.left, 0), Math.max(whole.top, 0)];
    const box = new DOMRect(left, top, Math.min(whole.right, innerWidth) - left, Math.min(whole.bottom, innerHeight) - top);
    if (whole.width < 3 || whole.height < 3) return false; // told by its label, which shows the focus
    const free = ([x, y]) => {
      const at = document.elementFromPoint(box.left + x * box.width, box.top + y * box.height);
      const lane = on.closest("[data-lane]"); // two points of one moment: what each of them is stands in its tip
      return at && (on.contains(at) || at.contains(on) || at.closest("label")?.control === on || lane?.contains(at));
    };
    return ![[0.1, 0.2], [0.5, 0.5], [0.9, 0.8], [0.1, 0.8], [0.9, 0.2]].some(free);
  }

  function troubleOf(on) {
    if (on === document.body) return "a Tab leads nowhere";
    if (!isShown(on)) return `focus not seen: ${said(on)}`;
    return isCovered(on) ? `focus is covered: ${said(on)}` : "";
  }

  /** From the end of the page upwards, as Shift+Tab goes: some of what can be focused, of each way it is made one. */
  function upwards(most) {
    const all = [...document.querySelectorAll(FOCUSABLE)].filter((on) => on.checkVisibility({ visibilityProperty: true }));
    const troubles = [];
    root.scrollTop = root.scrollHeight;
    for (const on of all.reverse().filter((_, n) => n % Math.ceil(all.length / most) === 0)) {
      on.focus();
      if (document.activeElement === on && troubleOf(on)) troubles.push(troubleOf(on));
    }
    return troubles;
  }

  function* texts(skip) {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) if (!walker.currentNode.parentElement.closest(skip)) yield walker.currentNode;
  }

  /** As a language with longer words would have it: each word of the house's own text grows by two fifths. */
  function stretch() {
    for (const text of texts("td, svg, script, style, time, option, .value, [data-value]"))
      text.data = text.data.replace(/\p{L}{3,}/gu, (word) => word + word.slice(-Math.ceil(word.length * 0.4)));
    return over();
  }

  /** Sentences and names of the machine that were left in English on a Chinese page. */
  function english() {
    const found = new Set();
    if (/^\/(import|staff)\//.test(location.pathname)) return []; // shows what was stored or named in another language
    const names = location.pathname.match(/^\/(reference|calculators)/) ? /(?!)/g : /\b[a-z]+(?:_[a-z]+)+\b(?!\.\w)/g; // there they are the matter
    for (const { data } of texts("script, style, code, pre, [lang='en'], textarea"))
      for (const [words] of [...data.matchAll(/\b[A-Za-z]?[a-z]{2,}(?: [a-z]{2,}){2,}\b/g), ...data.matchAll(names)]) found.add(words);
    return [...found];
  }

  /** The main form sent with what no field takes; the page that comes back tells what is wrong. */
  function sendNonsense() {
    const forms = [...document.querySelectorAll("main form[method=post]")];
    const form = forms.reduce((most, one) => (one.elements.length > most.elements.length ? one : most));
    for (const field of form.querySelectorAll("input:not([type=hidden], [type=radio], [type=checkbox], [type=file]), textarea"))
      if (!field.readOnly) field.value = /^(date|number|time|datetime-local)$/.test(field.type) ? "" : "§?";
    form.noValidate = true;
    form.requestSubmit(form.querySelector("button:not([type=button], [name], [formaction])"));
  }

  /** How the bar above and the page under it are made: the bar of a role is the same over all its pages. */
  const parts = () => [...document.body.children].reduce(([bar, page], part) =>
    part.matches(".topbar") ? [bar + made(part), page] : [bar, page + made(part)], ["", ""]);

  return { sendNonsense, thin, over, upwards, stretch, english, parts, trouble: () => troubleOf(document.activeElement) };
})();
