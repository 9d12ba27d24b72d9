// The desk's page: sends commands through the one hidden button, takes the answers, and keeps what is on the screen.
(() => {
  "use strict";
  const PULSE = 2000, PULSE_HIDDEN = 15000, CHECK_AFTER = 700, SAVE_AFTER = 5000, NO_ANSWER = 8000;
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

  const desk = {
    view: { tab: "review", channel: "", language: "", flag: "", words: "", case: null, version: 0, thread: 0, dirty: false, mirrors: [] },
    open: null, places: {}, words: {}, marks: {}, csrf: "", count: 0, queue: [], typedAt: 0, typedAfter: 0,
    pulsing: 0, problem: "", asked: new Map(), shown: {}, dropped: new Set(), $, $$,

    send(what, more = {}) {
      const n = ++this.count;
      this.queue.push(JSON.stringify({ do: what, n, csrf: this.csrf, view: this.view, marks: this.marks, ...more }));
      if (this.csrf) $("#send")?.click();  // what comes before the page has its token waits for it
      if (what === "pulse") this.pulsing = Date.now();
      this.asked.set(n, this.view.case);
      this.asked.delete(n - 200);  // nothing is answered that late
      return n;
    },
    take() {
      const next = this.queue.shift();
      return next ? JSON.stringify({ ...JSON.parse(next), csrf: this.csrf }) : "{}";
    },
    texts() { return window.boxes.texts(); },
    subject() { return this.open?.subject ? window.boxes.value("subject") : ""; },

    // An answer older than the one that turned the page, or than the last of its kind, or that speaks of a case the
    // person has left, must not turn the page back; nor may a pulse take what was typed meanwhile.
    late(said) {
      if (!said.n) return false;
      const from = this.asked.get(said.n), stays = !said.case || said.case.id === from;
      const typed = said.do === "pulse" && said.case?.fresh && this.view.dirty && this.typedAfter >= said.n;
      const late = typed || said.n < Math.max(this.shown.turned ?? 0, this.shown[said.do] ?? 0) || (stays && from !== this.view.case);
      if (!late) this.shown[stays ? said.do : "turned"] = said.n;
      return late;
    },

    // What the page's parts become, in the order of its outputs; nothing stands for those that stay.
    screen(json) {
      const said = read(json);
      if (this.late(said)) { this.dropped.add(said.n); return; }
      return said.shown?.map((part) => part ?? undefined);
    },

    answer(json) {
      const said = read(json);
      if (said.csrf) this.begin(said);
      this.pulsing = 0;
      if (!this.dropped.delete(said.n)) {
        Object.assign(this.marks, said.marks ?? {});
        if (said.case) this.show(said);
        if (said.places) { this.places = said.places; window.boxes.mark(said.places); }
        if (said.writing && !this.view.dirty) this.listen();
      }
      if (said.saved && said.saved.case === this.view.case) {
        this.view.version = said.saved.version;
        if (this.typedAfter < said.n) this.view.dirty = false;
      }
      if (said.toast) toast(said.toast);
      if (said.error) this.failed(said);
      this.tidy();
      if (said.csrf) this.queue.forEach(() => $("#send")?.click());
    },

    begin(said) {
      Object.assign(this, { csrf: said.csrf, words: said.words });
      window.boxes.by(said.figures);
      document.documentElement.lang = said.language;
      document.title = $(".top")?.dataset.title ?? document.title;
      document.body.dataset.side ||= "sources";
      document.body.dataset.pane ||= said.case ? "case" : "queue";
    },

    show(said) {
      if (this.view.case !== said.case.id) this.hush();
      this.open = said.case;
      Object.assign(this.view, { case: said.case.id, version: said.case.version, thread: said.case.thread });
      if (said.case.fresh) {
        this.view.dirty = false;
        window.boxes.fresh(said.case);
        history.replaceState(null, "", `?case=${said.case.id}`);
      }
      if (said.do && said.do !== "pulse" && said.do !== "start" && document.body.dataset.pane !== "case") pane("case");
      if (said.do === "open") { $("#middle")?.scrollTo({ top: 0 }); }
    },

    failed(said) {
      if (said.code === "not_signed_in") return gone();
      if (said.code === "would_replace") return open("replace");
      toast({ text: said.error, bad: true });
      if (said.code === "blocked" || said.code === "not_acknowledged") $("#checks .finding")?.focus();
      if (said.code === "version_changed" || said.code === "thread_changed") this.send("pulse", this.pulseFacts());
    },

    pulseFacts() {
      const typing = Date.now() - this.typedAt < 6000;
      return { typing, state: this.open?.state ?? "", ...(this.view.dirty ? { texts: this.texts(), subject: this.subject() } : {}) };
    },

    typed() {
      this.typedAt = Date.now();
      this.typedAfter = this.count;
      if (!this.open) return;
      this.view.dirty = true;
      clearTimeout(this.checking); clearTimeout(this.saving);
      this.checking = setTimeout(() => this.check(), CHECK_AFTER);
      this.saving = setTimeout(() => this.save(), SAVE_AFTER);
      this.tidy();
    },
    check() { if (this.open?.editable) this.send("check", { texts: this.texts(), subject: this.subject() }); },
    save() {
      if (this.open?.editable && this.view.dirty && !$(".conflict")) this.send("save", { texts: this.texts(), subject: this.subject() });
    },

    // After every answer: what depends on several regions at once.
    tidy() {
      const editor = $("#editor");
      if (editor) editor.hidden = !this.open;
      document.body.classList.toggle("has-case", !!this.open);
      const approve = $('[data-do="approve"]');
      if (approve) {
        const edited = window.boxes.edited();
        $("span", approve).textContent = edited ? approve.dataset.edited : approve.dataset.untouched;
        approve.classList.toggle("held", +($("#checks .checks")?.dataset.blocking ?? 0) > 0);
        const reset = $('[data-do="reset"]');
        if (reset) reset.hidden = !edited;
        const key = $('#keys [data-key="redo"]');
        if (key) key.hidden = !$("#redo");
        $$("#controls [data-edited]").forEach((one) => { one.hidden = one.dataset.edited === "never" || !edited; });
      }
      $$("[data-mirror]").forEach((one) => one.setAttribute("aria-pressed", this.view.mirrors.includes(one.dataset.mirror)));
      // A link is given away whole, with the address this desk is open at.
      $$("[data-link]").forEach((one) => { one.value = new URL(one.value, location.origin).href; });
      $$("#tabs [data-tab]").forEach((one) => one.setAttribute("aria-selected", one.dataset.tab === this.view.tab));
      $$("#side [data-side]").forEach((one) => one.setAttribute("aria-selected", one.dataset.side === document.body.dataset.side));
      if (this.rowFocus && document.activeElement === document.body) row(this.rowFocus)?.focus({ preventScroll: true });
    },
  };
  window.desk = desk;

  function read(json) { try { return JSON.parse(json || "{}"); } catch { return {}; } }

  const row = (id) => $(`#queue [data-case="${CSS.escape(String(id))}"]`);
  desk.row = row;
  desk.rows = () => $$("#queue [data-case]");
  desk.next = () => {
    const rows = desk.rows(), at = rows.findIndex((one) => +one.dataset.case === desk.view.case);
    const following = rows[at + 1] ?? rows[at - 1];
    return following && +following.dataset.case !== desk.view.case ? +following.dataset.case : null;
  };
  desk.openCase = (id) => {
    if (id === desk.view.case) { pane("case"); return; }
    clearTimeout(desk.saving);
    desk.send("open", { case: id, ...(desk.view.dirty ? { texts: desk.texts(), subject: desk.subject() } : {}) });
    $$("#queue [data-case]").forEach((one) => one.setAttribute("aria-selected", +one.dataset.case === id));
  };
  desk.approve = (onward) => {
    if (!desk.open?.editable) return;
    clearTimeout(desk.saving);
    const acknowledged = $$("#checks [data-sign]:checked").map((one) => one.dataset.sign);
    desk.send("approve", { texts: desk.texts(), subject: desk.subject(), acknowledged, next: onward ? desk.next() : null });
  };
  // With a wish for the model, a fact for the note, or details filled in; a person's own words only when they say so.
  desk.redo = (asked, replace = false) => {
    if (!desk.open?.editable) return;
    clearTimeout(desk.saving);
    desk.again = () => desk.redo(asked, true);
    document.body.classList.add("busy");
    setTimeout(() => document.body.classList.remove("busy"), 1500);
    desk.send("redo", { ...asked, replace, texts: desk.texts(), subject: desk.subject() });
    desk.ask();
  };

  function pane(name) { document.body.dataset.pane = name; }
  desk.pane = pane;

  function toast({ text, undo, seconds, bad }) {
    const holder = $("#toasts"), box = document.createElement("div"), line = document.createElement("span");
    if (!holder) return;
    box.className = `toast${bad ? " bad" : ""}`;
    line.textContent = text;
    box.append(line);
    let left = seconds ?? (bad ? 8 : 4);
    if (undo) {
      const button = document.createElement("button");
      button.type = "button"; button.className = "small"; button.dataset.undo = undo; button.textContent = desk.words["act.undo"];
      box.append(button);
    }
    holder.append(box);
    const tick = setInterval(() => {
      left -= 1;
      if (undo) line.textContent = left > 0 ? desk.words["toast.leaves"].replace("{n}", left) : desk.words["toast.left"];
      if (left <= 0) { $("button", box)?.remove(); clearInterval(tick); setTimeout(() => box.remove(), undo ? 1500 : 0); }
    }, 1000);
  }
  desk.toast = toast;

  function gone() { const dialog = $("#gone"); if (dialog && !dialog.open) dialog.showModal(); }

  function pulse() {
    if (desk.pulsing && Date.now() - desk.pulsing > NO_ANSWER) {
      desk.pulsing = 0;
      fetch("/session").then((answer) => { if (answer.status === 401) gone(); }).catch(() => {});
    } else if (!desk.pulsing && desk.csrf) {
      desk.send("pulse", desk.pulseFacts());
    }
    setTimeout(pulse, document.hidden ? PULSE_HIDDEN : PULSE);
  }
  setTimeout(pulse, PULSE);

  // --- clicks -------------------------------------------------------------------------------------------------------
  const DO = {
    approve: () => desk.approve(false),
    redo: () => { const box = $("#redo"); desk.redo({ said: box.value }); box.value = ""; },
    reset: () => window.boxes.reset(),
    slots: () => {
      const told = $$("[data-slot]").filter((one) => one.value.trim()).map((one) => [one.dataset.slot, one.value.trim()]);
      if (told.length) desk.redo({ filled: Object.fromEntries(told) });
    },
    take: () => desk.send("take"),
    mine: () => desk.send("mine", { texts: desk.texts(), subject: desk.subject() }),
    theirs: () => desk.send("theirs"),
    withdraw: (button) => desk.send("withdraw", { question: button.dataset.question }),
    settle: (button) => desk.send("settle", { posting: button.dataset.posting, fate: button.dataset.fate }),
  };

  document.addEventListener("click", (event) => {
    const at = (selector) => event.target.closest(selector);
    let hit;
    if ((hit = at("#queue [data-case]"))) return desk.openCase(+hit.dataset.case);
    if ((hit = at("[data-tab]"))) { desk.view.tab = hit.dataset.tab; desk.send("list"); return desk.tidy(); }
    if ((hit = at("[data-side]"))) { if (hit.tagName === "BUTTON") { document.body.dataset.side = hit.dataset.side; return desk.tidy(); } }
    if ((hit = at("button[data-pane]"))) return pane(hit.dataset.pane);
    if ((hit = at("[data-open]"))) return open(hit.dataset.open);
    if ((hit = at("[data-close]"))) return hit.closest("dialog")?.close();
    if ((hit = at("[data-undo]"))) { desk.send("undo", { case: +hit.dataset.undo }); return hit.closest(".toast")?.remove(); }
    if ((hit = at("[data-mend]"))) return window.boxes.mend(hit.dataset);
    if ((hit = at(".finding"))) return window.boxes.select(hit.dataset.reply, hit.dataset.span);
    if ((hit = at("[data-sentence]"))) return window.boxes.selectText(hit.dataset.reply, hit.dataset.sentence);
    if ((hit = at("[data-use]"))) return desk.send("use_version", { version: +hit.dataset.use, texts: desk.texts(), subject: desk.subject() });
    if ((hit = at("[data-goto]"))) return desk.openCase(+hit.dataset.goto);
    if ((hit = at("button[data-do]"))) return DO[hit.dataset.do]?.(hit);
  });

  function open(id) {
    const dialog = document.getElementById(id);
    if (!dialog || dialog.open) return;
    $("form", dialog)?.reset();
    const asked = id === "ask" && $("[data-ask]");  // whom and what, as the draft itself says
    if (asked) { $("select", dialog).value = asked.dataset.unit; $("textarea", dialog).value = asked.dataset.question; }
    dialog.showModal();
  }
  desk.dialog = open;

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("dialog form[data-do]");
    if (!form) return;
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(form)), what = form.dataset.do;
    form.closest("dialog").close();
    if (what === "note") return desk.redo({ fact: fields.note });
    if (what === "replace") return desk.again?.();
    const onward = what === "reopen" || what === "ask" ? null : desk.next();
    desk.send(what, { ...fields, texts: desk.texts(), subject: desk.subject(), next: what === "send_back" ? null : onward });
  });

  document.addEventListener("change", (event) => {
    const filter = { "by-language": "language", "by-channel": "channel", "by-flag": "flag" }[event.target.id];
    if (filter) { desk.view[filter] = event.target.value; desk.send("list"); }
  });
  document.addEventListener("input", (event) => {
    if (event.target.id === "find") {
      desk.view.words = event.target.value;
      clearTimeout(desk.finding);
      desk.finding = setTimeout(() => desk.send("list"), 250);
    }
  });
  document.addEventListener("focusin", (event) => {
    const focused = event.target.closest?.("#queue [data-case]");
    desk.rowFocus = focused ? focused.dataset.case : null;
  });
  addEventListener("pagehide", () => desk.save());
})();
