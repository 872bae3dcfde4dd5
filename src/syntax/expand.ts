import { entriesOf, mergedMaps } from "./entries.ts";
import { type MapNode, type Node, type Resolved, type SeqNode, isPlainString, resolve } from "./nodes.ts";

/** A YAML value with aliases and merges resolved. Scalars stay text; null is `null`. Shared nodes stay shared. */
export type Plain = string | null | readonly Plain[] | PlainMap;
export type PlainMap = { readonly [key: string]: Plain };

/** What is to be read differently from what is written, by the offset where the map, list or scalar is written. */
export interface Rewrites {
  /** Keys that maps are to have beside their own. */
  readonly added: ReadonlyMap<number, PlainMap>;
  /** Keys that maps are not to have themselves; a merge can still bring them. */
  readonly removed: ReadonlyMap<number, ReadonlySet<string>>;
  /** Items that lists are to have before those of some indexes, and indexes of items that they are not to have. */
  readonly inserted: ReadonlyMap<number, ReadonlyMap<number, readonly Plain[]>>;
  readonly dropped: ReadonlyMap<number, ReadonlySet<number>>;
  /** Other texts for scalars. */
  readonly scalars: ReadonlyMap<number, string>;
}

/** Nothing is read differently. */
export const AS_WRITTEN: Rewrites = {
  added: new Map(),
  removed: new Map(),
  inserted: new Map(),
  dropped: new Map(),
  scalars: new Map(),
};

/**
 * Expands the tree under a node. A node that many aliases name is expanded once, so an alias bomb costs nothing.
 */
export function expand(node: Node | undefined, rewrites: Rewrites = AS_WRITTEN): Plain {
  return new Expansion(rewrites).expand(node);
}

class Expansion {
  readonly #rewrites: Rewrites;
  readonly #memo = new Map<Resolved, Plain>();

  constructor(rewrites: Rewrites) {
    this.#rewrites = rewrites;
  }

  expand(node: Node | undefined): Plain {
    const target = resolve(node);
    if (!target) return node?.kind === "alias" ? `*${node.name}` : null;
    const known = this.#memo.get(target);
    if (known !== undefined) return known;
    const value = this.#expandResolved(target);
    this.#memo.set(target, value);
    return value;
  }

  #expandResolved(node: Resolved): Plain {
    if (node.kind === "scalar") {
      const text = this.#rewrites.scalars.get(node.span.start);
      return text ?? expandScalar(node.style === "plain" || node.style === "empty", node.value);
    }
    return node.kind === "seq" ? this.#expandSeq(node) : this.#expandMap(node);
  }

  #expandSeq({ items, span }: SeqNode): Plain[] {
    const inserted = this.#rewrites.inserted.get(span.start);
    const dropped = this.#rewrites.dropped.get(span.start);
    const list = items.flatMap((item, index) => {
      const own = dropped?.has(index) === true ? [] : [this.expand(item.node)];
      return [...(inserted?.get(index) ?? []), ...own];
    });
    return [...list, ...(inserted?.get(items.length) ?? [])];
  }

  /** The keys that a map has itself win over those it is to have, and those over what its merges bring. */
  #expandMap(map: MapNode): PlainMap {
    const value: Record<string, Plain> = Object.create(null);
    const removed = this.#rewrites.removed.get(map.span.start);
    for (const [key, entry] of entriesOf(map)) {
      if (!entry.merged && !removed?.has(key)) value[key] = this.expand(entry.value);
    }
    const sources: PlainMap[] = [this.#rewrites.added.get(map.span.start) ?? {}];
    for (const source of mergedMaps(map)) {
      const merged = this.expand(source);
      if (isMap(merged)) sources.push(merged);
    }
    for (const source of sources) {
      for (const [key, plain] of Object.entries(source)) if (!(key in value)) value[key] = plain;
    }
    return value;
  }
}

/** Plain scalars that YAML would read as something else keep a mark, because `"12"` and `12` are different values. */
function expandScalar(plain: boolean, value: string): Plain {
  if (!plain) return value;
  if (/^(?:~|null|Null|NULL|)$/.test(value)) return null;
  return isPlainString(value) ? value : `plain ${value}`;
}

/** Deep equality; the order of keys does not count, the order of lists does. Pairs of shared values are compared once. */
export function plainEqual(a: Plain, b: Plain, seen: WeakMap<object, WeakSet<object>> = new WeakMap()): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a === "string" || typeof b === "string") return false;
  const known = seen.get(a);
  if (known?.has(b)) return true;
  if (known) known.add(b);
  else seen.set(a, new WeakSet([b]));
  if (isList(a) || isList(b)) {
    return (
      isList(a) &&
      isList(b) &&
      a.length === b.length &&
      a.every((value, index) => plainEqual(value, b[index] ?? null, seen))
    );
  }
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && plainEqual(a[key] ?? null, b[key] ?? null, seen));
}

function isMap(value: Plain): value is PlainMap {
  return typeof value === "object" && value !== null && !isList(value);
}

export function isList(value: Plain): value is readonly Plain[] {
  return Array.isArray(value);
}
