import { codeHtml, escapeHtml, inlineHtml } from "../../reporters/html-text.ts";
import type { Numbers } from "./numbers.ts";
import type { Coverage } from "./reported.ts";
import type { FleetTotals, GroupTotals } from "./tally.ts";
import { MEANING, coverageSentence, grouped, percent, proposalClauses, repositories } from "./wording.ts";

/** Coverage as a sentence and a bar, then what states there are. */
export function coverageHtml(totals: FleetTotals): string[] {
  const { pulls } = totals;
  const states = [...totals.states].map(
    ([state, amount]) =>
      `<li>${pick("state", state, `<b>${grouped(amount)}</b> <span class="state ${state}">${state}</span>`)} <span class="dim">${MEANING[state]}</span></li>`,
  );
  return [
    '<section class="coverage">',
    pulls.all === 0 ? "" : `<p class="big">${percent(pulls.now, pulls.all)}</p>`,
    `<p class="totals">${escapeHtml(coverageSentence(pulls))}</p>`,
    pulls.all === 0 ? "" : barHtml(pulls, "bar"),
    pulls.all === 0 ? "" : legendHtml(pulls),
    `<p>Proposals: ${escapeHtml(proposalClauses(totals).join("; "))}</p>`,
    "</section>",
    `<section><h2>${repositories(totals.repositories)}</h2>`,
    ...(states.length === 0
      ? ["<p>Nothing is planned yet: <code>circlesec fleet plan</code> fills this page.</p>"]
      : ['<ul class="states">', ...states, "</ul>"]),
    "</section>",
  ].filter((line) => line !== "");
}

function barHtml({ now, merged, all }: Coverage, name: string): string {
  const [first, second] = [now, merged].map((part) => Math.round((1000 * part) / all));
  return [
    `<svg class="${name}" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">`,
    '<rect class="none" width="1000" height="10"></rect>',
    `<rect class="soon" width="${second ?? 0}" height="10"></rect>`,
    `<rect class="now" width="${first ?? 0}" height="10"></rect></svg>`,
  ].join("");
}

function legendHtml({ now, merged, all }: Coverage): string {
  const items = [
    ["now", "with credentials now", now],
    ["soon", "more once all that is planned is merged", merged - now],
    ["none", "without", all - merged],
  ] as const;
  const shown = items.map(([name, words, amount]) => `<li class="${name}">${grouped(amount)} ${words}</li>`);
  return `<ul class="legend">${shown.join("")}</ul>`;
}

/** Those that failed or were held, each with its reason. */
export function troublesHtml({ troubles }: FleetTotals): string[] {
  if (troubles.length === 0) return [];
  const items = troubles.map(
    ({ name, state, reason }) =>
      `<li>${codeHtml(name)} <span class="state ${state}">${state}</span> ${inlineHtml(reason)}</li>`,
  );
  const isOpen = troubles.length <= 10 ? " open" : "";
  return [
    "<section><h2>Failed and held</h2>",
    `<details${isOpen}><summary>${repositories(troubles.length)}</summary><ul>`,
    ...items,
    "</ul></details></section>",
  ];
}

/** What there is by rule, severity, owner, topic and risk. */
export function tablesHtml(totals: FleetTotals, { rules, owners, topics }: Numbers): string[] {
  if (totals.repositories === 0) return [];
  const { severities, risks } = totals;
  return [
    '<div class="tables">',
    ...tableHtml(
      "By rule",
      ["rule", "repositories", "fixes", "left"],
      totals.rules.map((one) => [
        pick("rule", String(rules.get(one.rule)), escapeHtml(one.rule)),
        one.repositories,
        one.fixes,
        one.findings,
      ]),
    ),
    ...tableHtml(
      "By severity, after the fixes",
      ["severity", "repositories", "left"],
      severities.map(({ severity, repositories: amount, findings }) => [
        `<span class="badge ${severity}">${severity}</span>`,
        amount,
        findings,
      ]),
    ),
    ...groupHtml("owner", totals.owners, owners),
    ...groupHtml("topic", totals.topics, topics),
    ...tableHtml(
      "Mind",
      ["risk", "repositories"],
      risks.map(({ kind, repositories: amount }) => [pick("risk", kind, kind), amount]),
    ),
    "</div>",
  ];
}

function groupHtml(field: "owner" | "topic", groups: readonly GroupTotals[], numbers: ReadonlyMap<string, number>) {
  const rows = groups.map(({ name, repositories: amount, pulls, open, merged }) => [
    pick(field, String(numbers.get(name)), escapeHtml(name)),
    amount,
    pulls.all === 0 ? "–" : `${barHtml(pulls, "small")}<span class="part">${percent(pulls.now, pulls.all)}</span>`,
    percent(pulls.merged, pulls.all),
    open,
    merged,
  ]);
  return tableHtml(`By ${field}`, [field, "repositories", "covered", "once merged", "open", "merged"], rows);
}

function tableHtml(title: string, heads: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  if (rows.length === 0) return [];
  const lines = rows.map(([name = "", ...cells]) => {
    const written = cells.map((cell) =>
      typeof cell === "number" ? `<td${cell === 0 ? ' class="zero"' : ""}>${grouped(cell)}</td>` : `<td>${cell}</td>`,
    );
    return `<tr><th scope="row">${name}</th>${written.join("")}</tr>`;
  });
  return [
    `<section><h2>${title}</h2><div class="scroll" tabindex="0" role="region" aria-label="${title}">`,
    `<table><thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join("")}</tr></thead><tbody>`,
    ...lines,
    "</tbody></table></div></section>",
  ];
}

/** A word that chooses by itself in the filter. */
function pick(field: string, value: string, html: string): string {
  return `<button type="button" class="pick" data-field="${field}" data-value="${value}">${html}</button>`;
}
