/** What calls `update` of a script with a `form`: typing, clearing, and buttons that pick a value of a field. */
export const FORM_EVENTS = `\
  form.addEventListener("input", update);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(update));
  for (const button of document.querySelectorAll("button.pick")) {
    button.addEventListener("click", () => {
      const field = form.elements[button.dataset.field];
      field.value = field.value === button.dataset.value ? "" : button.dataset.value;
      update();
      form.scrollIntoView({ block: "start" });
      field.focus({ preventScroll: true });
    });
  }
`;

/** Shows the findings that the form asks for; without it, all are shown and there is no form. */
export const SCRIPT = `
"use strict";
(() => {
  const form = document.getElementById("filter");
  if (!form) return;
  const shown = document.getElementById("shown");
  const findings = [...document.querySelectorAll("article.finding")];
  const groups = [...document.querySelectorAll("section.file")];
  const texts = new Map();
  const textOf = (finding) => {
    if (!texts.has(finding)) {
      const parts = [...finding.querySelectorAll("h3, .place, .frame, dl")];
      texts.set(finding, parts.map((part) => part.textContent.toLowerCase()).join(" "));
    }
    return texts.get(finding);
  };
  const update = () => {
    const words = form.elements.text.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const severities = new Set([...form.querySelectorAll("[name=severity]:checked")].map((box) => box.value));
    const rule = form.elements.rule.value;
    const file = form.elements.file.value;
    let count = 0;
    for (const finding of findings) {
      const { dataset } = finding;
      const fits =
        severities.has(dataset.severity) &&
        (rule === "" || dataset.rule === rule) &&
        (file === "" || dataset.file === file) &&
        words.every((word) => textOf(finding).includes(word));
      finding.hidden = !fits;
      if (fits) count += 1;
    }
    for (const group of groups) group.hidden = !group.querySelector("article.finding:not([hidden])");
    shown.textContent = count === findings.length ? "All " + count + " shown" : count + " of " + findings.length + " shown";
  };
${FORM_EVENTS}  document.documentElement.classList.add("js");
  form.hidden = false;
  update();
})();
`;
