import { type Span, spansOverlap } from "../source/span.ts";
import { type Node, type Pair, type Tree, textOf } from "../syntax/index.ts";
import type { Edits } from "./edits.ts";
import { blanksBefore, lineAfterPair, withBreak } from "./places.ts";

/**
 * Takes a pair out of a map. In block style its lines go; a comment behind a value of one line stays, on a line of its
 * own. Declined for the only pair of a map, where the key stands twice and the other one would count then, when other comments stand on its lines, and when an alias elsewhere needs
 * what it holds.
 */
export function removePair(tree: Tree, pair: Pair): Edits {
  if (pair.explicit || pair.map.pairs.length < 2 || !pair.key || isNeeded(pair.key) || isNeeded(pair.value)) {
    return undefined;
  }
  if (pair.map.pairs.some((other) => other !== pair && textOf(other.key) === textOf(pair.key))) return undefined;
  return pair.map.flow ? removeFlowPair(tree, pair) : removeLines(tree, pair);
}

function removeLines(tree: Tree, pair: Pair): Edits {
  const { source, comments } = tree;
  const start = pair.key?.outerStart ?? 0;
  const indent = blanksBefore(source, start);
  if (indent === undefined || start - indent.length === 0) return undefined;
  const place = lineAfterPair(source, pair);
  const end = isBlock(pair.value) ? place.offset : source.lineEnd(pair.value?.span.end ?? pair.colon ?? start);
  const own = { start: start - indent.length, end };
  const beside = comments.filter(({ span }) => spansOverlap(span, own));
  const [comment] = beside;
  if (comment && beside.length === 1 && isBehind(tree, pair, comment.span)) {
    return [{ start, end: comment.span.start, text: "" }];
  }
  if (comment) return undefined;
  if (isBlock(pair.value) && place.eol === "after") return [{ ...own, text: "" }];
  return [{ ...withBreak(source, own), text: "" }];
}

/** True when the comment ends the only line of the pair. */
function isBehind({ source }: Tree, { key, value }: Pair, comment: Span): boolean {
  const start = key?.outerStart ?? 0;
  return !source.slice({ start, end: comment.start }).includes("\n") && (value?.span.end ?? 0) <= comment.start;
}

function removeFlowPair({ source, comments }: Tree, pair: Pair): Edits {
  const { map } = pair;
  const index = map.pairs.indexOf(pair);
  const before = map.pairs[index - 1];
  const after = map.pairs[index + 1];
  const end = endOf(pair);
  const start = pair.key?.outerStart;
  if (map.implicit || end === undefined || start === undefined) return undefined;
  const cut = before ? { start: endOf(before), end } : { start, end: after?.key?.outerStart };
  if (cut.start === undefined || cut.end === undefined) return undefined;
  const span = { start: cut.start, end: cut.end };
  if (comments.some((comment) => spansOverlap(comment.span, span)) || source.slice(span).includes("\n"))
    return undefined;
  return [{ ...span, text: "" }];
}

function endOf({ value, colon, key }: Pair): number | undefined {
  return value?.span.end ?? (colon === undefined ? key?.span.end : colon + 1);
}

/** True when an alias elsewhere names the node or something in it. */
export function isNeeded(node: Node | undefined): boolean {
  if (!node) return false;
  if (node.aliases.length > 0) return true;
  if (node.kind === "map") return node.pairs.some(({ value }) => isNeeded(value));
  return node.kind === "seq" && node.items.some((item) => isNeeded(item.node));
}

function isBlock(node: Node | undefined): boolean {
  return node?.kind === "scalar" && (node.style === "literal" || node.style === "folded");
}
