// Comparing replies blind: 1 left, 2 right, 3 equally good, Z takes the last one back.
(() => {
  "use strict";
  const $ = (selector) => document.querySelector(selector);
  const queue = [], KEYS = { 1: "left", 2: "right", 3: "tie" };
  let csrf = "", asked = false;
  const desk = {
    take: () => queue.shift() ?? "{}",
    answer(json) {
      const said = JSON.parse(json || "{}");
      asked = false;
      document.body.classList.remove("busy");
      if (said.csrf) {
        csrf = said.csrf;
        document.documentElement.lang = said.language;
        document.title = $(".top")?.dataset.title ?? document.title;
        const wanted = new URLSearchParams(location.search).get("which"), which = $("[name=which]");
        if (wanted && which && [...which.options].some((one) => one.value === wanted)) which.value = wanted;
        if ($("#paste-form")) send("look");
        return;
      }
      if (said.code === "not_signed_in") location.assign(`/login?next=${location.pathname}`);
      if (said.error) toast(said.error); else window.scrollTo({ top: 0 });
    },
  };
  window.desk = desk;

  function send(what, more = {}) {
    if (asked) return;  // a key held down judges one pair, not the next as well
    asked = true;
    document.body.classList.add("busy");
    queue.push(JSON.stringify({ do: what, csrf, fields: { which: $("[name=which]").value, ...more } }));
    $("#send").click();
  }
  function choose(choice) {
    const pair = $("[data-pair]")?.dataset.pair;
    if (pair) send("choose", { pair, choice });
  }
  function toast(text) {
    const one = document.createElement("div");
    one.className = "toast bad";
    one.textContent = text;
    $("#toasts").append(one);
    setTimeout(() => one.remove(), 8000);
  }
  document.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("change", (event) => { if (event.target.name === "which") send("look"); });
  document.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-choice]"), other = event.target.closest("[data-blind]");
    if (chosen) choose(chosen.dataset.choice);
    if (other) send(other.dataset.blind);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.target.closest("select, input, textarea")) return;
    if (KEYS[event.key]) { event.preventDefault(); choose(KEYS[event.key]); }
    if (event.key.toLowerCase() === "z" && $('[data-blind="back"]')) send("back");
  });
})();
