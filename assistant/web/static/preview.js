// Previewing a change: opens a file into the box, begins, looks after and ends a preview.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const queue = [], PAUSE = 1000;
  let csrf = "", asked = false, opened = "", timer = 0;
  const desk = {
    take: () => queue.shift() ?? "{}",
    answer(json) {
      const said = JSON.parse(json || "{}");
      asked = false;
      if (said.csrf) {
        csrf = said.csrf;
        document.documentElement.lang = said.language;
        document.title = $(".top")?.dataset.title ?? document.title;
        if ($("#paste-form")) send("look");
      }
      document.body.classList.remove("busy");
      if (typeof said.text === "string") { box().value = said.text; show(true); }
      if (said.goto) location.assign(said.goto);
      if (said.code === "not_signed_in") location.assign(`/login?next=${location.pathname}`);
      if (said.error || said.toast) toast(said.error ?? said.toast.text, !!said.error);
      clearTimeout(timer);
      if (said.running) timer = setTimeout(() => send("pulse"), PAUSE);
    },
  };
  window.desk = desk;

  const box = () => $("#paste-form [name=text]");
  const file = () => $("#paste-form [name=file]");
  function show(text) {
    $("#paste-form [data-text]").hidden = !text;
    $("#paste-form [data-folder]").hidden = text;
  }
  function send(what, busy = false) {
    if (asked || !csrf) { if (what !== "pulse") setTimeout(() => send(what, busy), 100); return; }
    asked = true;
    if (busy) document.body.classList.add("busy");
    const fields = what === "draft" || what === "open" ? Object.fromEntries(new FormData($("#paste-form"))) : {};
    if (what === "open") delete fields.text;
    queue.push(JSON.stringify({ do: what, csrf, fields }));
    $("#send").click();
  }
  function toast(text, bad) {
    const one = document.createElement("div");
    one.className = `toast${bad ? " bad" : ""}`;
    one.textContent = text;
    $("#toasts").append(one);
    setTimeout(() => one.remove(), bad ? 8000 : 3000);
  }
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "paste-form") return;
    event.preventDefault();
    send("draft", true);
  });
  document.addEventListener("change", (event) => {
    if (event.target !== file() || file().value === opened) return;
    opened = file().value;
    if (opened) send("open", true); else { box().value = ""; show(false); }
  });
  document.addEventListener("click", (event) => {
    const hit = event.target.closest("[data-preview]");
    if (hit) send(hit.dataset.preview, true);
  });
})();
