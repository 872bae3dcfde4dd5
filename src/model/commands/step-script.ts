import { type Script, parseShell } from "../../shell/index.ts";
import type { Span } from "../../source/span.ts";
import type { Scalar } from "../../syntax/index.ts";
import type { Scope } from "../possible.ts";
import { knownTexts } from "../possible.ts";
import { Memory } from "../../source/memory.ts";

/** The script of a step as it runs there: parameters that have one value replaced by it. */
export interface StepScript {
  readonly script: Script;
  /** Where a piece of it is written, as offsets into the scalar's value. */
  readonly placeOf: (span: Span) => Span;
}

/** A piece of the text that is run and the piece of the value that it comes from. */
interface Piece extends Span {
  readonly from: Span;
}

const cache = new Memory<Scalar, Map<string, Script>>();

/** Reads the script of a scalar in a scope. */
export function readStepScript(scalar: Scalar, scope: Scope): StepScript {
  const { text, pieces } = replaceKnown(scalar.value, scope);
  return { script: scriptIn(scalar, text), placeOf: pieces ? (span) => placeIn(pieces, span) : (span) => span };
}

/** The script of a scalar, as it is written or with parameters replaced; each text is parsed once. */
export function scriptIn(scalar: Scalar, text = scalar.value): Script {
  let scripts = cache.get(scalar);
  if (!scripts) cache.set(scalar, (scripts = new Map()));
  let script = scripts.get(text);
  if (!script) scripts.set(text, (script = parseShell(text)));
  return script;
}

function replaceKnown(value: string, scope: Scope): { text: string; pieces: readonly Piece[] | undefined } {
  if (!value.includes("<<")) return { text: value, pieces: undefined };
  const pieces: Piece[] = [];
  let text = "";
  let at = 0;
  const add = (piece: string, from: Span): void => {
    if (piece === "" && from.start === from.end) return;
    pieces.push({ start: text.length, end: text.length + piece.length, from });
    text += piece;
  };
  for (const { start, end, replacement } of knownTexts(value, scope)) {
    add(value.slice(at, start), { start: at, end: start });
    add(replacement, { start, end });
    at = end;
  }
  add(value.slice(at), { start: at, end: value.length });
  return { text, pieces };
}

function placeIn(pieces: readonly Piece[], { start, end }: Span): Span {
  return { start: offsetIn(pieces, start, false), end: offsetIn(pieces, end, true) };
}

/** Where an offset of the text stands in the value; inside a replaced piece, at its start or end. */
function offsetIn(pieces: readonly Piece[], offset: number, isEnd: boolean): number {
  const piece = pieces.find((one) => (isEnd ? offset > one.start : offset >= one.start) && offset <= one.end);
  if (!piece) return isEnd ? (pieces.at(-1)?.from.end ?? offset) : offset;
  const { from } = piece;
  const isVerbatim = from.end - from.start === piece.end - piece.start;
  if (isVerbatim) return from.start + offset - piece.start;
  return isEnd ? from.end : from.start;
}
