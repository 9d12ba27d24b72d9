// A page of one form (paste box, own words): sends it, shows what comes back, copies a reply.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const queue = [];
  let csrf = "", words = {};
  const desk = {
    take: () => queue.shift() ?? "{}",
    answer(json) {
      const said = JSON.parse(json || "{}");
      if (said.csrf) {
        ({ csrf, words } = said);
        document.documentElement.lang = said.language;
        document.title = $(".top")?.dataset.title ?? document.title;
      }
      document.body.classList.remove("busy");
      if (said.goto) location.assign(`/desk/?case=${said.goto}`);
      if (said.code === "not_signed_in") location.assign(`/login?next=${location.pathname}`);
      if (said.error || said.toast) toast(said.error ?? said.toast.text, !!said.error);
    },
  };
  window.desk = desk;

  function send(what) {
    const form = $("#paste-form");
    if (!form.reportValidity() || document.body.classList.contains("busy")) return;
    document.body.classList.add("busy");
    queue.push(JSON.stringify({ do: what, csrf, fields: Object.fromEntries(new FormData(form)) }));
    $("#send").click();
  }
  function toast(text, bad = false) {
    const box = document.createElement("div");
    box.className = `toast${bad ? " bad" : ""}`;
    box.textContent = text;
    $("#toasts").append(box);
    setTimeout(() => box.remove(), bad ? 8000 : 3000);
  }
  async function copy(text) {
    try { await navigator.clipboard.writeText(text); } catch {
      const area = document.createElement("textarea");
      area.value = text; document.body.append(area); area.select(); document.execCommand("copy"); area.remove();
    }
    toast(words["toast.copied"]);
  }
  document.addEventListener("submit", (event) => { if (event.target.id === "paste-form") { event.preventDefault(); send("draft"); } });
  document.addEventListener("click", (event) => {
    const queued = event.target.closest('[data-paste="queue"]'), copied = event.target.closest("[data-copy]");
    if (queued) send("queue");
    if (copied) copy($(`[data-text="${copied.dataset.copy}"]`).textContent);
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && $("#paste-form")) { event.preventDefault(); send("draft"); } });
})();
