import process from "node:process";
import { fix, lint } from "../src/index.ts";
import { SHAPES, type Shape } from "./shapes.ts";
import { renderTable } from "./table.ts";

const STEPS = [1, 2, 4, 8];
const PATH = ".circleci/config.yml";
/** Milliseconds for one text, beyond which larger ones are left out. */
const ENOUGH = 20_000;

type Work = (text: string) => unknown;

/**
 * How many times as long a text takes with twice, four and eight times as much in it: 8 in the end is growth in a line, 64 is its
 * square. Time of the processor, for others may use the machine. `only`: a part of the names of what is measured.
 */
export function renderGrowth(only = "", rounds = 5): string {
  const rows = SHAPES.filter(({ name }) => name.includes(only)).map((shape) => [
    shape.name,
    String(shape.start * (STEPS.at(-1) ?? 1)),
    ...growthOf(shape, rounds, (text) => lint(text, { path: PATH })),
    ...growthOf(shape, rounds, (text) => fix(text, { path: PATH })),
  ]);
  return renderTable(["times as long as n", "8n", "lint 2n", "4n", "8n", "ms", "fix 2n", "4n", "8n", "ms"], rows);
}

function growthOf({ start, write }: Shape, rounds: number, work: Work): string[] {
  const times: number[] = [];
  work(write(start));
  for (const step of STEPS) {
    if ((times.at(-1) ?? 0) > ENOUGH) break;
    times.push(fastest(write(start * step), rounds, work));
  }
  const ratios = STEPS.slice(1).map((_, index) => (times[index + 1] ?? Number.NaN) / (times[0] ?? Number.NaN));
  return [...ratios.map((ratio) => (Number.isNaN(ratio) ? "…" : ratio.toFixed(1))), (times.at(-1) ?? 0).toFixed(0)];
}

/** What else the machine does only ever adds to a time. */
function fastest(text: string, rounds: number, work: Work): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) {
    const start = process.cpuUsage();
    work(text);
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / 1000);
    if (best > ENOUGH / rounds) break;
  }
  return best;
}
