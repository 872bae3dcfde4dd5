import { Chalk } from "chalk";
import { describeSetup } from "../reporters/setup.ts";
import { count } from "../reporters/count.ts";
import { displayWidth, listCode, visible, wrap } from "../reporters/text.ts";
import type { PlannedRepository } from "./plan.ts";
import type { Selector } from "./select.ts";
import type { Summary } from "./summary.ts";

/** How the table looks. */
export interface TableOptions {
  readonly color: boolean;
  /** Columns of a line. */
  readonly width: number;
  /** How a repository is called: a folder by its path from here. */
  readonly nameOf: (planned: PlannedRepository) => string;
}

interface Row {
  readonly name: string;
  readonly outcome: string;
  readonly pulls: string;
  readonly fixes: number;
  readonly left: number;
  readonly note: string;
}

const HEAD: Record<keyof Row, string> = {
  name: "repository",
  outcome: "outcome",
  pulls: "pulls with credentials",
  fixes: "fixes",
  left: "left",
  note: "mind",
};
const QUIET: ReadonlySet<string> = new Set(["clean", "empty"]);
const WIDEST = 48;
const SHOWN_PROJECTS = 5;

/** The plan as a table for people: what has something to say a row, everything counted below. */
export class PlanTable {
  readonly #rows: Row[] = [];
  readonly #reasons: string[] = [];
  readonly #options: TableOptions;

  constructor(options: TableOptions) {
    this.#options = options;
  }

  add(planned: PlannedRepository): void {
    const { outcome, pulls, files, risks, unread } = planned;
    const name = visible(this.#options.nameOf(planned));
    if ("reason" in outcome) this.#reasons.push(`${name}: ${visible(outcome.reason)}`);
    else for (const { path, message } of unread) this.#reasons.push(`${name}: ${visible(`${path}: ${message}`)}`);
    if (QUIET.has(outcome.kind)) return;
    this.#rows.push({
      name,
      outcome: outcome.kind,
      pulls: `${pulls.authenticated} of ${pulls.authenticated + pulls.anonymous}`,
      fixes: files.reduce((sum, { applied }) => sum + applied.length, 0),
      left: files.reduce((sum, { findings }) => sum + findings.length, 0),
      note: [...new Set(risks.map(({ kind }) => kind))].join(", "),
    });
  }

  /** The whole text. */
  end(summary: Summary, { leftOut, missing }: Pick<Selector, "leftOut" | "missing">): string {
    const { width } = this.#options;
    const needs = summary.prerequisites;
    const shared = needs.filter(({ setup }) => setup.kind !== "project-variables");
    const setups = shared.map(({ setup, repositories: [path = ""] }) => ({ path, setup: [setup] }));
    const troubles = [
      ...this.#reasons.sort(),
      ...missing.map(({ name, message }) => `${visible(name)}: ${visible(message)}`),
    ];
    const parts = [
      this.#table(),
      troubles.flatMap((line) => wrap(line, width, 2)),
      describeSetup(setups, width),
      projectsOf(needs, width),
      [...totalOf(summary), ...leftOutOf(leftOut)],
    ];
    return parts
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.map((line) => `${line}\n`).join(""))
      .join("\n");
  }

  #table(): string[] {
    const rows = this.#rows.sort((a, b) => (a.name < b.name ? -1 : 1)).map(toCells);
    if (rows.length === 0) return [];
    const cells = [Object.values(HEAD), ...rows];
    const widths = Object.keys(HEAD).map((_, at) => Math.max(...cells.map((row) => displayWidth(row[at] ?? ""))));
    const chalk = new Chalk({ level: this.#options.color ? 1 : 0 });
    return cells.map((row, index) => {
      const line = row.map((cell, at) => cell + " ".repeat((widths[at] ?? 0) - displayWidth(cell))).join("  ");
      return index === 0 ? chalk.bold(line.trimEnd()) : paint(line.trimEnd(), row[1], chalk);
    });
  }
}

function toCells({ name, outcome, pulls, fixes, left, note }: Row): string[] {
  const short = name.length > WIDEST ? `…${name.slice(1 - WIDEST)}` : name;
  return [short, outcome, pulls, String(fixes), String(left), note];
}

function paint(line: string, outcome: string | undefined, chalk: InstanceType<typeof Chalk>): string {
  if (outcome === "failed") return chalk.red(line);
  return outcome === "proposed" ? chalk.green(line) : line;
}

/** Variables that each project has to have by itself. */
function projectsOf(needs: Summary["prerequisites"], width: number): string[] {
  return needs.flatMap(({ setup, repositories }) => {
    if (setup.kind !== "project-variables") return [];
    const shown = repositories.slice(0, SHOWN_PROJECTS).map(visible);
    const more = repositories.length - shown.length;
    const names = `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
    return wrap(`Set ${listCode(setup.variables)} in Project Settings > Environment Variables of ${names}`, width, 2);
  });
}

function totalOf(summary: Summary): string[] {
  const { total, kept, fixes, findings, authenticated, anonymous } = summary;
  const kinds = (["proposed", "left", "clean", "empty", "skipped", "failed"] as const)
    .filter((kind) => summary.count(kind) > 0)
    .map((kind) => `${summary.count(kind)} ${kind}`);
  const before = kept > 0 ? ` (${kept} as planned before)` : "";
  const split = kinds.length > 0 ? `: ${kinds.join(", ")}` : "";
  return [
    `${total} ${total === 1 ? "repository" : "repositories"}${before}${split}`,
    `${fixes} ${fixes === 1 ? "fix" : "fixes"} to propose, ${count(findings, "finding")} left; ${authenticated} of ${count(authenticated + anonymous, "pull")} from Docker Hub with credentials today`,
  ];
}

function leftOutOf(leftOut: Selector["leftOut"]): string[] {
  const parts = [...leftOut].map(([reason, times]) => `${times} ${reason}`);
  return parts.length === 0 ? [] : [`Left out: ${parts.join(", ")}`];
}
