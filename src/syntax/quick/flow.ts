import { type Mutable, NO_PROPS, type Props, makeItem, makeMap, makePair, makeSeq, pairEnd } from "../make.ts";
import type { Holder, Item, MapNode, Node, Pair, SeqNode } from "../nodes.ts";
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  CR,
  HASH,
  LF,
  OPEN_BRACE,
  OPEN_BRACKET,
  STAR,
  endsIndicator,
  startsFlowPlain,
} from "./chars.ts";
import { type Reader, giveUp } from "./reader.ts";
import { LONGEST_KEY, type Token, isQuote, readFlowPlain, readQuoted, toScalar } from "./scalars.ts";

/** Where a flow collection stands: further lines are indented by more than `parent`; `level` is 1 for the outermost. */
interface Place {
  readonly parent: number;
  readonly level: number;
}

/** Reads `[…]` or `{…}` whose members are all there and on one line each. The reader stands behind it then. */
export function readFlow(reader: Reader, { parent, level }: Place, props: Props, holder: Holder): MapNode | SeqNode {
  const span = { start: reader.at, end: reader.at };
  const isMap = reader.codeAt(reader.at) === OPEN_BRACE;
  const beside = reader.enter(props);
  reader.at += 1;
  const place = { parent, level };
  let node: MapNode | SeqNode;
  if (isMap) {
    const pairs: Pair[] = [];
    node = makeMap("flow", pairs, span, props, holder);
    readPairs(reader, place, node, pairs);
  } else {
    const items: Item[] = [];
    node = makeSeq(true, items, span, props, holder);
    readItems(reader, place, node, items);
  }
  reader.at += 1;
  span.end = reader.at;
  return reader.leave(node, beside);
}

function readItems(reader: Reader, place: Place, seq: SeqNode, items: Item[]): void {
  while (passSpace(reader, place) !== CLOSE_BRACKET) {
    const item = makeItem(seq, undefined);
    item.node = readItem(reader, place, item);
    item.comma = passComma(reader, place, CLOSE_BRACKET);
    items.push(item);
  }
}

/** Reads a node, or a pair without braces. */
function readItem(reader: Reader, place: Place, item: Item): Node {
  if (!startsToken(reader)) return readNode(reader, place, item);
  const token = readToken(reader, place);
  if (reader.codeAt(reader.at) !== COLON) return toScalar(reader, token, NO_PROPS, item);
  if (reader.at - token.span.start > LONGEST_KEY) giveUp();
  const pairs: Pair[] = [];
  const span = { start: token.span.start, end: token.span.end };
  const map = makeMap("implicit", pairs, span, NO_PROPS, item);
  const pair = readPair(reader, place, map, token);
  pairs.push(pair);
  span.end = pairEnd(pair, span.end);
  return map;
}

function readPairs(reader: Reader, place: Place, map: MapNode, pairs: Pair[]): void {
  while (passSpace(reader, place) !== CLOSE_BRACE) {
    if (!startsToken(reader)) giveUp();
    const pair = readPair(reader, place, map, readToken(reader, place));
    pair.comma = passComma(reader, place, CLOSE_BRACE);
    pairs.push(pair);
  }
}

/** Reads a pair from behind its key, which may be all that there is. */
function readPair(reader: Reader, place: Place, map: MapNode, key: Token): Mutable<Pair> {
  const hasColon = reader.codeAt(reader.at) === COLON;
  const pair = makePair(map, hasColon ? reader.at : undefined, false);
  pair.key = toScalar(reader, key, NO_PROPS, pair);
  if (!hasColon) return pair;
  // Behind a quoted key, as in JSON, nothing has to follow its colon.
  if (key.isWrapped || (key.style === "plain" && !endsIndicator(reader.codeAt(reader.at + 1)))) giveUp();
  reader.at += 1;
  passSpace(reader, place);
  pair.value = readNode(reader, place, pair);
  return pair;
}

function readNode(reader: Reader, place: Place, holder: Holder): Node {
  if (startsToken(reader)) return toScalar(reader, readToken(reader, place), NO_PROPS, holder);
  const code = reader.codeAt(reader.at);
  if (code === STAR) return reader.alias(NO_PROPS, holder);
  if (code !== OPEN_BRACKET && code !== OPEN_BRACE) giveUp();
  return readFlow(reader, { parent: place.parent, level: place.level + 1 }, NO_PROPS, holder);
}

function startsToken(reader: Reader): boolean {
  const code = reader.codeAt(reader.at);
  return isQuote(code) || startsFlowPlain(code, reader.codeAt(reader.at + 1));
}

function readToken(reader: Reader, { parent }: Place): Token {
  return isQuote(reader.codeAt(reader.at)) ? readQuoted(reader, parent) : readFlowPlain(reader);
}

/** Goes past a comma and returns where it is; `undefined` before the end of the collection. */
function passComma(reader: Reader, place: Place, closing: number): number | undefined {
  const code = passSpace(reader, place);
  if (code === closing) return undefined;
  if (code !== COMMA) giveUp();
  reader.at += 1;
  return reader.at - 1;
}

/** Goes past blanks, line breaks and comments to the character that it returns. */
function passSpace(reader: Reader, { parent, level }: Place): number {
  let lineStart = -1;
  for (;;) {
    const code = reader.skipSpaces();
    if (code === LF || code === CR) reader.at += code === LF ? 1 : 2;
    else if (code === HASH && reader.isBehindBlank()) reader.comment();
    else {
      const isLast = level === 1 && (code === CLOSE_BRACKET || code === CLOSE_BRACE);
      const column = reader.at - lineStart;
      if (lineStart !== -1 && column <= parent && !(isLast && column === parent)) giveUp();
      return code;
    }
    lineStart = reader.at;
  }
}
