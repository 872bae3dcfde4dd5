import { type Block, cut } from "../../reporters/markdown-blocks.ts";
import { blockMarkdown, codeMarkdown, inlineMarkdown } from "../../reporters/markdown-text.ts";
import { describeStep } from "../../reporters/setup.ts";
import type { FleetReport } from "./fleet-report.ts";
import type { State } from "./reported.ts";
import type { FleetTotals, GroupTotals } from "./tally.ts";
import { coverageSentence, grouped, percent, proposalClauses, proposalName, repositories, share } from "./wording.ts";

/** Repositories that need a thing, those that are named. */
const NEEDERS = 10;
const GROUPS = 50;
const QUIET: ReadonlySet<State> = new Set(["clean", "empty", "skipped"]);

/** The report for a wiki or an issue, as much of it as one takes. It mentions nobody and points at nothing. */
export function reportMarkdown(report: FleetReport): string {
  const { totals } = report;
  const { rules, severities, owners, topics, trend } = totals;
  return cut([
    ["# Registry credentials in CircleCI"],
    headOf(totals),
    ...section("What to set up once", needsOf(totals)),
    ...section("Failed and held", [
      totals.troubles.map(({ name, state, reason }) => `- ${code(name)}: ${state}: ${inlineMarkdown(reason)}`),
    ]),
    ...section("By rule", [
      table(
        ["rule", "repositories", "fixes", "left"],
        rules.map((one) => [code(one.rule), one.repositories, one.fixes, one.findings]),
      ),
    ]),
    ...section("By severity, after the fixes", [
      table(
        ["severity", "repositories", "left"],
        severities.map((one) => [one.severity, one.repositories, one.findings]),
      ),
    ]),
    ...section("By owner", owners.length > 1 ? [groupsOf(owners)] : []),
    ...section("By topic", [groupsOf(topics)]),
    ...section("Mind", [totals.risks.map((one) => `- ${one.kind}: ${repositories(one.repositories)}`)]),
    ...section("Runs", [
      table(
        ["run", "command", "repositories", "with credentials"],
        trend.map(({ at, command, pulls, counts }) => [
          at.slice(0, 16).replace("T", " "),
          command,
          counts["repositories"] ?? 0,
          pulls ? share(pulls.now, pulls.all) : "",
        ]),
      ),
    ]),
    ...section("Repositories", [repositoriesOf(report)]),
  ]);
}

function section(title: string, blocks: readonly Block[]): Block[] {
  const filled = blocks.filter((block) => block.length > 0);
  return filled.length === 0 ? [] : [[`## ${title}`], ...filled];
}

function headOf(totals: FleetTotals): Block {
  const states = [...totals.states].map(([state, amount]) => `${grouped(amount)} ${state}`);
  const split = states.length === 0 ? "" : `: ${states.join(", ")}`;
  return [
    `- ${repositories(totals.repositories)}${split}`,
    `- **${coverageSentence(totals.pulls)}**`,
    `- Proposals: ${proposalClauses(totals).join("; ")}`,
  ];
}

function needsOf({ prerequisites }: FleetTotals): Block[] {
  return prerequisites.flatMap(({ setup, repositories: names }): Block[] => {
    const { text, commands } = describeStep({ path: names[0] ?? "", setup });
    const shown = names.slice(0, NEEDERS).map(codeMarkdown);
    const more = names.length - shown.length;
    const who = `${shown.join(", ")}${more > 0 ? ` and ${grouped(more)} more` : ""}`;
    const head = [`- ${inlineMarkdown(text)} (for ${who})`];
    return commands.length === 0 ? [head] : [head, blockMarkdown("sh", commands)];
  });
}

function groupsOf(groups: readonly GroupTotals[]): Block {
  const rows = groups
    .slice(0, GROUPS)
    .map(({ name, pulls, open, merged, repositories: amount }) => [
      code(name),
      amount,
      share(pulls.now, pulls.all),
      percent(pulls.merged, pulls.all),
      open,
      merged,
    ]);
  return table(["name", "repositories", "with credentials", "once merged", "open", "merged"], rows);
}

function repositoriesOf(report: FleetReport): Block {
  const rows: (string | number)[][] = [];
  for (const { name, repository, state, pulls, planned, proposal, checks } of report.repositories()) {
    if (QUIET.has(state)) continue;
    rows.push([
      code(name),
      state,
      share(pulls.now, pulls.all),
      percent(pulls.merged, pulls.all),
      planned?.files.reduce((sum, { findings }) => sum + findings.length, 0) ?? 0,
      proposal ? `${codeMarkdown(proposalName(proposal, repository))}${checks ? ` ${checks}` : ""}` : "",
      [...new Set(planned?.risks.map(({ kind }) => kind))].join(", "),
    ]);
  }
  return table(["repository", "state", "with credentials", "once merged", "left", "proposal", "mind"], rows);
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): Block {
  if (rows.length === 0) return [];
  return [
    line(head),
    line(head.map((_, at) => (typeof rows[0]?.[at] === "number" ? "--:" : "---"))),
    ...rows.map(line),
  ];
}

function line(cells: readonly (string | number)[]): string {
  return `| ${cells.map((cell) => (typeof cell === "number" ? grouped(cell) : cell)).join(" | ")} |`;
}

/** Code within a cell, where a bar would end the cell whatever stands before it. */
function code(text: string): string {
  return codeMarkdown(text.replaceAll("|", "\u2502"));
}
