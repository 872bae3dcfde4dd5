import { type Measurement, type Table, summarize } from "../measure.ts";
import type { Input } from "../inputs.ts";
import { lint } from "../../src/index.ts";
import type { Bench } from "./group.ts";

const NAMES = ["the slowest", "the next", "the one after"];
const ROUNDS = 5;

/** The files that take longest, in one process that has read all of them before; × is relative to the median file. */
export async function* measureSlowest({ inputs }: Bench): AsyncGenerator<Table> {
  for (const input of inputs) work(input);
  const times = inputs.map((input) => {
    const rounds = Array.from({ length: ROUNDS }, () => work(input));
    const kilobytes = Math.round(Buffer.byteLength(input.text) / 1000);
    return { name: `${kilobytes} KB`, rounds };
  });
  const sorted = times.toSorted((a, b) => medianOf(b) - medianOf(a));
  const middle = sorted[sorted.length >> 1];
  if (!middle) return;
  const measurements = [{ ...middle, name: "the median of all files" }, ...sorted.slice(0, NAMES.length).map(toRow)];
  yield { title: "slowest files, lint", unit: "ms", measurements };
}

function work({ text, path }: Input): number {
  const start = performance.now();
  lint(text, { path });
  return performance.now() - start;
}

function toRow(measurement: Measurement, index: number): Measurement {
  return { ...measurement, name: `${NAMES[index]}: ${measurement.name}` };
}

function medianOf({ rounds }: Measurement): number {
  return summarize(rounds).median;
}
