import type { Source } from "../source/source.ts";
import type { Span } from "../source/span.ts";
import { blockIndent, traceBlock } from "./block-text.ts";
import type { Scalar } from "./nodes.ts";
import { TextTrace, type WrittenText } from "./written-text.ts";
import { Memory } from "../source/memory.ts";

const ESCAPES: Record<string, string> = {
  "0": "\0",
  a: "\u0007",
  b: "\b",
  e: "\u001B",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  N: "\u0085",
  _: "\u00A0",
  L: "\u2028",
  P: "\u2029",
  " ": " ",
  '"': '"',
  "/": "/",
  "\\": "\\",
  "\t": "\t",
};
/** Each command of a script asks for its own place. `null`: cannot be told. */
const writtenOf = new Memory<Scalar, WrittenText | null>();
const offsetsOf = new Memory<Scalar, readonly number[] | null>();
const LINE_BREAK = /\r?\n/g;
/** Line breaks that fold, with the blanks around them. */
const FOLD = /[\t ]*\r?\n(?:[\t ]|\r?\n)*/y;
const ESCAPED_BREAK = /\\\r?\n[\t ]*/y;
/** What stands for itself between breaks and escapes: ink, or blanks, which are taken whole or looking for breaks is slow. */
const PLAIN_PIECE = /[^\t\n\r ]+|[\t ]+|[^]/y;
const SINGLE_PIECE = /[^\t\n\r ']+|[\t ]+|''|[^]/y;
const DOUBLE_PIECE = /[^\t\n\r \\]+|[\t ]+|[^]/y;
const CODE = /\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8})/y;

/**
 * For each UTF-16 unit of a scalar's value, the offset in the file where it is written, and one more for where the text
 * ends. An escape stands where its backslash does, a folded line break where the break does. `undefined` where this
 * cannot be told exactly.
 */
export function valueOffsets(source: Source, scalar: Scalar): readonly number[] | undefined {
  const known = offsetsOf.get(scalar);
  if (known !== undefined) return known ?? undefined;
  const written = readWritten(source, scalar);
  const offsets = written && [...written.starts, written.ends.at(-1) ?? textStart(source, scalar)];
  offsetsOf.set(scalar, offsets ?? null);
  return offsets;
}

/** Where each unit of the value is written, from start to end; `undefined` where this cannot be told exactly. */
export function readWritten(source: Source, scalar: Scalar): WrittenText | undefined {
  const known = writtenOf.get(scalar);
  if (known !== undefined) return known ?? undefined;
  const trace = traceScalar(source, scalar);
  const written = trace?.value === scalar.value ? trace : undefined;
  writtenOf.set(scalar, written ?? null);
  return written;
}

/** Offset of the first character that can belong to the value: behind the quote, or below the head of a block. */
export function textStart(source: Source, { style, span, fullEnd }: Scalar): number {
  if (style === "single" || style === "double") return span.start + 1;
  if (style !== "literal" && style !== "folded") return span.start;
  const newline = source.text.indexOf("\n", span.start);
  return newline === -1 ? fullEnd : Math.min(newline + 1, fullEnd);
}

/** Columns by which the text of a literal or folded scalar is indented; `undefined` for one without text. */
export function blockTextIndent(source: Source, scalar: Scalar): number | undefined {
  return blockIndent(source.text.slice(textStart(source, scalar), scalar.fullEnd), scalar.value);
}

function traceScalar(source: Source, scalar: Scalar): TextTrace | undefined {
  const start = textStart(source, scalar);
  const text = (end: number): string => source.text.slice(start, end);
  switch (scalar.style) {
    case "empty":
      return new TextTrace();
    case "plain":
      return traceLines(text(scalar.span.end), start, PLAIN_PIECE);
    case "single":
      return traceLines(text(scalar.span.end - 1), start, SINGLE_PIECE);
    case "double":
      return traceDouble(text(scalar.span.end - 1), start);
    default:
      return traceBlock(text(scalar.fullEnd), start, scalar);
  }
}

/** The value of a plain or single-quoted text of several lines, from what is between its quotes. */
export function decodeLines(text: string, style: "plain" | "single"): string {
  return traceLines(text, 0, style === "plain" ? PLAIN_PIECE : SINGLE_PIECE).value;
}

/** The value of a double-quoted text, from what is between its quotes; `undefined` where an escape means nothing. */
export function decodeDouble(text: string): string | undefined {
  return traceDouble(text, 0)?.value;
}

/** A plain or single-quoted text: its lines are trimmed and folded. `piece` matches what stands for itself, and `''`. */
function traceLines(text: string, offset: number, piece: RegExp): TextTrace {
  const trace = new TextTrace();
  let at = 0;
  while (at < text.length) {
    const fold = matchAt(FOLD, text, at);
    const spelling = fold ?? matchAt(piece, text, at) ?? "";
    const start = offset + at;
    at += spelling.length;
    if (fold) addBreaks(trace, fold, start);
    else if (spelling === "''" && piece === SINGLE_PIECE) trace.add("'", start, offset + at);
    else trace.addVerbatim(spelling, start);
  }
  return trace;
}

function traceDouble(text: string, offset: number): TextTrace | undefined {
  const trace = new TextTrace();
  let at = 0;
  while (at < text.length) {
    const fold = matchAt(FOLD, text, at);
    const isEscape = text[at] === "\\";
    const spelling = fold ?? (isEscape ? escapeAt(text, at) : (matchAt(DOUBLE_PIECE, text, at) ?? ""));
    const start = offset + at;
    at += spelling.length;
    if (fold) addBreaks(trace, fold, start);
    else if (!isEscape) trace.addVerbatim(spelling, start);
    else {
      const read = unescape(spelling);
      if (read === undefined) return undefined;
      trace.add(read, start, offset + at);
    }
  }
  return trace;
}

function escapeAt(text: string, at: number): string {
  return matchAt(ESCAPED_BREAK, text, at) ?? matchAt(CODE, text, at) ?? text.slice(at, at + 2);
}

/** What an escape of a double-quoted text stands for; nothing for an escaped line break; `undefined` if it has no meaning. */
function unescape(escape: string): string | undefined {
  if (/^\\\r?\n/.test(escape)) return "";
  if (escape.length === 2) return ESCAPES[escape.charAt(1)];
  const code = Number.parseInt(escape.slice(2), 16);
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : undefined;
}

/** One line break is a blank, more are one line break fewer. */
function addBreaks(trace: TextTrace, fold: string, offset: number): void {
  const breaks = [...fold.matchAll(LINE_BREAK)].map(({ index }) => offset + index);
  trace.addFold(breaks.length === 1 ? " " : "\n".repeat(breaks.length - 1), breaks, offset + fold.length);
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** Where a piece of a scalar's value is written; the whole scalar where that cannot be told exactly. */
export function spanOfValue(source: Source, scalar: Scalar, { start, end }: Span): Span {
  const offsets = valueOffsets(source, scalar);
  const from = offsets?.[start];
  const last = offsets?.[end - 1];
  return from === undefined || last === undefined ? scalar.span : { start: from, end: last + 1 };
}
