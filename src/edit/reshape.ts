import type { Node, Pair, Scalar, Tree } from "../syntax/index.ts";
import { type Edits, insert, isMultiline } from "./edits.ts";
import { layoutOf } from "./layout.ts";
import { type NewValue, isPlainSafe, renderFlow, renderQuoted, renderScalar } from "./new-value.ts";
import { lineAfterPair } from "./places.ts";
import type { TextEdit } from "./text-edit.ts";

/** Turns a scalar into a flow list that has `first` in front of it; the scalar's own text stays as it is. */
export function wrapInList(tree: Tree, scalar: Scalar, first: string): Edits {
  const { source } = tree;
  if (isMultiline(source, scalar) || scalar.anchor || scalar.tag) return undefined;
  if (scalar.holder?.kind === "pair" && scalar.holder.key === scalar) return undefined;
  if (scalar.style === "plain" && !isPlainSafe(scalar.value, true)) return undefined;
  const text = renderScalar(first, scalar.style === "double", true);
  return [insert(scalar.span.start, `[${text}, `), insert(scalar.span.end, "]")];
}

/**
 * Replaces a node that stands on one line (an alias, a scalar, a flow collection) by a value in flow style. An anchor
 * would go with it, and what its aliases mean: such a node is not replaced.
 */
export function replaceInline(tree: Tree, node: Node, value: NewValue): Edits {
  const { source, anchored } = tree;
  const old = { start: node.outerStart, end: node.span.end };
  if ((node.kind === "map" || node.kind === "seq") && !node.flow) return undefined;
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
