import { entriesOf } from "./entries.ts";
import { type MapNode, type Node, type Resolved, resolve } from "./nodes.ts";

/** A YAML value with aliases and merges resolved. Scalars stay text; null is `null`. Shared nodes stay shared. */
export type Plain = string | null | readonly Plain[] | PlainMap;
export type PlainMap = { readonly [key: string]: Plain };

/** Expands the tree under a node. A node that many aliases name is expanded once, so an alias bomb costs nothing. */
export function expand(node: Node | undefined, memo: Map<Resolved, Plain> = new Map()): Plain {
  const target = resolve(node);
  if (!target) return node?.kind === "alias" ? `*${node.name}` : null;
  const known = memo.get(target);
  if (known !== undefined) return known;
  const value = expandResolved(target, memo);
  memo.set(target, value);
  return value;
}

function expandResolved(node: Resolved, memo: Map<Resolved, Plain>): Plain {
  if (node.kind === "scalar") return expandScalar(node.style === "plain" || node.style === "empty", node.value);
  if (node.kind === "seq") return node.items.map((item) => expand(item.node, memo));
  return expandMap(node, memo);
}

/** Plain scalars keep a mark, because `"12"` and `12` are different values. */
function expandScalar(plain: boolean, value: string): Plain {
  if (!plain) return value;
  if (/^(?:~|null|Null|NULL|)$/.test(value)) return null;
  return /^[-+.\d]|^(?:true|false|yes|no|on|off)$/i.test(value) ? `plain ${value}` : value;
}

function expandMap(map: MapNode, memo: Map<Resolved, Plain>): PlainMap {
  const value: Record<string, Plain> = Object.create(null);
  for (const [key, entry] of entriesOf(map)) value[key] = expand(entry.value, memo);
  return value;
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
  return keys.every((key) => key in b && plainEqual(a[key] ?? null, b[key] ?? null, seen));
}

export function isList(value: Plain): value is readonly Plain[] {
  return Array.isArray(value);
}
