import { type Node, type Resolved, asMap, asSeq, entriesOf, isNull, resolve, textOf } from "../syntax/index.ts";

/** What a node holds, aliases and merges resolved. Scalars are text, whatever they look like: `off` is no boolean here. */
export function plainValue(node: Node | undefined): unknown {
  return toValue(node, new Map());
}

/** What many aliases name is read once, so an alias bomb costs nothing. */
function toValue(node: Node | undefined, known: Map<Resolved, unknown>): unknown {
  const target = resolve(node);
  if (!target || isNull(target)) return null;
  if (!known.has(target)) known.set(target, readValue(target, known));
  return known.get(target);
}

function readValue(node: Resolved, known: Map<Resolved, unknown>): unknown {
  if (asSeq(node)) return asSeq(node)?.items.map((item) => toValue(item.node, known));
  if (!asMap(node)) return textOf(node);
  // Without a prototype, so that `__proto__` is a key like any other.
  const value: Record<string, unknown> = Object.create(null);
  for (const [key, entry] of entriesOf(node)) value[key] = toValue(entry.value, known);
  return value;
}
