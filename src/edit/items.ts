import type { Source } from "../source/source.ts";
import { spansOverlap } from "../source/span.ts";
import type { Item, SeqNode, Tree } from "../syntax/index.ts";
import { type Edits, insert } from "./edits.ts";
import { layoutOf } from "./layout.ts";
import { type NewValue, PLAIN_FLOW, renderBlockList, renderFlow } from "./new-value.ts";
import { blanksBefore, keepsBlankLines, lineAfterItem, lineBefore, withBreak } from "./places.ts";
import { isNeeded } from "./remove.ts";
import { replaceInline } from "./reshape.ts";

/** Adds an item to a sequence right before another one, above the comments that stand over that one. */
export function insertItemBefore(tree: Tree, item: Item, value: NewValue): Edits {
  const { source } = tree;
  const { seq, dash } = item;
  if (seq.flow) {
    const start = item.node?.outerStart;
    return start === undefined ? undefined : [insertFlowItem(source, start, value)];
  }
  if (dash === undefined) return undefined;
  const indent = blanksBefore(source, dash);
  if (indent === undefined || (source.text.startsWith("\uFEFF") && source.position(dash).line === 1)) return undefined;
  const { start, gap } = lineBefore(source, dash);
  const isFirst = seq.items[0] === item;
  const text = renderItem(tree, seq, value, indent);
  const blank = gap && !isFirst ? source.eol : "";
  return [insert(start, text + source.eol + blank)];
}

/** Adds an item to a sequence as its last, below what belongs to the one before it. */
export function appendItem(tree: Tree, seq: SeqNode, value: NewValue): Edits {
  const { source } = tree;
  const last = seq.items.at(-1);
  if (seq.flow) return appendFlowItem(source, seq, value);
  if (last?.dash === undefined || keepsBlankLines(source, { value: last.node })) return undefined;
  const indent = blanksBefore(source, last.dash);
  if (indent === undefined || (last.node?.kind === "scalar" && last.node.style === "empty")) return undefined;
  const text = renderItem(tree, seq, value, indent);
  const place = lineAfterItem(source, last);
  const gap = seq.items.length > 1 && lineBefore(source, last.dash).gap ? source.eol : "";
  return [insert(place.offset, place.eol === "before" ? gap + source.eol + text : gap + text + source.eol)];
}

/**
 * Puts a value in the place of an item; a comment behind it stays on the item's first line. Declined where comments stand on other lines of it, and when
 * an alias elsewhere needs what it holds.
 */
export function replaceItem(tree: Tree, item: Item, value: NewValue): Edits {
  const { source, comments } = tree;
  const { seq, dash, node } = item;
  if (!node || isNeeded(node)) return undefined;
  if (seq.flow) return replaceInline(tree, node, value);
  if (dash === undefined) return undefined;
  const own = { start: dash, end: node.span.end };
  if (comments.some(({ span }) => spansOverlap(span, own))) return undefined;
  const column = source.column(seq.span.start);
  const [head = "", ...lines] = renderBlockList([value], { column, ...layoutOf(tree), eol: source.eol }).split(
    source.eol,
  );
  const comment = comments.find(({ span }) => span.start >= own.end && isBlank(source.text.slice(own.end, span.start)));
  if (lines.length === 0 || !comment) return [{ ...own, text: [head, ...lines].join(source.eol) }];
  // Behind the last line it would be text of the script that may stand there.
  const behind = source.text.slice(own.end, comment.span.end);
  return [{ start: dash, end: comment.span.end, text: [head + behind, ...lines].join(source.eol) }];
}

/**
 * Takes an item out of a sequence, in block style with its lines. Declined for the only item, where comments stand on its
 * lines, and when an alias elsewhere needs what it holds.
 */
export function removeItem(tree: Tree, item: Item): Edits {
  const { source, comments } = tree;
  const { seq, dash, node } = item;
  if (seq.items.length < 2 || isNeeded(node)) return undefined;
  if (seq.flow) return removeFlowItem(tree, item);
  if (dash === undefined) return undefined;
  const indent = blanksBefore(source, dash);
  if (indent === undefined || dash - indent.length === 0) return undefined;
  const start = dash - indent.length;
  const place = lineAfterItem(source, item);
  const own = { start, end: place.offset };
  if (comments.some(({ span }) => spansOverlap(span, own))) return undefined;
  if (place.eol === "after") return [{ ...own, text: "" }];
  return [{ ...withBreak(source, own), text: "" }];
}

function removeFlowItem({ source, comments }: Tree, { seq, node }: Item): Edits {
  const index = seq.items.findIndex((item) => item.node === node);
  const before = seq.items[index - 1]?.node;
  const start = before ? before.span.end : node?.outerStart;
  const end = before ? node?.span.end : seq.items[index + 1]?.node?.outerStart;
  if (start === undefined || end === undefined) return undefined;
  const cut = { start, end };
  if (source.slice(cut).includes("\n") || comments.some(({ span }) => spansOverlap(span, cut))) return undefined;
  return [{ ...cut, text: "" }];
}

function isBlank(text: string): boolean {
  return /^[ \t]*$/.test(text);
}

/** The lines of an item, as the items beside it are indented. */
function renderItem(tree: Tree, seq: SeqNode, value: NewValue, indent: string): string {
  const column = tree.source.column(seq.span.start);
  return indent + renderBlockList([value], { column, ...layoutOf(tree), eol: tree.source.eol });
}

function insertFlowItem(source: Source, start: number, value: NewValue): ReturnType<typeof insert> {
  const indent = blanksBefore(source, start);
  return insert(start, `${renderFlow(value, PLAIN_FLOW)},${indent === undefined ? " " : source.eol + indent}`);
}

function appendFlowItem(source: Source, seq: SeqNode, value: NewValue): Edits {
  const last = seq.items.at(-1)?.node;
  const text = renderFlow(value, PLAIN_FLOW);
  if (!last) return /^\[\s*\]$/.test(source.slice(seq.span)) ? [insert(seq.span.start + 1, text)] : undefined;
  const indent = blanksBefore(source, last.outerStart);
  // A comment behind the last item would swallow what is put there.
  const rest = source.text.slice(last.span.end, seq.span.end);
  if (rest.includes("#") || rest.includes(",")) return undefined;
  return [insert(last.span.end, `,${indent === undefined ? " " : source.eol + indent}${text}`)];
}
