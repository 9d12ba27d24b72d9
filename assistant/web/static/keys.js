// The keyboard: single letters where nobody is typing, and Ctrl or Command with Enter everywhere.
(() => {
  "use strict";
  const $ = (selector) => document.querySelector(selector);
  const writing = (target) => target.closest?.("input, textarea, select, [contenteditable]");

  function walk(step) {
    const desk = window.desk, rows = desk.rows();
    if (!rows.length) return;
    const from = rows.findIndex((one) => one === document.activeElement);
    const at = from >= 0 ? from + step : rows.findIndex((one) => +one.dataset.case === desk.view.case) + step;
    const row = rows[Math.max(0, Math.min(rows.length - 1, at))];
    desk.pane("queue");
    rows.forEach((one) => (one.tabIndex = one === row ? 0 : -1));
    row.focus();
    row.scrollIntoView({ block: "nearest" });
  }

  function warning(step) {
    const found = [...document.querySelectorAll("#checks .finding")];
    if (!found.length) return;
    const at = found.findIndex((one) => one.classList.contains("current"));
    const next = found[(at + step + found.length) % found.length];
    found.forEach((one) => one.classList.toggle("current", one === next));
    next.click();
    if (!writing(document.activeElement ?? document.body)) next.focus();
  }

  const LETTERS = {
    j: () => walk(1),
    k: () => walk(-1),
    e: () => { const box = ["public", "private"].map(window.boxes.field).find((one) => one?.offsetParent && one.value) ?? window.boxes.field("private"); window.desk.pane("case"); box?.focus(); },
    r: () => { window.desk.pane("case"); $("#redo")?.focus(); },
    n: () => { if (window.desk.open?.editable) window.desk.dialog("note"); },
    "[": () => warning(-1),
    "]": () => warning(1),
    z: () => { [...document.querySelectorAll("#toasts [data-undo]")].pop()?.click(); },
    ...Object.fromEntries([1, 2, 3, 4].map((n) => [n, () => document.querySelectorAll("#controls [data-control]:has(kbd)")[n - 1]?.click()])),
    "/": () => { window.desk.pane("queue"); $("#find")?.focus(); },
    "?": () => window.desk.dialog("keys"),
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || $("dialog[open]")) return;
    const target = event.target;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); return window.desk.approve(true); }
    if (event.key === "Enter" && event.altKey) { event.preventDefault(); return window.desk.approve(false); }
    if (event.key === "Escape" && writing(target)) return target.blur();
    if (target.id === "redo" && event.key === "Enter") { event.preventDefault(); return $('[data-do="redo"]')?.click(); }
    if (writing(target) && !(target.id === "find" && event.key === "Enter")) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = target.closest?.("#queue [data-case]");
    if (row && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); return window.desk.openCase(+row.dataset.case); }
    if (row && (event.key === "ArrowDown" || event.key === "ArrowUp")) { event.preventDefault(); return walk(event.key === "ArrowDown" ? 1 : -1); }
    // By the letter as typed, in lower case: a Greek or Turkish keyboard gives its own letters, so the key's place counts too.
    const place = { KeyJ: "j", KeyK: "k", KeyE: "e", KeyR: "r", KeyN: "n", KeyZ: "z" }[event.code];
    const letter = LETTERS[event.key] ? event.key : place;
    if (letter) { event.preventDefault(); LETTERS[letter](); }
  });
})();
