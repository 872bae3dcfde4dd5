import type { Source } from "../source/source.ts";
import type { MapNode, Pair, Scalar } from "../syntax/index.ts";
import type { FlowStyle } from "./new-value.ts";
import type { TextEdit } from "./text-edit.ts";

/**
 * The edits a fix is made of. Each verb knows block and flow style, quoting, indentation, comments and line endings,
 * and changes nothing beside what it names. `undefined`: the shape at hand cannot be edited without a person.
 */
export type Edits = readonly TextEdit[] | undefined;

/** Inserts text at an offset. */
export function insert(offset: number, text: string): TextEdit {
  return { start: offset, end: offset, text };
}

/** How new text is written in a flow map: as the pair beside it, else as the key that holds the map. */
export function flowStyle(source: Source, map: MapNode, sibling: Pair | undefined): FlowStyle {
  const holder = map.holder?.kind === "pair" ? map.holder : undefined;
  const key = (sibling ?? holder)?.key;
  const quoted = key?.kind === "scalar" && key.style === "double";
  return { quoted, padded: map.implicit || /^\{[\t ]/.test(source.text.slice(map.span.start, map.span.start + 2)) };
}

/** True for what a one-line edit cannot touch: a block scalar, and one that runs over several lines. */
export function isMultiline(source: Source, scalar: Scalar): boolean {
  return scalar.style === "literal" || scalar.style === "folded" || source.slice(scalar.span).includes("\n");
}
