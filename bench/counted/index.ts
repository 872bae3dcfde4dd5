import { generateInputs } from "../inputs.ts";
import { renderTable } from "../table.ts";
import { LIMITS } from "./limits.ts";
import { countParses } from "./parses.ts";
import { countStart } from "./start.ts";

/** Always made-up configs, so that the numbers are the same with and without the corpus. */
const FILES = 200;

export interface Verdict {
  readonly rows: readonly (readonly string[])[];
  /** What is over its limit, one line each. */
  readonly faults: readonly string[];
}

/** Counts work, which is the same on every machine, and holds it to its limits. */
export async function countWork(scratch: string): Promise<Verdict> {
  const inputs = generateInputs(FILES);
  const start = countStart(scratch, inputs);
  const counts: Readonly<Record<string, number>> = { ...start.counts, ...(await countParses(scratch, inputs)) };
  const rows = LIMITS.map(({ what, most, why }) => [what, show(counts[what] ?? Number.NaN), show(most), why]);
  const over = LIMITS.filter(({ what, most }) => !((counts[what] ?? Number.NaN) <= most));
  const faults = over.map(
    ({ what, most, why }) => `${what}: ${show(counts[what] ?? Number.NaN)}, not ${show(most)} (${why})`,
  );
  return { rows, faults: [...faults, ...start.faults] };
}

export function renderVerdict({ rows, faults }: Verdict): string {
  const table = renderTable(
    ["counted work", "now", "at most"],
    rows.map((row) => row.slice(0, 3)),
  );
  return [table, ...faults.map((fault) => `over the limit: ${fault}`)].join("\n");
}

function show(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(2);
}
