import { type Props, makeScalar } from "../make.ts";
import type { Holder, Scalar, ScalarStyle } from "../nodes.ts";
import { decodeDouble, decodeLines } from "../scalar-text.ts";
import {
  BACKSLASH,
  COLON,
  CR,
  DOUBLE_QUOTE,
  HASH,
  LF,
  SINGLE_QUOTE,
  SPACE,
  TAB,
  endsIndicator,
  isFlowIndicator,
} from "./chars.ts";
import { NO_COMMENT, type Reader, giveUp } from "./reader.ts";

/** YAML allows 1024 characters before the `:` of a key. */
export const LONGEST_KEY = 1000;

/** A scalar as it is written, of which it is not yet told whether it is a key or a value. */
export interface Token {
  readonly style: ScalarStyle;
  value: string;
  readonly span: { readonly start: number; end: number };
  /** True if it is written in several lines. */
  readonly isWrapped: boolean;
}

/** Takes in a token as a node. */
export function toScalar(reader: Reader, { style, value, span }: Token, props: Props, holder: Holder): Scalar {
  return reader.leaf(makeScalar(style, value, span, props, holder));
}

/** True at a quote. */
export function isQuote(code: number): boolean {
  return code === DOUBLE_QUOTE || code === SINGLE_QUOTE;
}

/** Reads plain text up to the end of its line, a comment or a `:`. The reader stands there then. */
export function readPlain(reader: Reader): Token {
  const { text, at: start } = reader;
  const { length } = text;
  let at = start;
  let end = start;
  for (; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if (code > COLON) end = at + 1;
    else if (code === SPACE || code === TAB) {
      if (reader.codeAt(at + 1) === HASH) break;
    } else if (code === LF || code === CR) break;
    else if (code === COLON && endsIndicator(reader.codeAt(at + 1))) break;
    else end = at + 1;
  }
  reader.at = at;
  return { style: "plain", value: text.slice(start, end), span: { start, end }, isWrapped: false };
}

/** The same in a flow collection, where brackets, braces and commas end it too. */
export function readFlowPlain(reader: Reader): Token {
  const { text, at: start } = reader;
  const { length } = text;
  let at = start;
  let end = start;
  for (; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if (isFlowIndicator(code) || code === LF || code === CR) break;
    if (code === TAB) giveUp();
    const next = reader.codeAt(at + 1);
    if (code === COLON && (endsIndicator(next) || isFlowIndicator(next))) break;
    if (code === SPACE && next === HASH) break;
    if (code !== SPACE) end = at + 1;
  }
  reader.at = at;
  return { style: "plain", value: text.slice(start, end), span: { start, end }, isWrapped: false };
}

/**
 * Goes on with plain text that ends its line, from the next line that is indented by more than `parent`. Afterwards the
 * reader is at the next line with content.
 */
export function continuePlain(reader: Reader, token: Token, parent: number): void {
  const code = reader.codeAt(reader.at);
  let mayContinue = code === LF || code === CR;
  reader.endLine();
  let isWrapped = false;
  // A comment ends plain text, wherever it stands.
  while (mayContinue && reader.indent > parent && reader.commentColumn === NO_COMMENT) {
    const line = readPlain(reader);
    const stop = reader.codeAt(reader.at);
    token.span.end = line.span.end;
    isWrapped = true;
    mayContinue = stop === LF || stop === CR;
    reader.endLine();
  }
  if (isWrapped) token.value = decodeLines(reader.text.slice(token.span.start, token.span.end), "plain");
}

/** Reads quoted text. Its further lines are indented by more than `parent`. The reader stands behind the quote then. */
export function readQuoted(reader: Reader, parent: number): Token {
  const start = reader.at;
  const isDouble = reader.codeAt(start) === DOUBLE_QUOTE;
  const end = isDouble ? endOfDouble(reader.text, start + 1) : endOfSingle(reader.text, start + 1);
  const body = reader.text.slice(start + 1, end);
  reader.at = end + 1;
  const isWrapped = body.includes("\n");
  if (isWrapped) checkLines(reader, start, end, parent);
  const value = isDouble ? doubleValue(body, isWrapped) : singleValue(body, isWrapped);
  return { style: isDouble ? "double" : "single", value, span: { start, end: end + 1 }, isWrapped };
}

function endOfSingle(text: string, start: number): number {
  let end = text.indexOf("'", start);
  while (end !== -1 && text.charCodeAt(end + 1) === SINGLE_QUOTE) end = text.indexOf("'", end + 2);
  return end === -1 ? giveUp() : end;
}

function endOfDouble(text: string, start: number): number {
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === DOUBLE_QUOTE) return at;
    if (code === BACKSLASH) at += 1;
  }
  return giveUp();
}

function singleValue(body: string, isWrapped: boolean): string {
  return isWrapped ? decodeLines(body, "single") : body.replaceAll("''", "'");
}

function doubleValue(body: string, isWrapped: boolean): string {
  return isWrapped || body.includes("\\") ? (decodeDouble(body) ?? giveUp()) : body;
}

/** Gives up unless each further line of a quoted text is blank or indented by more than `parent`, with spaces alone. */
function checkLines({ text }: Reader, start: number, end: number, parent: number): void {
  if (text.slice(start, end).includes("\t")) giveUp();
  let newline = text.indexOf("\n", start);
  while (newline !== -1 && newline < end) {
    let at = newline + 1;
    while (text.charCodeAt(at) === SPACE) at += 1;
    const code = text.charCodeAt(at);
    if (code !== LF && code !== CR && at - newline - 1 <= parent) giveUp();
    newline = text.indexOf("\n", at);
  }
}
