// Next steps of a case: confirming one, saying that it is done, taking it back.
(() => {
  "use strict";
  const desk = window.desk;
  const sent = () => ({ texts: desk.texts(), subject: desk.subject() });

  document.addEventListener("click", (event) => {
    const go = event.target.closest("[data-step-go]"), end = event.target.closest("[data-step-end]");
    if (go) {
      const step = go.closest("[data-step]");
      const fields = Object.fromEntries([...step.querySelectorAll("[data-field]")].map((one) => [one.dataset.field, one.value]));
      desk.send("step", { code: step.dataset.step, fields, ...sent() });
    }
    if (end) desk.send("step_end", { id: end.dataset.stepEnd, done: "done" in end.dataset, ...sent() });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("[data-field]")) {
      event.preventDefault();
      event.target.closest("[data-step]").querySelector("[data-step-go]").click();
    }
  });
})();
