import { type Alias, type MapNode, type Node, type Pair, asMap, asSeq, resolve } from "./nodes.ts";
import { Memory } from "../source/memory.ts";

/** A key of a map as YAML means it: merges (`<<`) resolved, the pair that wins, and where that pair is written. */
export interface Entry {
  readonly key: string;
  readonly pair: Pair;
  readonly value: Node | undefined;
  /** True when the pair came through a merge key and is written in another map. */
  readonly merged: boolean;
}

export type Entries = ReadonlyMap<string, Entry>;

const cache = new Memory<MapNode, Entries>();
const EMPTY: Entries = new Map();

/**
 * The entries of a map. Local keys win over merged ones, an earlier map of a merge list wins over a later one, and of
 * two local keys of one name the last wins (SnakeYAML's way, which CircleCI uses).
 */
export function entriesOf(node: Node | undefined): Entries {
  const map = asMap(node);
  if (!map) return EMPTY;
  const known = cache.get(map);
  if (known) return known;
  const entries = new Map<string, Entry>();
  cache.set(map, entries);
  for (const pair of map.pairs) {
    const key = keyOf(pair);
    if (key === undefined || isMerge(pair)) continue;
    entries.set(key, { key, pair, value: pair.value, merged: false });
  }
  for (const source of mergedMaps(map))
    for (const [key, entry] of entriesOf(source)) if (!entries.has(key)) entries.set(key, { ...entry, merged: true });
  return entries;
}

/** The value of a key, merges resolved; `undefined` when the key is missing or empty. */
export function valueOf(node: Node | undefined, key: string): Node | undefined {
  return entriesOf(node).get(key)?.value;
}

/** The pair that is written in this very map under `key`; not one that is merged in. */
export function ownPair(map: MapNode, key: string): Pair | undefined {
  return map.pairs.findLast((pair) => !isMerge(pair) && keyOf(pair) === key);
}

/** The text of a pair's key; `undefined` for a key that is a map or a sequence. */
export function keyOf(pair: Pair): string | undefined {
  const key = resolve(pair.key);
  if (key === undefined) return "";
  return key.kind === "scalar" ? key.value : undefined;
}

/** True for `<<: …`, which merges; a quoted `"<<"` is a key like any other. */
export function isMerge(pair: Pair): boolean {
  return pair.key?.kind === "scalar" && pair.key.style === "plain" && pair.key.value === "<<";
}

/** True when a key of the map itself is written more than once. */
export function isDoubled(map: MapNode, key: string): boolean {
  return doubledKeys(map).has(key);
}

const doubled = new Memory<MapNode, ReadonlySet<string>>();

function doubledKeys(map: MapNode): ReadonlySet<string> {
  const known = doubled.get(map);
  if (known) return known;
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const pair of map.pairs) {
    const key = isMerge(pair) ? undefined : keyOf(pair);
    if (key === undefined) continue;
    if (seen.has(key)) twice.add(key);
    seen.add(key);
  }
  doubled.set(map, twice);
  return twice;
}

/** The first key on the way from a node up to the root that its map has more than once. */
export function doubledKeyAbove(node: Node): string | undefined {
  let holder = node.holder;
  while (holder) {
    const key = holder.kind === "pair" ? keyOf(holder) : undefined;
    if (holder.kind === "pair" && key !== undefined && isDoubled(holder.map, key)) return key;
    holder = holder.kind === "pair" ? holder.map.holder : holder.seq.holder;
  }
  return undefined;
}

/** True for the alias in `<<: *a` and in `<<: [*a, *b]`. */
export function isMergeAlias(alias: Alias): boolean {
  const holder = alias.holder;
  if (holder?.kind === "pair") return holder.value === alias && isMerge(holder);
  const list = holder?.seq.holder;
  return list?.kind === "pair" && isMerge(list);
}

/** The maps that a map merges, in order of precedence. */
export function* mergedMaps(map: MapNode): Generator<Node> {
  for (const pair of map.pairs) {
    if (!isMerge(pair) || !pair.value) continue;
    const list = asSeq(pair.value);
    if (!list) yield pair.value;
    else for (const item of list.items) if (item.node) yield item.node;
  }
}
