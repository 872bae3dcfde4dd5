import type { Source } from "../source/source.ts";
import type { Span } from "../source/span.ts";
import { type Item, type Pair, type Scalar, type Tree, asMap, isNull } from "../syntax/index.ts";
import { type Edits, insert, flowStyle, isMultiline } from "./edits.ts";
import { layoutOf } from "./layout.ts";
import { type NewPair, type NewValue, isPlainSafe, renderBlock, renderFlow } from "./new-value.ts";
import { endOfComment } from "./places.ts";
import type { TextEdit } from "./text-edit.ts";

/** Turns `- name` into `- name:` with pairs below it, or `name` in a flow list into `{name: {…}}`. */
export function scalarItemToMap(tree: Tree, item: Item, pairs: readonly NewPair[], childStep: number): Edits {
  const { source } = tree;
  const scalar = item.node;
  if (scalar?.kind !== "scalar" || scalar.anchor || scalar.tag || isMultiline(source, scalar)) return undefined;
  if (!isSimpleKey(scalar)) return undefined;
  if (item.dash === undefined) {
    const style = { quoted: scalar.style === "double", padded: false };
    return [insert(scalar.span.start, "{"), insert(scalar.span.end, `: ${renderFlow({ pairs }, style)}}`)];
  }
  const { start, end } = scalar.span;
  // A plain item may stand behind a tab, a key may not.
  if (source.slice({ start: item.dash, end: start }).includes("\t")) return undefined;
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

/** True when adding `:` behind the scalar makes it a key of the same text. */
function isSimpleKey(scalar: Scalar): boolean {
  return scalar.style !== "plain" || isPlainSafe(scalar.value, false);
}
