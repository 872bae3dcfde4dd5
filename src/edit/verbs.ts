import type { Source } from "../source/source.ts";
import type { Span } from "../source/span.ts";
import type { Item, MapNode, Node, Pair, Scalar, SeqNode, Tree } from "../syntax/index.ts";
import { asMap, isNull } from "../syntax/index.ts";
import { layoutOf } from "./layout.ts";
import {
  type FlowStyle,
  type NewPair,
  type NewValue,
  isPlainSafe,
  renderBlock,
  renderFlow,
  renderFlowPairs,
  renderQuoted,
  renderScalar,
} from "./new-value.ts";
import { blanksBefore, endOfComment, commentAfter, headLineEnd, keepsBlankLines, lineAfterPair } from "./places.ts";
import type { TextEdit } from "./text-edit.ts";

/**
 * The edits a fix is made of. Each verb knows block and flow style, quoting, indentation, comments and line endings,
 * and changes nothing beside what it names. `undefined`: the shape at hand cannot be edited without a person.
 */
export type Edits = readonly TextEdit[] | undefined;

/** Adds a pair to a map, right after one of its pairs. */
export function insertPairAfter(tree: Tree, after: Pair, pair: NewPair): Edits {
  const map = after.map;
  if (after.explicit) return undefined;
  return map.flow ? insertFlowPair(tree.source, after, pair) : insertBlockPair(tree, after, pair);
}

