import type { Source } from "../source/source.ts";
import type { MapNode, Pair, SeqNode, Tree } from "../syntax/index.ts";
import { type Edits, insert, flowStyle } from "./edits.ts";
import { layoutOf } from "./layout.ts";
import { type NewPair, renderBlock, renderFlowPairs, renderScalar } from "./new-value.ts";
import { blanksBefore, commentAfter, headLineEnd, keepsBlankLines, lineAfterPair, lineBefore } from "./places.ts";
import type { TextEdit } from "./text-edit.ts";

/** Adds a pair to a map, right after one of its pairs; behind a blank line where one stands above that pair too. */
export function insertPairAfter(tree: Tree, after: Pair, pair: NewPair): Edits {
  const map = after.map;
  if (after.explicit) return undefined;
  return map.flow ? insertFlowPair(tree.source, after, pair) : insertBlockPair(tree, after, pair);
}

function insertBlockPair(tree: Tree, after: Pair, pair: NewPair): Edits {
  const { source } = tree;
  const column = source.column(after.map.span.start);
  const layout = layoutOf(tree);
  const step = stepInside(tree, after.map) ?? layout.step;
  const text = renderBlock([pair], { column, step, listStep: layout.listStep, eol: source.eol });
  const place = lineAfterPair(source, after);
  const indent = " ".repeat(column);
  const isSpaced = after !== after.map.pairs[0] && after.key && lineBefore(source, after.key.outerStart).gap;
  const gap = isSpaced === true && !keepsBlankLines(source, after) ? source.eol : "";
  return [
    insert(place.offset, gap + (place.eol === "before" ? source.eol + indent + text : indent + text + source.eol)),
  ];
}

/**
 * Adds a pair to a block map right before one of its pairs, above the comments that stand over that one, and a blank line
 * between them. Declined for the first pair: what stands over it may be about the whole file.
 */
export function insertPairBefore(tree: Tree, before: Pair, pair: NewPair): Edits {
  const { source } = tree;
  const { map, key, explicit } = before;
  if (map.flow || explicit || !key || map.pairs[0] === before) return undefined;
  const indent = blanksBefore(source, key.outerStart);
  if (indent === undefined) return undefined;
  const column = source.column(map.span.start);
  const text = indent + renderBlock([pair], { column, ...layoutOf(tree), eol: source.eol });
  return [insert(lineBefore(source, key.outerStart).start, text + source.eol + source.eol)];
}

/** How far a map that stands in this one is indented; `undefined` when none does. */
function stepInside(tree: Tree, map: MapNode): number | undefined {
  const inner = map.pairs.find(({ value }) => value?.kind === "map" && !value.flow)?.value;
  return inner && tree.source.column(inner.span.start) - tree.source.column(map.span.start);
}

function insertFlowPair(source: Source, after: Pair, pair: NewPair): Edits {
  const { map } = after;
  const style = flowStyle(source, map, after);
  const text = renderFlowPairs([pair], style);
  const end = after.value?.span.end ?? (after.colon === undefined ? after.key?.span.end : after.colon + 1);
  const keyStart = after.key?.outerStart;
  if (end === undefined || keyStart === undefined) return undefined;
  if (map.implicit) return [insert(map.span.start, "{ "), insert(end, `, ${text} }`)];
  const indent = blanksBefore(source, keyStart);
  if (indent === undefined) return [insert(end, `, ${text}`)];
  const line = source.eol + indent + text;
  const comment = commentAfter(source, end);
  if (comment === undefined) return [insert(end, "," + line)];
  if (after.comma !== undefined && after.comma > comment) return [insert(end, `, ${text}`)];
  const lineEnd = source.lineEnd(comment);
  return after.comma === undefined ? [insert(end, ","), insert(lineEnd, line)] : [insert(lineEnd, line + ",")];
}

/** Adds a pair to a map as its first. */
export function insertFirstPair(tree: Tree, map: MapNode, pair: NewPair): Edits {
  const { source } = tree;
  const first = map.pairs[0];
  if (map.implicit || first?.explicit) return undefined;
  if (map.flow) {
    const text = renderFlowPairs([pair], flowStyle(source, map, first));
    if (!first?.key) return /^\{\s*\}$/.test(source.slice(map.span)) ? [insert(map.span.start + 1, text)] : undefined;
    return [insertFlowFirst(source, first.key.outerStart, text)];
  }
  const column = source.column(map.span.start);
  return insertFirstLine(tree, map, renderBlock([pair], { column, ...layoutOf(tree), eol: source.eol }));
}

/** Adds a scalar to a sequence as its first item. */
export function prependItem(tree: Tree, seq: SeqNode, value: string): Edits {
  const { source } = tree;
  if (!seq.flow) return insertFirstLine(tree, seq, "- " + renderScalar(value));
  const first = seq.items[0]?.node;
  const model = first ?? (seq.holder?.kind === "pair" ? seq.holder.key : undefined);
  const text = renderScalar(value, model?.kind === "scalar" && model.style === "double", true);
  if (!first) return /^\[\s*\]$/.test(source.slice(seq.span)) ? [insert(seq.span.start + 1, text)] : undefined;
  return [insertFlowFirst(source, first.outerStart, text)];
}

/** Text in front of a flow collection's first member: on a line of its own where that one has its own. */
function insertFlowFirst(source: Source, start: number, text: string): TextEdit {
  const indent = blanksBefore(source, start);
  return insert(start, text + "," + (indent === undefined ? " " : source.eol + indent));
}

/** A line in front of a block collection's first: below the line of the parent's key, above any comment. */
function insertFirstLine(tree: Tree, node: MapNode | SeqNode, text: string): Edits {
  const { source } = tree;
  const indent = " ".repeat(source.column(node.span.start));
  const head = headLineEnd(tree, node);
  if (head !== undefined) return [insert(head, source.eol + indent + text)];
  return [insert(node.span.start, text + source.eol + indent)];
}

/** Adds a block of lines as a new top-level key at the end of the file, a blank line before it. */
export function appendTopLevel(tree: Tree, pair: NewPair): Edits {
  const { source, root } = tree;
  if (root?.kind !== "map" || root.flow || tree.secondDocument !== undefined) return undefined;
  if (/^\.\.\.(?:\s|$)/m.test(source.text)) return undefined;
  const column = source.column(root.span.start);
  const indent = " ".repeat(column);
  const text = indent + renderBlock([pair], { column, ...layoutOf(tree), eol: source.eol });
  const { eol } = source;
  const last = root.pairs.at(-1);
  const gap = last && keepsBlankLines(source, last) ? "" : eol;
  return [insert(source.text.length, source.text.endsWith("\n") ? gap + text + eol : eol + gap + text)];
}
