// The boxes people write in: counters in the channel's unit, marks under findings, and the sentences a source carries.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const REPLIES = ["public", "private"], ALL = [...REPLIES, "subject"];
  const field = (name) => $(`#${name} textarea, #${name} input`);
  let marks = {}, draft = {}, start = {}, offered = [], lit = null;

  // --- counting, by the figures of assistant/knowledge/lengths.py, which come with the page -------------------------------
  let figures = null;
  const some = (text, pattern) => text.match(pattern)?.length ?? 0;
  const COUNT = {
    characters: (text) => [...text].length,
    bytes: (text) => new TextEncoder().encode(text).length,
    x_weighted: (text) => {
      const { link, link_weight: heavy, emoji, light } = figures;
      const plain = text.replace(link, ""), letters = plain.replace(emoji, "");
      let weight = heavy * some(text, link) + 2 * some(plain, emoji);
      for (const letter of letters) {
        const code = letter.codePointAt(0);
        weight += light.some(([low, high]) => low <= code && code <= high) ? 1 : 2;
      }
      return weight;
    },
    sms_parts: (text) => {
      const { gsm, gsm_twice: twice, sms, sms_gsm: plain } = figures, letters = [...text];
      if (letters.every((one) => gsm.includes(one) || twice.includes(one))) return parts(letters.map((one) => (twice.includes(one) ? 2 : 1)), plain);
      return parts(letters.map((one) => one.length), sms);
    },
  };

  // What takes two places is not cut in half: it opens the next part.
  function parts(sizes, [alone, joined]) {
    if (sizes.reduce((sum, one) => sum + one, 0) <= alone) return 1;
    let count = 1, room = joined;
    for (const size of sizes) {
      if (size > room) { count += 1; room = joined; }
      room -= size;
    }
    return count;
  }
  const measure = (text, unit) => (figures && COUNT[unit] ? COUNT[unit] : COUNT.characters)(text.normalize("NFC"));

  function count(name) {
    const counter = $(`.counter[data-audience="${name}"]`), box = field(name);
    if (!counter || !box) return;
    const { unit, limit, target } = counter.dataset, length = measure(box.value, unit);
    const most = +limit || 0, good = +target || most;
    counter.textContent = `${length}${most ? ` / ${most}` : ""} ${counter.dataset.words}`.trim();
    counter.classList.toggle("over", most > 0 && length > most);
    counter.classList.toggle("long", good > 0 && length > good && !(most > 0 && length > most));
    counter.style.setProperty("--used", Math.min(1, length / (most || good || 1)));
    $(`#${name}-reply`)?.classList.toggle("unsent", !box.value.trim());
  }

  // --- the layer under a box that shows where findings and sentences stand ---------------------------------------------
  function layer(name) {
    const box = field(name);
    if (!box) return null;
    let under = box.parentElement.querySelector(":scope > .under");
    if (!under) {
      under = document.createElement("div");
      under.className = "under";
      under.setAttribute("aria-hidden", "true");
      box.parentElement.insertBefore(under, box);
      box.addEventListener("scroll", () => { under.scrollTop = box.scrollTop; });
      box.spellcheck = true;
    }
    return under;
  }

  // Offsets arrive in code points; a text box counts UTF-16 units.
  function units(text, at) { let place = 0, n = 0; for (const one of text) { if (n++ === at) return place; place += one.length; } return place; }

  function paint(name) {
    const under = layer(name), box = field(name);
    if (!under) return;
    const text = box.value, spans = [];
    for (const mark of marks[name] ?? []) {
      if (mark.kind === "sentence" && !(lit && lit(name, mark))) continue;
      const at = text.slice(mark.start, mark.start + mark.text.length) === mark.text ? mark.start : text.indexOf(mark.text);
      if (at >= 0 && mark.text) spans.push({ ...mark, at, end: at + mark.text.length });
    }
    const cuts = [...new Set([0, text.length, ...spans.flatMap((one) => [one.at, one.end])])].sort((a, b) => a - b);
    const pieces = [];
    for (let i = 0; i + 1 < cuts.length; i++) {
      const over = spans.filter((one) => one.at <= cuts[i] && one.end >= cuts[i + 1]);
      const node = document.createElement(over.length ? "mark" : "span");
      node.textContent = text.slice(cuts[i], cuts[i + 1]);
      node.className = over.map((one) => one.kind).join(" ");
      pieces.push(node);
    }
    under.replaceChildren(...pieces, "\u200b");
    under.scrollTop = box.scrollTop;
  }

  function size(name) {
    const box = field(name);
    if (!box || box.tagName !== "TEXTAREA") return;
    box.style.height = "auto";
    box.style.height = `${Math.min(Math.max(box.scrollHeight + 2, 132), 460)}px`;
  }

  function refresh(name) { if (REPLIES.includes(name)) { count(name); size(name); paint(name); } }

  function put(name, text) {
    const box = field(name);
    if (!box || box.value === text) return;
    const kind = box.tagName === "TEXTAREA" ? HTMLTextAreaElement : HTMLInputElement;
    Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(box, text);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  window.boxes = {
    field,
    measure,
    by(given) { figures = { ...given, link: new RegExp(given.link, "gi"), emoji: new RegExp(given.emoji, "gu") }; },
    value: (name) => field(name)?.value ?? "",
    texts: () => Object.fromEntries(offered.map((name) => [name, field(name)?.value ?? ""])),
    edited: () => offered.some((name) => (field(name)?.value ?? "") !== (draft[name] ?? "")),
    reset() { for (const name of offered) put(name, draft[name] ?? ""); },

    fresh(open) {
      offered = REPLIES.filter((name) => name in open.texts);
      draft = open.draft; start = open.texts;
      const words = window.desk.words;
      for (const name of ALL) {
        const box = field(name), shown = name === "subject" ? open.subject : offered.includes(name);
        const holder = name === "subject" ? $("#subject") : $(`#${name}-reply`);
        if (holder) holder.hidden = !shown;
        if (!box) continue;
        box.readOnly = !open.editable;
        box.setAttribute("aria-label", words[`reply.label_${name}`]);
        box.placeholder = name === "subject" ? words["reply.label_subject"] : words[`reply.empty_${name}`];
        if (open.language) box.lang = open.language;
        if (name in open.texts && box.value !== open.texts[name]) put(name, open.texts[name]);
      }
      $("#replies")?.classList.toggle("both", offered.length > 1);
      window.desk.view.dirty = false;
      offered.forEach(refresh);
    },

    mark(places) {
      marks = {};
      for (const [name, kinds] of Object.entries(places)) {
        const text = field(name)?.value ?? "";
        const make = ([from, to, kind, ...more], sentence) => {
          const first = units(text, from);
          return { start: first, text: text.slice(first, units(text, to)), kind: sentence ? "sentence" : kind, numbers: sentence ? kind : [], key: more[0] };
        };
        marks[name] = [...kinds.findings.map((one) => make(one, false)), ...kinds.sentences.map((one) => make(one, true))];
      }
      REPLIES.forEach(refresh);
    },

    select(name, span) {
      const box = field(name);
      if (!box) return;
      window.desk.pane("case");
      box.focus();
      if (!span) return;
      const [from, to] = span.split("-").map((one) => units(box.value, +one));
      this.range(box, from, to);
    },
    // One finding mended in place, by a change that Ctrl+Z takes back; a text that moved on meanwhile is searched.
    mend({ reply, at, was, mend }) {
      const box = field(reply);
      if (!box || box.readOnly) return;
      const place = units(box.value, +at), from = box.value.startsWith(was, place) ? place : box.value.indexOf(was);
      if (from < 0) return window.desk.check();
      window.desk.pane("case");
      box.focus();
      this.range(box, from, from + was.length);
      document.execCommand(mend ? "insertText" : "delete", false, mend);
    },
    selection() {
      const box = document.activeElement, name = REPLIES.find((one) => box === field(one));
      if (!name || box.selectionStart === box.selectionEnd) return null;
      const points = (unit) => [...box.value.slice(0, unit)].length;
      return { reply: name, start: points(box.selectionStart), end: points(box.selectionEnd) };
    },
    selectText(name, text) {
      const box = field(name), at = box?.value.indexOf(text) ?? -1;
      if (at < 0) return;
      window.desk.pane("case");
      box.focus();
      this.range(box, at, at + text.length);
    },
    range(box, from, to) {
      box.setSelectionRange(from, to);
      const under = layer(box.closest("[id=public],[id=private]")?.id ?? "");
      box.scrollIntoView({ block: "nearest" });
      if (under && box.scrollHeight > box.clientHeight) box.scrollTop = Math.max(0, (from / Math.max(1, box.value.length)) * box.scrollHeight - box.clientHeight / 2);
    },
    light(test) { lit = test; REPLIES.forEach(paint); },
  };

  document.addEventListener("input", (event) => {
    const name = ALL.find((one) => event.target === field(one));
    if (!name) return;
    refresh(name);
    if ((event.target.value ?? "") !== (start[name] ?? "") || window.desk.view.dirty) window.desk.typed();
  });

  // A sentence or a source under the pointer lights up in the text; the sentence at the caret lights up its sources.
  document.addEventListener("pointerover", (event) => {
    const sentence = event.target.closest?.("[data-sentence]"), source = event.target.closest?.("[data-source]");
    if (sentence) window.boxes.light((name, mark) => name === sentence.dataset.reply && mark.text === sentence.dataset.sentence);
    else if (source) window.boxes.light((name, mark) => mark.numbers.includes(+source.dataset.source));
    else if (lit) window.boxes.light(null);
  });
  document.addEventListener("selectionchange", () => {
    const box = document.activeElement, name = REPLIES.find((one) => box === field(one));
    if (!name) return;
    const here = (marks[name] ?? []).filter((one) => {
      const at = box.value.indexOf(one.text);
      return one.kind === "sentence" && at <= box.selectionStart && box.selectionStart <= at + one.text.length;
    });
    const numbers = here.flatMap((one) => one.numbers);
    $$("#side [data-source]").forEach((card) => card.classList.toggle("lit", numbers.includes(+card.dataset.source)));
  });
  new ResizeObserver(() => REPLIES.forEach(size)).observe(document.documentElement);
})();
