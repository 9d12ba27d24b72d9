// A page of one form (paste box, own words): sends it, shows what comes back, copies a reply.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const queue = [];
  let csrf = "", words = {}, filled = {};
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
    if (!csrf) { setTimeout(() => send(what), 100); return; }
    if (!form.reportValidity() || document.body.classList.contains("busy")) return;
    document.body.classList.add("busy");
    for (const one of document.querySelectorAll("[data-slot]")) {
      if (one.value.trim()) filled[one.dataset.slot] = one.value.trim(); else delete filled[one.dataset.slot];
    }
    const fields = Object.fromEntries(new FormData(form));
    queue.push(JSON.stringify({ do: what, csrf, fields: Object.keys(filled).length ? { ...fields, filled } : fields }));
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
    const queued = event.target.closest('[data-paste="queue"]'), slots = event.target.closest('[data-paste="slots"]');
    const copied = event.target.closest("[data-copy]");
    if (queued) send("queue");
    if (slots) send("draft");
    if (copied) copy($(`[data-text="${copied.dataset.copy}"]`).textContent);
  });
  document.addEventListener("input", (event) => {  // another complaint: what was told of the last one is not its
    if (event.target.matches('#paste-form [name="text"]')) {
      filled = {};
      document.querySelectorAll("[data-slot]").forEach((one) => { one.value = ""; });
    }
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && $("#paste-form")) { event.preventDefault(); send("draft"); } });
})();
