import type { MapNode, Node, SeqNode, Tree } from "../syntax/index.ts";
import { Memory } from "../source/memory.ts";

/** How a file indents: what a careful person would copy when adding lines to it. */
export interface Layout {
  /** Columns from a key to the keys of the map below it. */
  readonly step: number;
  /** Columns from a key to the dashes of the list below it; 0 where lists are not indented. */
  readonly listStep: number;
}

const cache = new Memory<Tree, Layout>();

/** The file's usual indentation: the most common of each kind, two columns where there is nothing to learn from. */
export function layoutOf(tree: Tree): Layout {
  const known = cache.get(tree);
  if (known) return known;
  const steps = new Map<number, number>();
  const listSteps = new Map<number, number>();
  const column = (node: MapNode | SeqNode): number => tree.source.column(node.span.start);
  const visit = (node: Node | undefined): void => {
    if (node?.kind === "seq") for (const item of node.items) visit(item.node);
    if (node?.kind !== "map" || node.flow) return;
    const own = column(node);
    for (const { value } of node.pairs) {
      if (value?.kind === "map" && !value.flow) learn(steps, column(value) - own, 1);
      if (value?.kind === "seq" && !value.flow) learn(listSteps, column(value) - own, 0);
      visit(value);
    }
  };
  visit(tree.root);
  const layout = { step: mostCommon(steps, 2), listStep: mostCommon(listSteps, 2) };
  cache.set(tree, layout);
  return layout;
}

/** A key may begin behind a tag, and then lies to the right of what is below it: fewer columns than `least` teach nothing. */
function learn(tally: Map<number, number>, columns: number, least: number): void {
  if (columns >= least) count(tally, columns);
}

/** The most frequent key of a tally, the smallest of equals. */
export function mostCommon(tally: ReadonlyMap<number, number>, fallback: number): number {
  let best = fallback;
  let most = 0;
  for (const [value, times] of tally) {
    if (times > most || (times === most && value < best)) [best, most] = [value, times];
  }
  return best;
}

export function count<K>(tally: Map<K, number>, key: K): void {
  tally.set(key, (tally.get(key) ?? 0) + 1);
}
