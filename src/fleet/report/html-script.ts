import { FORM_EVENTS } from "../../reporters/html-script.ts";

/** Filters, sorts, copies and colours; without it, all is shown by name, uncoloured. */
export const FLEET_SCRIPT = `
"use strict";
(() => {
  const form = document.getElementById("filter");
  const list = document.getElementById("list");
  const color = (pre) => {
    if (pre.dataset.done) return;
    pre.dataset.done = "yes";
    const names = { "+": "add", "-": "remove", "@": "place" };
    const lines = pre.textContent.split("\\n").map((text) => {
      const line = document.createElement("span");
      line.className = names[text[0]] || "same";
      line.textContent = text;
      return line;
    });
    pre.replaceChildren(...lines);
  };
  const unfold = (details) => {
    for (const link of details.querySelectorAll("a.shared")) {
      const shared = document.querySelector(link.hash + " pre");
      if (!shared || link.dataset.done) continue;
      link.dataset.done = "yes";
      link.parentElement.after(shared.cloneNode(true));
    }
    details.querySelectorAll("pre.diff").forEach(color);
  };
  document.addEventListener("toggle", ({ target }) => {
    if (target.open && target.matches("details.repository, details.change")) unfold(target);
  }, true);
  const select = (node) => getSelection().selectAllChildren(node);
  for (const button of document.querySelectorAll("button.copy")) {
    button.hidden = false;
    const words = button.textContent;
    button.addEventListener("click", async () => {
      const block = button.parentElement.querySelector("pre");
      try {
        await navigator.clipboard.writeText(block.textContent);
        button.textContent = "Copied";
      } catch {
        select(block);
        button.textContent = "Selected";
      }
      setTimeout(() => { button.textContent = words; }, 2000);
    });
  }
  document.documentElement.classList.add("js");
  if (!form || !list) return;
  const shown = document.getElementById("shown");
  const fields = ["state", "owner", "topic", "rule", "risk"];
  const rows = [...list.children].map((node, index) => {
    const { dataset } = node;
    const row = { node, index, text: undefined, order: +dataset.order, gap: -dataset.gap, left: -dataset.left, isHidden: false };
    for (const field of fields) row[field] = dataset[field].split(" ");
    return row;
  });
  const textOf = (row) => {
    row.text ??= row.node.textContent.toLowerCase();
    return row.text;
  };
  let sorted = "name";
  const sort = (by) => {
    if (by === sorted) return;
    sorted = by;
    const all = by === "name" ? rows : [...rows].sort((a, b) => a[by] - b[by] || a.index - b.index);
    list.append(...all.map(({ node }) => node));
  };
  const update = () => {
    const words = form.elements.text.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const wanted = fields.flatMap((field) => {
      const { value } = form.elements[field];
      return value === "" ? [] : [[field, value]];
    });
    sort(form.elements.sort.value);
    let count = 0;
    for (const row of rows) {
      const fits = wanted.every(([field, value]) => row[field].includes(value)) && words.every((word) => textOf(row).includes(word));
      if (fits) count += 1;
      if (row.isHidden === fits) {
        row.isHidden = !fits;
        row.node.hidden = !fits;
      }
    }
    const all = rows.length.toLocaleString("en");
    shown.textContent = count === rows.length ? "All " + all + " shown" : count.toLocaleString("en") + " of " + all + " shown";
  };
${FORM_EVENTS}  form.hidden = false;
  update();
})();
`;
