import type { Finding } from "../finding.ts";
import type { Node, Scalar, Tree } from "../syntax/index.ts";
import { Memory } from "../source/memory.ts";

/**
 * The lines that a suppression of a finding may be for: the one that it begins on; and where it lies in a text of several
 * lines, which has no room for a comment of YAML, also that of the text's key, and those that the text begins and ends on.
 */
export function linesOf(tree: Tree, { span }: Pick<Finding, "span">): readonly number[] {
  const { source } = tree;
  const line = (offset: number): number => source.position(offset).line;
  const scalar = scalarAt(tree.root, span.start);
  const own = line(span.start);
  if (!scalar || line(scalar.outerStart) === line(scalar.span.end)) return [own];
  const isBlock = scalar.style === "literal" || scalar.style === "folded";
  const lines = [headOf(tree, scalar), line(scalar.outerStart), own, ...(isBlock ? [] : [line(scalar.span.end)])];
  return [...new Set(lines)];
}

/** The line that a comment for a finding is written above: of the finding, or of the key of its text of several lines. */
export function anchorLine(tree: Tree, finding: Pick<Finding, "span">): number {
  return linesOf(tree, finding)[0] ?? 1;
}

/** The line of the key or dash that holds a scalar. */
function headOf({ source }: Tree, { holder, outerStart }: Scalar): number {
  const key = holder?.kind === "pair" ? holder.key?.outerStart : holder?.dash;
  return source.position(key ?? outerStart).line;
}

/** The scalar, key or value, that holds an offset; `undefined` where none does. */
function scalarAt(node: Node | undefined, offset: number): Scalar | undefined {
  if (!node || offset < node.outerStart) return undefined;
  if (node.kind === "scalar") return offset < Math.max(node.fullEnd, node.span.end) ? node : undefined;
  return scalarAt(lastBefore(insideOf(node), offset), offset);
}

/** The last of the nodes that starts at an offset or before it. */
function lastBefore(nodes: readonly Node[], offset: number): Node | undefined {
  let low = 0;
  let high = nodes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((nodes[middle]?.outerStart ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return nodes[low - 1];
}

const nodesInside = new Memory<Node, readonly Node[]>();

/** What stands in a map or list, in order. */
function insideOf(node: Node): readonly Node[] {
  const known = nodesInside.get(node);
  if (known) return known;
  const all =
    node.kind === "map"
      ? node.pairs.flatMap(({ key, value }) => [key, value])
      : node.kind === "seq"
        ? node.items.map((item) => item.node)
        : [];
  const inside = all.filter((one) => one !== undefined);
  nodesInside.set(node, inside);
  return inside;
}
