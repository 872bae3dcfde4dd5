import { escapeHtml } from "../../reporters/html-text.ts";
import type { Numbers } from "./numbers.ts";
import type { FleetTotals } from "./tally.ts";

const ORDERS = [
  ["name", "name"],
  ["order", "state"],
  ["gap", "pulls without credentials"],
  ["left", "findings left"],
];

/** The form over the repositories, and the head of their list, which stays open. */
export function filterHtml(totals: FleetTotals, { owners, topics, rules }: Numbers): string[] {
  if (totals.repositories === 0) return [];
  const states = [...totals.states.keys()];
  const risks = totals.risks.map(({ kind }) => kind);
  const orders = ORDERS.map(([value = "", words = ""]) => `<option value="${value}">${words}</option>`);
  return [
    '<section id="repositories"><h2>Repositories</h2>',
    '<form id="filter" role="search" aria-label="Repositories" autocomplete="off" hidden>',
    '<label class="grow">text<input type="search" name="text" placeholder="words that a repository has"></label>',
    selectHtml(
      "state",
      states.map((state) => [state, state]),
    ),
    selectHtml("owner", numbered(owners)),
    selectHtml("topic", numbered(topics)),
    selectHtml("rule", numbered(rules)),
    selectHtml(
      "risk",
      risks.map((risk) => [risk, risk]),
    ),
    `<label>sorted by<select name="sort">${orders.join("")}</select></label>`,
    '<button type="reset">Show all</button>',
    '<p id="shown" role="status"></p>',
    "</form>",
    '<div class="heads" aria-hidden="true"><span>repository</span><span>state</span><span>with credentials</span><span>left</span><span>proposal</span><span>mind</span></div>',
    '<div id="list">',
  ];
}

function numbered(names: ReadonlyMap<string, number>): [string, string][] {
  return [...names].map(([name, number]) => [String(number), name]);
}

/** Without anything to choose from, there is no choice. */
function selectHtml(name: string, values: readonly (readonly [value: string, words: string])[]): string {
  const options = values.map(([value, words]) => `<option value="${value}">${escapeHtml(words)}</option>`).join("");
  const hidden = values.length < 2 ? " hidden" : "";
  return `<label${hidden}>${name}<select name="${name}"><option value="">all</option>${options}</select></label>`;
}
