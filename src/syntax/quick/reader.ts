import { Anchors, MAX_HEIGHT } from "../anchors.ts";
import type { Props } from "../make.ts";
import type { Alias, Comment, Holder, Resolved } from "../nodes.ts";
import { CR, DASH, DOT, END, HASH, LF, SPACE, TAB } from "./chars.ts";

/** Thrown where the quick reader meets what it is not sure of: the full parser reads the file then. */
export class Unsure extends Error {}

/** Further to the right than any comment. */
export const NO_COMMENT = 2 ** 30;

const UNSURE = new Unsure("the quick reader is not sure of this text");

/** Leaves the file to the full parser. Always right, and cheap: when in doubt, give up. */
export function giveUp(): never {
  throw UNSURE;
}

/** Where the quick reader stands in a text, and what it has met so far. Lines are those of block YAML. */
export class Reader {
  readonly text: string;
  readonly comments: Comment[] = [];
  readonly anchors = new Anchors();
  /** Offset of the next character to read. */
  at: number;
  /** Spaces before the line that `nextLine` has found; -1 at the end of the text. */
  indent = 0;
  /** Column of the leftmost comment between the last line and this one; `NO_COMMENT` where there was none. */
  commentColumn = NO_COMMENT;
  /** Height of what was read last at this level, as the full parser counts it. */
  height = 0;
  #depth = 0;
  #mayStart = true;

  constructor(text: string, at: number) {
    this.text = text;
    this.at = at;
  }

  /** The character at an offset, `END` behind the text. */
  codeAt(offset: number): number {
    return offset < this.text.length ? this.text.charCodeAt(offset) : END;
  }

  /** Goes from the start of a line to the first line with content, past blank lines and comments. */
  nextLine(): void {
    const { text } = this;
    const { length } = text;
    let at = this.at;
    this.commentColumn = NO_COMMENT;
    for (;;) {
      const start = at;
      while (at < length && text.charCodeAt(at) === SPACE) at += 1;
      if (at >= length) break;
      const code = text.charCodeAt(at);
      if (code === LF) at += 1;
      else if (code === CR) at += 2;
      else if (code === HASH) {
        const column = at - start;
        at = this.#comment(at);
        this.commentColumn = Math.min(this.commentColumn, column);
      } else if (code === TAB) giveUp();
      else {
        this.at = at;
        this.indent = at - start;
        if (at === start && (code === DASH || code === DOT)) this.#passMarker();
        return;
      }
    }
    this.at = length;
    this.indent = -1;
  }

  /** Goes from behind a value to the next line with content. Nothing but a comment may follow on this one. */
  endLine(): void {
    let code = this.skipSpaces();
    while (code === TAB) {
      this.at += 1;
      code = this.skipSpaces();
    }
    if (code === LF) this.at += 1;
    else if (code === CR) this.at += 2;
    else if (code === HASH && this.isBehindBlank()) this.at = this.#comment(this.at);
    else if (code !== END) giveUp();
    this.nextLine();
  }

  /** Goes past spaces on a line, to the character that it returns. */
  skipSpaces(): number {
    const { text } = this;
    let at = this.at;
    while (at < text.length && text.charCodeAt(at) === SPACE) at += 1;
    this.at = at;
    return this.codeAt(at);
  }

  isBehindBlank(): boolean {
    const code = this.at === 0 ? END : this.text.charCodeAt(this.at - 1);
    return code === SPACE || code === TAB;
  }

  isAtEnd(): boolean {
    return this.indent === -1;
  }

  /** Takes in a comment at the reader's place, behind a blank; the reader goes to the next line. */
  comment(): void {
    this.at = this.#comment(this.at);
  }

  /** Reads an anchor or alias at its sign and returns its name. */
  name(): string {
    const { text } = this;
    const start = this.at + 1;
    let at = start;
    while (at < text.length && isNameCode(text.charCodeAt(at))) at += 1;
    if (at === start) giveUp();
    this.at = at;
    return text.slice(start, at);
  }

  alias(props: Props, holder: Holder): Alias {
    if (props.anchor) giveUp();
    const start = this.at;
    const name = this.name();
    const { alias, height } = this.anchors.alias(name, { start, end: this.at }, props, holder);
    this.height = Math.max(this.height, height + 1);
    return alias;
  }

  /** Goes into a collection; returns what `leave` has to be told. */
  enter(props: Props): number {
    this.anchors.open(props);
    this.#depth += 1;
    if (this.#depth >= MAX_HEIGHT) giveUp();
    const beside = this.height;
    this.height = 0;
    return beside;
  }

  leave<T extends Resolved>(node: T, beside: number): T {
    this.#depth -= 1;
    if (this.height >= MAX_HEIGHT) giveUp();
    this.anchors.close(node, this.height);
    this.height = Math.max(beside, this.height + 1);
    return node;
  }

  /** Takes in a node that holds no others. */
  leaf<T extends Resolved>(node: T): T {
    this.countLeaf();
    if (!node.anchor) return node;
    this.anchors.open({ start: undefined, end: undefined, tag: undefined, anchor: node.anchor });
    return this.anchors.close(node, 0);
  }

  /** Counts one level, for what holds no others; nothing at all counts too. */
  countLeaf(): void {
    if (this.height === 0) this.height = 1;
  }

  /** Only at the start, and only alone on its line, does a marker say what the text says without it. */
  #passMarker(): void {
    if (this.text.startsWith("---", this.at) && this.#mayStart) {
      this.#mayStart = false;
      this.at += 3;
      this.endLine();
    } else if (this.text.startsWith("---", this.at) || this.text.startsWith("...", this.at)) giveUp();
  }

  /** Takes in the comment at an offset and returns where the next line starts. */
  #comment(start: number): number {
    const newline = this.text.indexOf("\n", start);
    const next = newline === -1 ? this.text.length : newline + 1;
    const end = newline === -1 ? next : this.text.charCodeAt(newline - 1) === CR ? newline - 1 : newline;
    this.comments.push({ span: { start, end }, text: this.text.slice(start, end) });
    return next;
  }

  /** From here on a `---` ends the document. */
  startContent(): void {
    this.#mayStart = false;
  }
}

/** Letters, digits, `_`, `-`: what names are made of in practice. The full parser reads all others. */
function isNameCode(code: number): boolean {
  const letter = code | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || (code >= 0x30 && code <= 0x39) || code === 0x5f || code === 0x2d;
}
