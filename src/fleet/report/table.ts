import { Chalk } from "chalk";
import { describeStep } from "../../reporters/setup.ts";
import { characters, displayWidth, visible, wrap } from "../../reporters/text.ts";
import type { FleetReport } from "./fleet-report.ts";
import type { ReportLook } from "./formats.ts";
import type { State } from "./reported.ts";
import type { FleetTotals, GroupTotals } from "./tally.ts";
import {
  coverageSentence,
  grouped,
  needers,
  percent,
  proposalClauses,
  proposalName,
  repositories,
  share,
} from "./wording.ts";

/** A table in the making; its first row is the heading. `rights`: columns of numbers. */
interface Grid {
  readonly rows: readonly (readonly string[])[];
  readonly rights: ReadonlySet<number>;
}

/** Of groups, prerequisites' repositories and runs, those that are shown. */
const GROUPS = 15;
const NEEDERS = 4;
const RUNS = 10;
/** States about which there is nothing to do. */
const QUIET: ReadonlySet<State> = new Set(["clean", "empty", "skipped"]);
const COLORS: Partial<Record<State, "red" | "yellow" | "green" | "cyan">> = {
  failed: "red",
  held: "yellow",
  open: "cyan",
  merged: "green",
};

/** The report for a terminal: totals first, then what asks for somebody, then the repositories. */
export function* reportTable(report: FleetReport, look: ReportLook): Generator<string> {
  const { totals } = report;
  const chalk = new Chalk({ level: look.color ? 1 : 0 });
  const section = (title: string, lines: readonly string[]): string =>
    lines.length === 0 ? "" : `\n${chalk.bold(title)}\n${lines.map((line) => `${line}\n`).join("")}`;
  yield headOf(totals, look)
    .map((line) => `${line}\n`)
    .join("");
  yield section("By rule", gridOf(rulesOf(totals), look.width));
  yield section("By severity, after the fixes", gridOf(severitiesOf(totals), look.width));
  yield section("By owner", totals.owners.length > 1 ? groupsOf(totals.owners, look.width) : []);
  yield section("By topic", groupsOf(totals.topics, look.width));
  yield section("Set up once", needsOf(totals, look.width));
  yield section(
    "Mind",
    totals.risks.map(({ kind, repositories: amount }) => `  ${kind}: ${repositories(amount)}`),
  );
  yield section("Runs", gridOf(trendOf(totals), look.width));
  yield section("Failed and held", troublesOf(totals, look.width));
  yield section("Repositories", repositoriesOf(report, look.width, chalk));
}

function headOf(totals: FleetTotals, { width }: ReportLook): string[] {
  const states = [...totals.states].map(([state, amount]) => `${grouped(amount)} ${state}`);
  const split = states.length === 0 ? "" : `: ${states.join(", ")}`;
  return [
    ...wrap(`${repositories(totals.repositories)}${split}`, width, 2),
    ...wrap(coverageSentence(totals.pulls), width, 2),
    ...wrap(`Proposals: ${proposalClauses(totals).join("; ")}`, width, 2),
  ];
}

function rulesOf({ rules }: FleetTotals): Grid {
  const rows = rules.map((one) => [one.rule, grouped(one.repositories), grouped(one.fixes), grouped(one.findings)]);
  return { rows: withHead(["rule", "repositories", "fixes", "left"], rows), rights: new Set([1, 2, 3]) };
}

function severitiesOf({ severities }: FleetTotals): Grid {
  const rows = severities.map((one) => [one.severity, grouped(one.repositories), grouped(one.findings)]);
  return { rows: withHead(["severity", "repositories", "left"], rows), rights: new Set([1, 2]) };
}

