import { type MapNode, type Node, type Tree, isMerge, keyOf } from "../syntax/index.ts";
import type { Problem } from "./problem.ts";

/** What is wrong with a settings file as YAML or JSON, whatever its keys mean; of keys, those below `root`. Of a text that does not parse, the first fault. */
export function yamlProblems(tree: Tree, root: Node | undefined): Problem[] {
  const fault = tree.faults[0];
  if (fault) return [fault];
  const dangling = tree.danglingAliases.map(({ span }) => ({
    offset: span.start,
    message: "this alias has no anchor before it",
  }));
  const second =
    tree.secondDocument === undefined
      ? []
      : [{ offset: tree.secondDocument, message: "a second document begins here; settings are one" }];
  return [...dangling, ...mapsIn(root).flatMap((map) => keyProblems(tree, map)), ...second];
}

/** Every map that is written in the file, outer ones first. */
function mapsIn(node: Node | undefined): MapNode[] {
  if (node?.kind === "seq") return node.items.flatMap((item) => mapsIn(item.node));
  if (node?.kind !== "map") return [];
  return [node, ...node.pairs.flatMap(({ value }) => mapsIn(value))];
}

function keyProblems({ source }: Tree, map: MapNode): Problem[] {
  const lines = new Map<string, number>();
  return map.pairs.flatMap((pair) => {
    const offset = (pair.key ?? pair.value ?? map).span.start;
    const key = keyOf(pair);
    if (key === undefined) return [{ offset, message: "a key of settings is a plain word" }];
    if (isMerge(pair)) return [];
    const first = lines.get(key);
    if (first === undefined) lines.set(key, source.position(offset).line);
    return first === undefined ? [] : [{ offset, message: `this key stands on line ${first} already` }];
  });
}
