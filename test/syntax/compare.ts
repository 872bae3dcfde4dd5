import type { Item, Node, Pair, Tree } from "../../src/syntax/index.ts";

type One = Node | Pair | Item;

/** What is told of any thing of a tree that is no other thing of the tree. */
const FIELDS =
  "kind style fullEnd span outerStart propsEnd anchor tag flow implicit name colon explicit comma dash".split(" ");

/**
 * Where two trees differ in anything that a reader of the tree can see, and in what; `undefined` if they are the same.
 * The things of one are matched with those of the other on the way, so that links are compared too.
 */
export function differenceOf(one: Tree, other: Tree): string | undefined {
  const matched = new Map<unknown, unknown>([[undefined, undefined]]);
  const found = differenceIn(one.root, other.root, "root", matched);
  if (found !== undefined) return found;
  for (const [a, b] of matched) {
    const difference = linkDifference(a as One | undefined, b as One | undefined, matched);
    if (difference !== undefined) return difference;
  }
  for (const list of ["danglingAliases", "anchored"] as const) {
    if (!areMatched(one[list], other[list], matched)) return list;
  }
  for (const field of ["comments", "faults", "secondDocument"] as const) {
    if (JSON.stringify(one[field]) !== JSON.stringify(other[field])) {
      return `${field}: ${JSON.stringify(one[field])} and ${JSON.stringify(other[field])}`;
    }
  }
  return one.source === other.source ? undefined : "source";
}

function differenceIn(
  a: One | undefined,
  b: One | undefined,
  path: string,
  matched: Map<unknown, unknown>,
): string | undefined {
  if (!a || !b) return a === b ? undefined : `${path}: ${a?.kind} and ${b?.kind}`;
  matched.set(a, b);
  const [own, others] = [asRecord(a), asRecord(b)];
  for (const field of FIELDS) {
    const [left, right] = [JSON.stringify(own[field]), JSON.stringify(others[field])];
    if (left !== right) return `${path}.${field}: ${left} and ${right}`;
  }
  if (a.kind === "scalar" && a.value !== others["value"])
    return `${path}.value: ${a.value} and ${String(others["value"])}`;
  const [inA, inB] = [childrenOf(a), childrenOf(b)];
  if (inA.length !== inB.length) return `${path}: ${inA.length} and ${inB.length} children`;
  for (const [index, child] of inA.entries()) {
    const found: string | undefined = differenceIn(child, inB[index], `${path}.${index}`, matched);
    if (found !== undefined) return found;
  }
  return undefined;
}

function linkDifference(a: One | undefined, b: One | undefined, matched: Map<unknown, unknown>): string | undefined {
  if (!a || !b) return undefined;
  const [own, others] = [asRecord(a), asRecord(b)];
  for (const link of ["holder", "map", "seq", "target"]) {
    if (matched.get(own[link]) !== others[link]) return `${a.kind}.${link}`;
  }
  const aliases = [own["aliases"] ?? [], others["aliases"] ?? []] as [unknown[], unknown[]];
  return areMatched(...aliases, matched) ? undefined : `${a.kind}.aliases`;
}

function areMatched(a: readonly unknown[], b: readonly unknown[], matched: Map<unknown, unknown>): boolean {
  return a.length === b.length && a.every((one, index) => one !== undefined && matched.get(one) === b[index]);
}

function childrenOf(one: One): readonly (One | undefined)[] {
  switch (one.kind) {
    case "map":
      return one.pairs;
    case "seq":
      return one.items;
    case "pair":
      return [one.key, one.value];
    case "item":
      return [one.node];
    default:
      return [];
  }
}

function asRecord(one: One): Record<string, unknown> {
  return one as unknown as Record<string, unknown>;
}
