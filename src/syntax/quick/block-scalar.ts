import { type BlockForm, decodeBlock } from "../block-text.ts";
import { BlockScalar, type Props, trimEnd } from "../make.ts";
import type { Holder, Scalar } from "../nodes.ts";
import { CR, DASH, END, GREATER, HASH, LF, NINE, ONE, PLUS, SPACE, endsIndicator } from "./chars.ts";
import { type Reader, giveUp } from "./reader.ts";

/** What the lines of a block scalar say of it. */
interface Body {
  readonly indent: number;
  /** Where the last line that belongs to it ends. */
  readonly end: number;
}

/** What its head says of a block scalar. */
interface Head extends BlockForm {
  /** Columns that its text is indented by beyond what holds it; 0 where its first line says that. */
  readonly step: number;
}

/**
 * Reads a literal or folded scalar that holds some text, indented by more than `parent`. Afterwards the reader is at the
 * next line with content.
 */
export function readBlockScalar(reader: Reader, parent: number, props: Props, holder: Holder): Scalar {
  const { text, at: start } = reader;
  const head = readHead(reader);
  const from = reader.at;
  const { indent, end } = readBody(reader, parent, head);
  const span = { start, end: trimEnd(text, from, end) };
  const decode = (): string => decodeBlock(text.slice(from, end), indent, head);
  reader.nextLine();
  return reader.leaf(new BlockScalar(head.folded ? "folded" : "literal", decode, span, end, props, holder));
}

/** Reads `|` or `>` with what may follow in either order, once each: a digit, and `-` or `+`. */
function readHead(reader: Reader): Head {
  const folded = reader.codeAt(reader.at) === GREATER;
  let chomping: Head["chomping"] = "clip";
  let step = 0;
  for (;;) {
    reader.at += 1;
    const code = reader.codeAt(reader.at);
    if (code >= ONE && code <= NINE && step === 0) step = code - ONE + 1;
    else if ((code === DASH || code === PLUS) && chomping === "clip") chomping = code === DASH ? "strip" : "keep";
    else break;
  }
  passHead(reader);
  return { folded, chomping, step };
}

function passHead(reader: Reader): void {
  if (!endsIndicator(reader.codeAt(reader.at))) giveUp();
  const code = reader.skipSpaces();
  if (code === LF) reader.at += 1;
  else if (code === CR) reader.at += 2;
  else if (code === HASH && reader.isBehindBlank()) reader.comment();
  else giveUp();
}

/** Goes over the lines that are blank or indented as the first is, to the start of the line below them. */
function readBody(reader: Reader, parent: number, { step, chomping }: Head): Body {
  const { text } = reader;
  const { length } = text;
  let at = reader.at;
  let indent = -1;
  let end = at;
  let blanks = 0;
  /** A blank line belongs to the text if it is longer than the first line's indentation, whatever the head says. */
  let first = 0;
  while (at < length) {
    const start = at;
    while (at < length && text.charCodeAt(at) === SPACE) at += 1;
    const spaces = at - start;
    const code = reader.codeAt(at);
    if (code === LF || code === CR) {
      at += code === LF ? 1 : 2;
      if (indent === -1) blanks = Math.max(blanks, spaces);
      else if (spaces > first || chomping === "keep") end = at;
      continue;
    }
    if (code === END) {
      if (spaces > first || (spaces > 0 && chomping === "keep")) giveUp();
      break;
    }
    if (indent === -1) {
      first = spaces;
      indent = step === 0 ? spaces : parent + step;
      if (spaces < indent || indent <= parent || indent < blanks) giveUp();
    } else if (spaces < indent) {
      at = start;
      break;
    }
    const newline = text.indexOf("\n", at);
    at = newline === -1 ? length : newline + 1;
    end = at;
  }
  if (indent === -1) giveUp();
  reader.at = at;
  return { indent, end };
}
