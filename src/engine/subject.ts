import type { Span } from "../source/span.ts";
import {
  type Item,
  type Node,
  type Pair,
  type Tree,
  isMerge,
  keyOf,
  resolve,
  textOf,
  valueOf,
} from "../syntax/index.ts";

/** Keys of lists whose items have names: a step, a workflow's entry, a context, a command of CircleCI 1.0 do. */
const NAMED_ITEMS = new Set(["steps", "pre-steps", "post-steps", "jobs", "context"]);
const LONGEST = 100;

/**
 * Where a span lies, in names: `jobs.build.docker[node:20].image`. Neither lines nor the place of an item in its list are in it, so
 * that it is the same after both have moved; it need not be the only one of its name. Empty for what no key holds, and in a file
 * that does not parse.
 */
export function placeInNames({ root, faults }: Tree, span: Span): string {
  const names: string[] = [];
  let node = faults.length === 0 ? root : undefined;
  while (node) {
    if (node.kind === "map") {
      const pair = lastBefore(node.pairs, span.start, startOfPair);
      if (!pair || endOfPair(pair) < span.end) break;
      names.push(`${names.length === 0 ? "" : "."}${shortened(isMerge(pair) ? "<<" : (keyOf(pair) ?? ""))}`);
      node = isWithin(pair.value, span.start) ? pair.value : undefined;
    } else if (node.kind === "seq") {
      const item = lastBefore(node.items, span.start, startOfItem);
      if (!item || (item.node?.span.end ?? 0) < span.end) break;
      names.push(`[${shortened(nameOfItem(item, names.at(-1)?.replace(/^\./, "")))}]`);
      node = item.node;
    } else {
      break;
    }
  }
  return names.join("");
}

/** The image of a container, the name of what is called, with the name that it is given there; empty for any other item. */
function nameOfItem({ node }: Item, list: string | undefined): string {
  const image = textOf(valueOf(node, "image"));
  if (image !== undefined) return image;
  if (list === undefined || !NAMED_ITEMS.has(list)) return "";
  const item = resolve(node);
  if (item?.kind !== "map") return textOf(node) ?? "";
  const [pair] = item.pairs;
  const called = (pair && keyOf(pair)) ?? "";
  const given = textOf(valueOf(pair?.value, "name"));
  return given === undefined ? called : `${called} ${given}`;
}

function shortened(name: string): string {
  const line = name.replaceAll(/\s+/g, " ").trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}

function startOfPair({ key, value, colon }: Pair): number {
  return key?.outerStart ?? colon ?? value?.outerStart ?? 0;
}

function endOfPair({ key, value, colon }: Pair): number {
  return Math.max(value?.span.end ?? 0, key?.span.end ?? 0, colon ?? 0);
}

function startOfItem({ dash, node }: Item): number {
  return dash ?? node?.outerStart ?? 0;
}

/** The last of some things in order that begins at or before the offset. */
function lastBefore<T>(things: readonly T[], offset: number, startOf: (thing: T) => number): T | undefined {
  let low = 0;
  let high = things.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const thing = things[middle];
    if (thing !== undefined && startOf(thing) <= offset) low = middle + 1;
    else high = middle;
  }
  return things[low - 1];
}

function isWithin(node: Node | undefined, offset: number): boolean {
  return node !== undefined && node.outerStart <= offset;
}
