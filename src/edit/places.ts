import type { Source } from "../source/source.ts";
import type { Span } from "../source/span.ts";
import type { Item, MapNode, Node, Pair, Scalar, SeqNode, Tree } from "../syntax/index.ts";

/** Where new lines go after some content, and whether the line ending comes before or after the inserted text. */
export interface LinePlace {
  readonly offset: number;
  /** `before`: insert `eol + line`; `after`: the offset is the start of a line, insert `line + eol`. */
  readonly eol: "before" | "after";
}

/** The place for a new line right after a pair, its trailing comment and every line of a block scalar included. */
export function lineAfterPair(source: Source, pair: Pair): LinePlace {
  const last = lastScalar(pair.value);
  if (last && isBlock(last)) {
    return { offset: last.fullEnd, eol: source.text[last.fullEnd - 1] === "\n" ? "after" : "before" };
  }
  const end = pair.value?.span.end ?? (pair.colon === undefined ? pair.key?.span.end : pair.colon + 1) ?? 0;
  return { offset: endOfComment(source, end), eol: "before" };
}

/** The end of the line, or of the comment that begins on it and goes on below at the same column. */
export function endOfComment(source: Source, offset: number): number {
  let end = source.lineEnd(offset);
  const comment = /^[\t ]*#/.exec(source.text.slice(offset, end));
  if (!comment) return end;
  const column = source.column(offset + comment[0].length - 1);
  for (let { line } = source.position(end); ; line += 1) {
    const next = source.line(line + 1);
    if (next.search(/\S/) !== column || next[column] !== "#") return end;
    end = source.lineEnd(source.lineStarts[line] ?? end);
  }
}

/** The place for a new line right after a list's item, as after a pair. */
export function lineAfterItem(source: Source, { node, dash }: Item): LinePlace {
  const last = lastScalar(node);
  if (last && isBlock(last)) {
    return { offset: last.fullEnd, eol: source.text[last.fullEnd - 1] === "\n" ? "after" : "before" };
  }
  return { offset: endOfComment(source, node?.span.end ?? (dash ?? 0) + 1), eol: "before" };
}

/**
 * Where lines go that are to stand before what begins at `offset`, alone on its line: above the comments that stand right
 * above it at the same column, which are about it. `gap`: a blank line parts those lines from what is above.
 */
export function lineBefore(source: Source, offset: number): { start: number; gap: boolean } {
  const column = source.column(offset);
  let { line } = source.position(offset);
  const isComment = (text: string): boolean => text.search(/\S/) === column && text[column] === "#";
  while (line > 1 && isComment(source.line(line - 1))) line -= 1;
  return { start: source.lineStarts[line - 1] ?? 0, gap: line > 1 && /^[\t ]*$/.test(source.line(line - 1)) };
}

/** True when blank lines below a pair or item would become part of its value, a `|+` scalar. */
export function keepsBlankLines(source: Source, { value }: { readonly value: Node | undefined }): boolean {
  const last = lastScalar(value);
  return last !== undefined && isBlock(last) && /^[|>]\d?\+/.test(source.slice(last.span));
}

/** The line end right below which the children of a collection begin; `undefined` when they begin on that line. */
export function headLineEnd(tree: Tree, node: MapNode | SeqNode): number | undefined {
  const holder = node.holder;
  if (!holder) return undefined;
  const indicator = holder.kind === "pair" ? holder.colon : holder.dash;
  if (indicator === undefined) return undefined;
  const end = endOfComment(tree.source, Math.max(indicator + 1, node.propsEnd ?? 0));
  return end < node.span.start ? end : undefined;
}

/** The blanks that indent the offset; `undefined` when something else stands before it on its line. */
export function blanksBefore(source: Source, offset: number): string | undefined {
  const { line } = source.position(offset);
  const before = source.text.slice(source.lineStarts[line - 1] ?? 0, offset);
  return /^[\t ]*$/.test(before) ? before : undefined;
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

function isBlock({ style }: Scalar): boolean {
  return style === "literal" || style === "folded";
}

/** Lines with the break behind them, at the end of the text with that before them; a file may break its lines in both ways. */
export function withBreak({ text }: Source, { start, end }: Span): Span {
  if (end === text.length) return { start: start - (text.startsWith("\r\n", start - 2) ? 2 : 1), end };
  return { start, end: end + (text.startsWith("\r\n", end) ? 2 : 1) };
}
