import { Source } from "../../src/source/source.ts";
import { type Item, type Node, type Pair, type Tree, parse } from "../../src/syntax/index.ts";

export function read(text: string): Tree {
  return parse(new Source("config.yml", text));
}

/** Everything under a node, outside in and in document order, aliases not followed. */
export function* walk(node: Node | undefined): Generator<Node | Pair | Item> {
  if (!node) return;
  yield node;
  if (node.kind === "seq") {
    for (const item of node.items) {
      yield item;
      yield* walk(item.node);
    }
  }
  if (node.kind !== "map") return;
  for (const pair of node.pairs) {
    yield pair;
    yield* walk(pair.key);
    yield* walk(pair.value);
  }
}

/** The nodes, pairs or items of one kind, in document order. */
export function all<K extends (Node | Pair | Item)["kind"]>(
  tree: Tree,
  kind: K,
): Extract<Node | Pair | Item, { kind: K }>[] {
  return [...walk(tree.root)].filter((one): one is Extract<Node | Pair | Item, { kind: K }> => one.kind === kind);
}

/** The value under a path of keys and indices, aliases followed; throws where there is none. */
export function at(tree: Tree, ...path: readonly (string | number)[]): Node {
  let node = tree.root;
  for (const step of path) {
    if (node?.kind === "alias") node = node.target;
    if (node?.kind === "seq" && typeof step === "number") node = node.items[step]?.node;
    else if (node?.kind === "map") {
      node = node.pairs.findLast(({ key }) => key?.kind === "scalar" && key.value === step)?.value;
    } else node = undefined;
  }
  if (!node) throw new Error(`nothing at ${path.join(".")}`);
  return node;
}