function groupsOf(groups: readonly GroupTotals[], width: number): string[] {
  const rows = groups
    .slice(0, GROUPS)
    .map(({ name, pulls, open, merged, repositories: amount }) => [
      name,
      grouped(amount),
      share(pulls.now, pulls.all),
      percent(pulls.merged, pulls.all),
      grouped(open),
      grouped(merged),
    ]);
  const head = ["name", "repositories", "with credentials", "once merged", "open", "merged"];
  const lines = gridOf({ rows: withHead(head, rows), rights: new Set([1, 2, 3, 4, 5]) }, width);
  const more = groups.length - GROUPS;
  return more > 0 ? [...lines, `  and ${grouped(more)} more`] : lines;
}

function needsOf({ prerequisites }: FleetTotals, width: number): string[] {
  return prerequisites.flatMap(({ setup, repositories: names }) => {
    const { text, commands } = describeStep({ path: names[0] ?? "", setup });
    return [
      ...wrap(`  ${text}`, width, 4),
      ...commands.map((line) => `      ${visible(line)}`),
      ...wrap(`    for ${needers(names, NEEDERS)}`, width, 6),
    ];
  });
}

function troublesOf({ troubles }: FleetTotals, width: number): string[] {
  return troubles.flatMap(({ name, state, reason }) => wrap(`  ${name}: ${state}: ${reason}`, width, 4));
}

function trendOf({ trend }: FleetTotals): Grid {
  const rows = trend
    .slice(-RUNS)
    .map(({ at, command, pulls, counts }) => [
      at.slice(0, 16).replace("T", " "),
      command,
      grouped(counts["repositories"] ?? 0),
      pulls ? share(pulls.now, pulls.all) : "",
    ]);
  return { rows: withHead(["run", "command", "repositories", "with credentials"], rows), rights: new Set([2, 3]) };
}

function repositoriesOf(report: FleetReport, width: number, chalk: InstanceType<typeof Chalk>): string[] {
  const rows: string[][] = [];
  const states: State[] = [];
  for (const { name, repository, state, pulls, planned, proposal, checks } of report.repositories()) {
    if (QUIET.has(state)) continue;
    const files = planned?.files ?? [];
    states.push(state);
    rows.push([
      name,
      state,
      share(pulls.now, pulls.all),
      percent(pulls.merged, pulls.all),
      String(files.reduce((sum, { findings }) => sum + findings.length, 0)),
      proposal ? `${proposalName(proposal, repository)}${checks && checks !== "none" ? ` ${checks}` : ""}` : "",
      [...new Set(planned?.risks.map(({ kind }) => kind))].join(", "),
    ]);
  }
  const head = ["repository", "state", "with credentials", "once merged", "left", "proposal", "mind"];
  return gridOf({ rows: withHead(head, rows), rights: new Set([2, 3, 4]) }, width).map((line, index) => {
    const state = states[index - 1];
    const color = state && COLORS[state];
    return color ? chalk[color](line) : line;
  });
}

function withHead(head: readonly string[], rows: readonly (readonly string[])[]): (readonly string[])[] {
  return rows.length === 0 ? [] : [head, ...rows];
}

/** Lines of a table. Names that would make it wider than the terminal lose their beginning. */
function gridOf({ rows, rights }: Grid, width: number): string[] {
  const shown = rows.map((row) => row.map(visible));
  const widths = (shown[0] ?? []).map((_, at) =>
    shown.reduce((most, row) => Math.max(most, displayWidth(row[at] ?? "")), 0),
  );
  const rest = widths.slice(1).reduce((sum, one) => sum + one + 2, 2);
  widths[0] = Math.min(widths[0] ?? 0, Math.max(16, width - rest));
  return shown.map((row) => {
    const cells = row.map((cell, at) => {
      const text = at === 0 ? shorten(cell, widths[0] ?? 0) : cell;
      const pad = " ".repeat((widths[at] ?? 0) - displayWidth(text));
      return rights.has(at) ? pad + text : text + pad;
    });
    return `  ${cells.join("  ")}`.trimEnd();
  });
}

function shorten(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let rest = "";
  for (const { text: character } of [...characters(text)].toReversed()) {
    if (displayWidth(character + rest) > width - 1) break;
    rest = character + rest;
  }
  return `…${rest}`;
}