function insertBlockPair(tree: Tree, after: Pair, pair: NewPair): Edits {
  const { source } = tree;
  const column = source.column(after.map.span.start);
  const text = renderBlock([pair], { column, ...layoutOf(tree), eol: source.eol });
  const place = lineAfterPair(source, after);
  const indent = " ".repeat(column);
  return [insert(place.offset, place.eol === "before" ? source.eol + indent + text : indent + text + source.eol)];
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

/** Turns `- name` into `- name:` with pairs below it, or `name` in a flow list into `{name: {…}}`. */
export function scalarItemToMap(tree: Tree, item: Item, pairs: readonly NewPair[], childStep: number): Edits {
  const { source } = tree;
  const scalar = item.node;
  if (scalar?.kind !== "scalar" || scalar.anchor || scalar.tag || isMultiline(source, scalar)) return undefined;
  if (item.dash === undefined) {
    const style = { quoted: scalar.style === "double", padded: false };
    return [insert(scalar.span.start, "{"), insert(scalar.span.end, `: ${renderFlow({ pairs }, style)}}`)];
  }
  const { start, end } = scalar.span;
  // A plain item may stand behind a tab, a key may not.
  if (!isSimpleKey(scalar) || source.slice({ start: item.dash, end: start }).includes("\t")) return undefined;
  const lines = childLines(tree, start, end, source.column(item.dash) + childStep, pairs);
  return lines.start === end ? [insert(end, ":" + lines.text)] : [insert(end, ":"), lines];
}

/** Gives pairs to a key that has no value yet (`name:`, `name: ~`). `column`: where the new keys go in block style. */
export function fillPair(tree: Tree, pair: Pair, pairs: readonly NewPair[], column: number): Edits {
  if (pair.map.flow) return fillInline(tree, pair, { pairs });
  const old = vacancy(tree.source, pair);
  if (!old || !pair.key) return undefined;
  const lines = childLines(tree, pair.key.outerStart, old.end, column, pairs);
  return old.start < old.end ? [{ ...old, text: "" }, lines] : [lines];
}

/** Gives a value on the same line to a key that has none; a comment below it stays where it is. */
export function fillInline(tree: Tree, pair: Pair, value: NewValue): Edits {
  const old = vacancy(tree.source, pair);
  if (!old) return undefined;
  const text = renderFlow(value, flowStyle(tree.source, pair.map, pair));
  return [{ ...old, text: (pair.colon === undefined ? ": " : " ") + text }];
}

/** What stands for a value that is not there: nothing, or a `~` on the line of its key. `undefined`: there is more. */
function vacancy(source: Source, { key, value, colon, explicit }: Pair): Span | undefined {
  if (!key || explicit || (value && (value.kind !== "scalar" || value.anchor || value.tag || !isNull(value)))) {
    return undefined;
  }
  const start = colon === undefined ? key.span.end : colon + 1;
  const old = { start, end: value?.span.end ?? start };
  return source.slice(old).includes("\n") ? undefined : old;
}

/** Lines for the value of a key, below the line of `after`, at the wanted column if that lies behind the key's. */
function childLines(tree: Tree, key: number, after: number, wanted: number, pairs: readonly NewPair[]): TextEdit {
  const { source } = tree;
  const layout = layoutOf(tree);
  const column = wanted > source.column(key) ? wanted : source.column(key) + layout.step;
  const text = renderBlock(pairs, { column, ...layout, eol: source.eol });
  return insert(endOfComment(source, after), source.eol + " ".repeat(column) + text);
}

/** Turns a scalar into a flow list that has `first` in front of it; the scalar's own text stays as it is. */
export function wrapInList(tree: Tree, scalar: Scalar, first: string): Edits {
  const { source } = tree;
  if (isMultiline(source, scalar) || scalar.anchor || scalar.tag) return undefined;
  if (scalar.holder?.kind === "pair" && scalar.holder.key === scalar) return undefined;
  if (scalar.style === "plain" && !isPlainSafe(scalar.value, true)) return undefined;
  const text = renderScalar(first, scalar.style === "double", true);
  return [insert(scalar.span.start, `[${text}, `), insert(scalar.span.end, "]")];
}

/** Turns `name: *alias` into a block map that merges the alias and has more pairs below it. */
export function aliasToMerge(tree: Tree, pair: Pair, pairs: readonly NewPair[], column: number): Edits {
  const { key, value: alias, colon } = pair;
  if (alias?.kind !== "alias" || !asMap(alias) || pair.map.flow || pair.explicit) return undefined;
  if (!key || colon === undefined) return undefined;
  const old = { start: colon + 1, end: alias.span.end };
  if (tree.source.slice(old).includes("\n")) return undefined;
  const merge: NewPair = ["<<", { alias: alias.name }];
  return [{ ...old, text: "" }, childLines(tree, key.outerStart, old.end, column, [merge, ...pairs])];
}

/**
 * Replaces a node that stands on one line (an alias, a scalar, a flow collection) by a value in flow style. An anchor
 * would go with it, and what its aliases mean: such a node is not replaced.
 */
export function replaceInline(tree: Tree, node: Node, value: NewValue): Edits {
  const { source, anchored } = tree;
  const old = { start: node.outerStart, end: node.span.end };
  if (source.slice(old).includes("\n") || (node.kind === "scalar" && isMultiline(source, node))) return undefined;
  if (anchored.some(({ outerStart }) => outerStart >= old.start && outerStart < old.end)) return undefined;
  return [{ ...old, text: renderFlow(value, { quoted: false, padded: false }) }];
}

/** Gives a scalar another text, in the quotes that it has. */
export function setScalar(tree: Tree, scalar: Scalar, text: string): Edits {
  if (isMultiline(tree.source, scalar) || scalar.style === "empty") return undefined;
  const inFlow = scalar.holder?.kind === "pair" ? scalar.holder.map.flow : scalar.holder?.seq.flow === true;
  const written =
    scalar.style === "single" ? renderQuoted(text) : renderScalar(text, scalar.style === "double", inFlow);
  return [{ ...scalar.span, text: written }];
}

/** Moves pairs of a block map, which stand on consecutive lines below `parent`, under that key by indenting them. */
export function indentUnder(tree: Tree, parent: Pair, pairs: readonly Pair[]): Edits {
  if (parent.value || pairs.length === 0 || !areConsecutive([parent, ...pairs])) return undefined;
  return indentLines(tree, pairs, 0);
}

/** Puts a new key above pairs of a block map, which stand on consecutive lines, and indents them under it. */
export function wrapPairs(tree: Tree, key: string, pairs: readonly Pair[]): Edits {
  const { source } = tree;
  const start = pairs[0]?.key?.outerStart;
  if (start === undefined || !areConsecutive(pairs)) return undefined;
  const inner = source.column(start) + layoutOf(tree).step;
  return [insert(start, `${renderScalar(key)}:${source.eol}${" ".repeat(inner)}`), ...indentLines(tree, pairs, 1)];
}

function areConsecutive(pairs: readonly Pair[]): boolean {
  const [first] = pairs;
  if (!first || first.map.flow) return false;
  const index = first.map.pairs.indexOf(first);
  return pairs.every((pair, at) => pair === first.map.pairs[index + at] && !pair.explicit);
}

/** Indents the lines of pairs by one step, from the `skipped`-th line on. */
function indentLines(tree: Tree, pairs: readonly Pair[], skipped: number): TextEdit[] {
  const { source } = tree;
  const edits: TextEdit[] = [];
  const shift = " ".repeat(layoutOf(tree).step);
  const [first] = pairs;
  const last = pairs.at(-1);
  if (!first || !last) return edits;
  const start = source.position(first.key?.outerStart ?? first.colon ?? 0).line + skipped;
  const place = lineAfterPair(source, last);
  const end = source.position(place.offset).line - (place.eol === "after" ? 1 : 0);
  for (let line = start; line <= end; line += 1) {
    if (source.line(line) !== "") edits.push(insert(source.lineStarts[line - 1] ?? 0, shift));
  }
  return edits;
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

function insert(offset: number, text: string): TextEdit {
  return { start: offset, end: offset, text };
}

function flowStyle(source: Source, map: MapNode, sibling: Pair | undefined): FlowStyle {
  const holder = map.holder?.kind === "pair" ? map.holder : undefined;
  const key = (sibling ?? holder)?.key;
  const quoted = key?.kind === "scalar" && key.style === "double";
  return { quoted, padded: map.implicit || /^\{[\t ]/.test(source.text.slice(map.span.start, map.span.start + 2)) };
}

function isMultiline(source: Source, scalar: Scalar): boolean {
  return scalar.style === "literal" || scalar.style === "folded" || source.slice(scalar.span).includes("\n");
}

/** True when adding `:` behind the scalar makes it a key of the same text. */
function isSimpleKey(scalar: Scalar): boolean {
  return scalar.style !== "plain" || isPlainSafe(scalar.value, false);
}
