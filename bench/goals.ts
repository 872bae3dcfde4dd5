import type { Verdict } from "./counted/index.ts";
import { type Table, ratiosTo, summarize } from "./measure.ts";

/** What a ratio, or a number of a table's own unit, is to be at most. */
interface Goal {
  readonly what: string;
  /** A part of the title of the table, and the names of its rows. */
  readonly table: string;
  readonly row: string;
  readonly against?: string;
  readonly goal: number;
  readonly beyond: number;
}

const SIZES = ["1,000 files", "10,000 files"];

const GOALS: readonly Goal[] = [
  {
    what: "`lint` of a clean 5 KB config",
    table: "cold start, one",
    row: "lint",
    against: "node -e 0",
    goal: 1.6,
    beyond: 1.35,
  },
  {
    what: "the same again, unchanged",
    table: "cold start, one",
    row: "lint --cache, the file unchanged",
    against: "node -e 0",
    goal: 1.25,
    beyond: 1.15,
  },
  {
    what: "the first run ever",
    table: "cold start, one",
    row: "lint, first run ever on a machine",
    against: "node -e 0",
    goal: 2.2,
    beyond: 1.8,
  },
  ...SIZES.flatMap((table): Goal[] => [
    {
      what: `${table}, against parsing`,
      table,
      row: "lint, all rules",
      against: "yaml parseDocument alone",
      goal: 1.25,
      beyond: 0.6,
    },
    {
      what: `${table}, against ast-grep`,
      table,
      row: "lint, all rules",
      against: "ast-grep, one rule",
      goal: 1.5,
      beyond: 0.8,
    },
  ]),
  {
    what: "10,000 unchanged files, against read + hash",
    table: "10,000 files",
    row: "lint --cache, nothing changed",
    against: "read + hash alone",
    goal: 1.5,
    beyond: 1.2,
  },
  {
    what: "discovery, against a walk",
    table: "discovery",
    row: "circlesec",
    against: "a plain recursive walk",
    goal: 1.1,
    beyond: 0.25,
  },
  { what: "memory at 10,000 files, MB", table: "peak memory", row: "lint, 10,000 files", goal: 200, beyond: 120 },
  {
    what: "memory at 10,000 files, against 1,000",
    table: "peak memory",
    row: "lint, 10,000 files",
    against: "lint, 1,000 files",
    goal: 1.4,
    beyond: 1.25,
  },
  { what: "slowest file, ms", table: "slowest files", row: "the slowest", goal: 300, beyond: 100 },
];

/** A row for each goal: what, how it is, what it is to be. What was not measured is `–`. */
export function goalRows(tables: readonly Table[], { rows }: Verdict): string[][] {
  const [, loaded = "–"] = rows.find(([what]) => what === "lint: KB loaded") ?? [];
  const goals = GOALS.map((goal) => [goal.what, reached(goal, tables), `≤ ${goal.goal}`, `≤ ${goal.beyond}`]);
  return [...goals, ["KB loaded by `lint`", loaded, "≤ 250", "≤ 160"]];
}

function reached({ table, row, against }: Goal, tables: readonly Table[]): string {
  const measurements = tables.find(({ title }) => title.startsWith(table))?.measurements ?? [];
  const one = measurements.find(({ name }) => name === row || name.startsWith(`${row}: `));
  const baseline = measurements.find(({ name }) => name === against);
  if (!one || one.missing !== undefined || (against !== undefined && !baseline)) return "–";
  const value = summarize(baseline ? ratiosTo(baseline, one).filter(Number.isFinite) : one.rounds).median;
  return Number.isNaN(value) ? "–" : value.toFixed(value < 10 ? 2 : 0);
}
