// Reading along while a model writes: its text as it comes, apart from the boxes, where nobody can approve it.
(() => {
  "use strict";
  const desk = window.desk, { $, $$ } = desk;
  const SOON = 300;  // milliseconds from the last word to the checked draft
  let source = null, of = null;

  function close() {
    source?.close();
    source = of = null;
    const box = $("#writing .writing");
    if (!box) return;
    box.hidden = true;
    $$("[data-written]", box).forEach((one) => { one.hidden = true; $(".text", one).textContent = ""; });
  }

  function show(said) {
    const box = $("#writing .writing");
    if (!box || desk.view.case !== of) return close();
    box.hidden = false;
    $('[data-state="first"]', box).hidden = said.version > 1;
    $('[data-state="again"]', box).hidden = said.version <= 1;
    $$("[data-written]", box).forEach((one) => {
      const text = $(".text", one), body = said.texts[one.dataset.written] ?? "";
      one.hidden = !body;
      one.lang = desk.open?.language ?? "";
      if (text.textContent !== body) { text.textContent = body; text.scrollTop = text.scrollHeight; }
    });
  }

  // A stream that breaks is let go: the checked draft comes all the same, as the answer to the click or with a pulse.
  desk.listen = () => {
    const id = desk.view.case;
    if (!id || of === id) return;
    close();
    of = id;
    source = new EventSource(`/writing/${id}`);
    source.onmessage = (event) => show(JSON.parse(event.data));
    source.onerror = close;
    source.addEventListener("end", () => {
      close();
      setTimeout(() => { if (!desk.pulsing) desk.send("pulse", desk.pulseFacts()); }, SOON);
    });
  };
  desk.hush = close;
  desk.ask = () => { if ($("#redo")) desk.listen(); };  // only a model is asked for a wish in words
})();
