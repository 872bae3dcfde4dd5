import type { Source } from "../source/source.ts";
import type { MapNode, Node, Pair, Scalar, SeqNode, Tree } from "../syntax/index.ts";

/** Where new lines go after some content, and whether the line ending comes before or after the inserted text. */
export interface LinePlace {
  readonly offset: number;
  /** `before`: insert `eol + line`; `after`: the offset is the start of a line, insert `line + eol`. */
  readonly eol: "before" | "after";
}

/** The place for a new line right after a pair, its trailing comment included. */
export function lineAfterPair(source: Source, pair: Pair): LinePlace {
  return lineAfter(source, pair.value, pair.value?.span.end ?? pair.colon ?? pair.key?.span.end ?? 0);
}

/** The place for a new line after a node. The blank lines that a `|+` scalar keeps are part of it. */
function lineAfter(source: Source, node: Node | undefined, end: number): LinePlace {
  const last = lastScalar(node);
  if (last && keepsBlankLines(source, last)) {
    const atLineStart = last.fullEnd > 0 && source.text[last.fullEnd - 1] === "\n";
    return { offset: last.fullEnd, eol: atLineStart ? "after" : "before" };
  }
  return { offset: source.lineEnd(end), eol: "before" };
}

/** The line end right below which the children of a collection begin; `undefined` when they begin on that line. */
export function headLineEnd(tree: Tree, node: MapNode | SeqNode): number | undefined {
  const holder = node.holder;
  if (!holder) return undefined;
  const indicator = holder.kind === "pair" ? holder.colon : holder.dash;
  if (indicator === undefined) return undefined;
  const end = tree.source.lineEnd(Math.max(indicator, node.anchor?.span.end ?? 0));
  return end < node.span.start ? end : undefined;
}

/** True when only blanks stand before the offset on its line. */
export function startsLine(source: Source, offset: number): boolean {
  const { line } = source.position(offset);
  const start = source.lineStarts[line - 1] ?? 0;
  return /^\uFEFF?\s*$/.test(source.text.slice(start, offset));
}

/** Offset of the comment that follows on the same line, in a flow collection, past blanks and a comma. */
export function commentAfter(source: Source, offset: number): number | undefined {
  const rest = source.text.slice(offset, source.lineEnd(offset));
  const match = /^[\t ]*,?[\t ]+#/.exec(rest);
  return match ? offset + match[0].length - 1 : undefined;
}

function lastScalar(node: Node | undefined): Scalar | undefined {
  if (node?.kind === "scalar") return node;
  if (node?.kind === "map" && !node.flow) return lastScalar(node.pairs.at(-1)?.value);
  if (node?.kind === "seq" && !node.flow) return lastScalar(node.items.at(-1)?.node);
  return undefined;
}

function keepsBlankLines(source: Source, scalar: Scalar): boolean {
  if (scalar.style !== "literal" && scalar.style !== "folded") return false;
  return /^[|>]\d?\+/.test(source.slice(scalar.span));
}
