import { type Node, type Pair, asSeq, entriesOf } from "../syntax/index.ts";

/** What a JSON Pointer leads to: a value, and the pair or item that holds it. */
export interface Place {
  readonly node: Node | undefined;
  readonly pair: Pair | undefined;
  /** Keys and indexes from the root. */
  readonly path: readonly string[];
}

/** Follows a JSON Pointer from the root of a file. */
export function placeAt(root: Node | undefined, pointer: string): Place {
  let place: Place = { node: root, pair: undefined, path: [] };
  for (const step of pointer.split("/").slice(1)) {
    place = stepInto(place, step.replaceAll("~1", "/").replaceAll("~0", "~"));
  }
  return place;
}

/** The JSON Pointer of what keys and indexes lead to. */
export function pointerTo(path: readonly string[]): string {
  return path.map((step) => `/${step.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** The place of a key of the map that stands at a place. */
export function stepInto({ node, path }: Place, step: string): Place {
  const list = asSeq(node);
  if (list) return { node: list.items[Number(step)]?.node, pair: undefined, path: [...path, step] };
  const pair = entriesOf(node).get(step)?.pair;
  return { node: pair?.value, pair, path: [...path, step] };
}

/** Where a place begins: its value, or its key where there is no value. */
export function offsetOf({ node, pair }: Place): number {
  return (node ?? pair?.key)?.span.start ?? 0;
}

export function keyOffsetOf({ node, pair }: Place): number {
  return (pair?.key ?? node)?.span.start ?? 0;
}

/** The name of a place in a message: `` `vault.setup` ``, `an item of …`. */
export function nameOf({ path }: Place): string {
  if (path.length === 0) return "a settings file";
  const last = path.at(-1) ?? "";
  return /^\d+$/.test(last) ? `an item of \`${dotted(path.slice(0, -1))}\`` : `\`${dotted(path)}\``;
}

/** A path as people write it: `overrides[0].rules`. */
export function dotted(path: readonly string[]): string {
  return path.map((step, index) => (/^\d+$/.test(step) ? `[${step}]` : index === 0 ? step : `.${step}`)).join("");
}
