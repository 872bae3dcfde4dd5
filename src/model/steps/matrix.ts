import { type Node, asSeq, entriesOf, textOf, valueOf } from "../../syntax/index.ts";
import type { Invocation } from "../workflows.ts";

/** Runs of one entry that are told apart; of a larger matrix all values count in each. */
const MAX_RUNS = 16;

/** A workflow entry once for each run of its matrix. */
export function expandMatrix(invocation: Invocation): Invocation[] {
  const matrix = valueOf(invocation.args, "matrix");
  const axes = [...entriesOf(valueOf(matrix, "parameters")).values()].map(
    ({ key, value }) => [key, asSeq(value)?.items.flatMap((item) => item.node ?? []) ?? []] as const,
  );
  const isKnown = axes.length > 0 && axes.every(([, values]) => values.length > 0);
  if (!isKnown || axes.reduce((count, [, values]) => count * values.length, 1) > MAX_RUNS) return [invocation];
  let runs: ReadonlyMap<string, Node>[] = [new Map()];
  for (const [key, values] of axes) {
    runs = runs.flatMap((run) => values.map((value) => new Map([...run, [key, value]])));
  }
  const excluded = asSeq(valueOf(matrix, "exclude"))?.items.map((item) => item.node) ?? [];
  const left = runs.filter((run) => !excluded.some((node) => isExcluded(run, node)));
  return left.length > 0 ? left.map((chosen) => ({ ...invocation, chosen })) : [invocation];
}

function isExcluded(run: ReadonlyMap<string, Node>, excluded: Node | undefined): boolean {
  const entries = [...entriesOf(excluded).values()];
  return entries.length > 0 && entries.every(({ key, value }) => textOf(run.get(key)) === textOf(value));
}
