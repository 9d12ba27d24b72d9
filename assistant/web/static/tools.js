// The tools around a draft: rewriting it, reading it in one's own language, and copying what goes with it.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const desk = window.desk;
  let selected = null;

  // A button takes the focus from the text: what was marked there is looked up before that.
  document.addEventListener("pointerdown", (event) => {
    selected = event.target.closest("[data-control]") ? window.boxes.selection() : null;
  }, true);

  desk.rewrite = (control, replace = false) => {
    if (!desk.open?.editable) return;
    clearTimeout(desk.saving);
    const marked = selected;
    desk.again = () => { selected = marked; desk.rewrite(control, true); };
    document.body.classList.add("busy");
    setTimeout(() => document.body.classList.remove("busy"), 1500);
    desk.send("rewrite", { control, replace, selected, texts: desk.texts(), subject: desk.subject() });
    desk.ask();
  };

  // With a passage marked, what works on the whole only steps back; the row keeps its shape, so that no click goes astray.
  document.addEventListener("selectionchange", () => {
    const marked = window.boxes.selection();
    desk.$$("#controls [data-control]").forEach((one) => one.classList.toggle("away", !!marked && !("passage" in one.dataset)));
  });

  function mirror(reply) {
    const on = desk.view.mirrors.includes(reply);
    desk.view.mirrors = on ? desk.view.mirrors.filter((one) => one !== reply) : [...desk.view.mirrors, reply];
    desk.send("mirror", { texts: desk.texts(), subject: desk.subject() });
    desk.tidy();
  }

  async function copy(text) {
    try { await navigator.clipboard.writeText(text); } catch {
      const area = document.createElement("textarea");
      area.value = text; document.body.append(area); area.select(); document.execCommand("copy"); area.remove();
    }
    desk.toast({ text: desk.words["toast.copied"] });
  }

  // What is shown as a list is copied as lines.
  const lines = (holder) => {
    const items = [...holder.querySelectorAll("li")];
    return items.length ? items.map((one) => one.textContent.trim()).join("\n") : holder.textContent.trim();
  };

  document.addEventListener("click", (event) => {
    const at = (selector) => event.target.closest(selector);
    let hit;
    if ((hit = at("[data-control]"))) return desk.rewrite(hit.dataset.control);
    if ((hit = at("[data-mirror]"))) return mirror(hit.dataset.mirror);
    if ((hit = at("[data-translate]"))) { hit.disabled = true; return desk.send("mirror", { texts: desk.texts(), subject: desk.subject() }); }
    if ((hit = at("[data-link-copy]"))) return copy($("[data-link]", hit.parentElement).value);
    const from = (hit = at("[data-copy]")) && $("[data-copied]", hit.closest("section"));
    if (from) copy(lines(from));
  });
})();
