import { NO_PROPS, type Props, makeItem, makeMap, makePair, makeSeq, pairEnd } from "../make.ts";
import type { Holder, Item, MapNode, Node, Pair, SeqNode } from "../nodes.ts";
import {
  AMPERSAND,
  COLON,
  CR,
  DASH,
  END,
  GREATER,
  HASH,
  LF,
  OPEN_BRACE,
  OPEN_BRACKET,
  PIPE,
  STAR,
  endsIndicator,
  startsPlain,
} from "./chars.ts";
import { readBlockScalar } from "./block-scalar.ts";
import { readFlow } from "./flow.ts";
import { type Reader, giveUp } from "./reader.ts";
import { LONGEST_KEY, type Token, continuePlain, isQuote, readPlain, readQuoted, toScalar } from "./scalars.ts";

/**
 * Reads a whole document whose root is a block map or list that begins in the first column. In all of this file the
 * reader is at the next line with content after a node, and `parent` is the column that its further lines are indented
 * by more than.
 */
export function readDocument(reader: Reader): Node {
  reader.nextLine();
  reader.startContent();
  if (reader.indent !== 0) giveUp();
  const root = readBlock(reader, 0, -1, NO_PROPS, undefined);
  if (!reader.isAtEnd()) giveUp();
  return root;
}

/** Reads what begins in this column: a list, a map, or a value alone. */
function readBlock(reader: Reader, column: number, parent: number, props: Props, holder: Holder | undefined): Node {
  if (isDash(reader)) return readList(reader, column, props, holder);
  const code = reader.codeAt(reader.at);
  if (!isQuote(code) && !startsPlain(code, reader.codeAt(reader.at + 1))) {
    return holder ? readInline(reader, parent, props, holder) : giveUp();
  }
  const token = readToken(reader, parent);
  if (isKey(reader, token)) return readMap(reader, token, column, props, holder);
  return holder ? readScalar(reader, token, parent, props, holder) : giveUp();
}

function readList(reader: Reader, column: number, props: Props, holder: Holder | undefined): SeqNode {
  const beside = reader.enter(props);
  const span = { start: reader.at, end: reader.at };
  const items: Item[] = [];
  const seq = makeSeq(false, items, span, props, holder);
  do {
    const dash = reader.at;
    const item = makeItem(seq, dash);
    reader.at += 1;
    item.node = readItem(reader, column, item);
    items.push(item);
    span.end = item.node ? item.node.span.end : dash + 1;
  } while (reader.indent === column && isDash(reader));
  return reader.leave(seq, beside);
}

/** Reads what stands behind or below the dash in this column. */
function readItem(reader: Reader, column: number, item: Item): Node | undefined {
  const dash = reader.at - 1;
  const code = reader.skipSpaces();
  if (endsLine(code) || code === AMPERSAND || code === PIPE || code === GREATER) {
    return readValue(reader, column, false, item);
  }
  return readBlock(reader, column + reader.at - dash, column, NO_PROPS, item);
}

/** Reads a map from behind its first key. */
function readMap(reader: Reader, first: Token, column: number, props: Props, holder: Holder | undefined): MapNode {
  const beside = reader.enter(props);
  const span = { start: first.span.start, end: first.span.start };
  const pairs: Pair[] = [];
  const map = makeMap("block", pairs, span, props, holder);
  for (let key = first; ; key = readKey(reader)) {
    const pair = makePair(map, reader.at, false);
    pair.key = toScalar(reader, key, NO_PROPS, pair);
    reader.at += 1;
    pair.value = readValue(reader, column, true, pair);
    pairs.push(pair);
    span.end = pairEnd(pair, span.end);
    if (reader.indent < column) return reader.leave(map, beside);
    if (reader.indent > column) giveUp();
  }
}

function readKey(reader: Reader): Token {
  const code = reader.codeAt(reader.at);
  if (!isQuote(code) && !startsPlain(code, reader.codeAt(reader.at + 1))) giveUp();
  const token = readToken(reader, 0);
  return isKey(reader, token) ? token : giveUp();
}

/** True when a `:` behind the token makes it a key. */
function isKey(reader: Reader, { span, style, isWrapped }: Token): boolean {
  if (reader.codeAt(reader.at) !== COLON) return false;
  if (style !== "plain" && !endsIndicator(reader.codeAt(reader.at + 1))) giveUp();
  if (reader.at - span.start > LONGEST_KEY || isWrapped) giveUp();
  return true;
}

/** Reads what stands behind a `:` or `-` or, in a column behind `parent`, below it; `isPair` allows a list in that column. */
function readValue(reader: Reader, parent: number, isPair: boolean, holder: Holder): Node | undefined {
  const code = reader.skipSpaces();
  if (endsLine(code)) return readBelow(reader, parent, isPair, NO_PROPS, holder);
  if (code !== AMPERSAND) return readInline(reader, parent, NO_PROPS, holder);
  const start = reader.at;
  const name = reader.name();
  const end = reader.at;
  if (!endsIndicator(reader.codeAt(end))) giveUp();
  const props: Props = { start, end, anchor: { name, span: { start, end } }, tag: undefined };
  if (!endsLine(reader.skipSpaces())) return readInline(reader, parent, props, holder);
  return readBelow(reader, parent, isPair, props, holder) ?? giveUp();
}

function readBelow(reader: Reader, parent: number, isPair: boolean, props: Props, holder: Holder): Node | undefined {
  reader.endLine();
  if (reader.indent > parent) {
    const code = reader.codeAt(reader.at);
    if (code === PIPE || code === GREATER) giveUp();
    const { commentColumn } = reader;
    const node = readBlock(reader, reader.indent, parent, props, holder);
    // A comment to the left moves the column up to which the full parser reads a scalar or a flow collection on.
    if (commentColumn <= parent && (node.kind === "scalar" || node.kind === "alias" || node.flow)) giveUp();
    return node;
  }
  if (isPair && reader.indent === parent && isDash(reader)) return readList(reader, parent, props, holder);
  reader.countLeaf();
  return undefined;
}

/** Reads a value that begins on this line and is no map or list of lines. */
function readInline(reader: Reader, parent: number, props: Props, holder: Holder): Node {
  const code = reader.codeAt(reader.at);
  if (code === PIPE || code === GREATER) return readBlockScalar(reader, parent, props, holder);
  if (code === STAR || code === OPEN_BRACKET || code === OPEN_BRACE) {
    const node = code === STAR ? reader.alias(props, holder) : readFlow(reader, { parent, level: 1 }, props, holder);
    reader.endLine();
    return node;
  }
  if (!isQuote(code) && !startsPlain(code, reader.codeAt(reader.at + 1))) giveUp();
  const token = readToken(reader, parent);
  return readScalar(reader, token, parent, props, holder);
}

function readToken(reader: Reader, parent: number): Token {
  return isQuote(reader.codeAt(reader.at)) ? readQuoted(reader, parent) : readPlain(reader);
}

/** Takes a token for a value, which may go on below if it is plain. */
function readScalar(reader: Reader, token: Token, parent: number, props: Props, holder: Holder): Node {
  if (token.style !== "plain") reader.endLine();
  else if (reader.codeAt(reader.at) === COLON) giveUp();
  else continuePlain(reader, token, parent);
  return toScalar(reader, token, props, holder);
}

function isDash(reader: Reader): boolean {
  return reader.codeAt(reader.at) === DASH && endsIndicator(reader.codeAt(reader.at + 1));
}

/** True for what ends the part of a line that says something. */
function endsLine(code: number): boolean {
  return code === LF || code === CR || code === HASH || code === END;
}
