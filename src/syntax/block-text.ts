import type { Scalar } from "./nodes.ts";
import { TextTrace } from "./written-text.ts";

/** One line of a block scalar, offsets into the file. */
interface Line {
  readonly start: number;
  /** Spaces at its start. */
  readonly indent: number;
  /** What follows them, without the line ending. */
  readonly content: string;
  /** Where its line ending begins: the end of the text on the last line, which has none. */
  readonly lineBreak: number;
  readonly end: number;
}

/** Columns that a block scalar's text is indented by; `undefined` for one that holds no text. */
export function blockIndent(text: string, value: string): number | undefined {
  const lines = readLines(text, 0);
  const first = lines.findIndex(({ content }) => content !== "");
  const written = lines[first];
  const spaces = /^ */.exec(value.split("\n")[first] ?? "")?.[0].length ?? 0;
  return written && written.indent >= spaces ? written.indent - spaces : undefined;
}

/**
 * Reads a literal or folded scalar as YAML does, from the text below its head. The indentation is told from the value,
 * which the caller compares with what comes out.
 */
export function traceBlock(text: string, offset: number, { style, value }: Scalar): TextTrace | undefined {
  const lines = readLines(text, offset);
  if (!lines.some(({ content }) => content !== "")) {
    const trace = new TextTrace();
    addTail(trace, lines, 0, value.length);
    return trace;
  }
  const indent = blockIndent(text, value);
  if (indent === undefined) return undefined;
  const { trace, last } = traceBody(lines, indent, style === "folded");
  addTail(trace, lines, last, value.length);
  return trace;
}

/**
 * The value of a literal or folded scalar that holds text, from the text below its head: `indent` columns of it are not its own.
 */
export function decodeBlock(text: string, indent: number, { folded, chomping }: BlockForm): string {
  const lines = readLines(text, 0);
  const { trace, last } = traceBody(lines, indent, folded);
  const breaks = { strip: 0, clip: 1, keep: Math.max(1, lines.length - 1 - last) }[chomping];
  return trace.value + "\n".repeat(breaks);
}

/** How a block scalar is to be read, and what becomes of the line breaks at its end. */
export interface BlockForm {
  readonly folded: boolean;
  readonly chomping: "strip" | "clip" | "keep";
}

/** Reads from the first line to the last that holds text, and tells which one that is. */
function traceBody(lines: readonly Line[], indent: number, folded: boolean): { trace: TextTrace; last: number } {
  const trace = new TextTrace();
  const first = lines.findIndex(({ content }) => content !== "");
  for (const line of lines.slice(0, first)) {
    addText(trace, line, indent);
    trace.add("\n", line.lineBreak, line.end);
  }
  const last = lines.findLastIndex(({ content, indent: own }) => content !== "" || own > indent);
  const body = lines.slice(first, last + 1);
  if (folded) addFolded(trace, body, indent);
  else addLiteral(trace, body, indent);
  return { trace, last };
}

function readLines(text: string, offset: number): Line[] {
  const lines: Line[] = [];
  for (let at = 0; at <= text.length;) {
    const newline = text.indexOf("\n", at);
    const end = newline === -1 ? text.length : newline + 1;
    const lineBreak = newline > at && text[newline - 1] === "\r" ? newline - 1 : newline === -1 ? end : newline;
    let ink = at;
    while (ink < lineBreak && text[ink] === " ") ink += 1;
    const content = text.slice(ink, lineBreak);
    lines.push({ start: offset + at, indent: ink - at, content, lineBreak: offset + lineBreak, end: offset + end });
    at = newline === -1 ? text.length + 1 : end;
  }
  return lines;
}

/** The text of one line, with the blanks that stand deeper than the indentation. */
function addText(trace: TextTrace, line: Line, indent: number): void {
  const deeper = Math.max(0, line.indent - indent);
  const text = deeper === 0 ? line.content : " ".repeat(deeper) + line.content;
  trace.addVerbatim(text, line.start + line.indent - deeper);
}

function addLiteral(trace: TextTrace, lines: readonly Line[], indent: number): void {
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1];
    if (before) trace.add("\n", before.lineBreak, before.end);
    addText(trace, line, indent);
  }
}

/** A break between two lines of usual indentation is a blank; blank lines and deeper lines keep theirs. */
function addFolded(trace: TextTrace, lines: readonly Line[], indent: number): void {
  let breaks: number[] = [];
  let wasDeeper: boolean | undefined;
  for (const line of lines) {
    const isDeeper = line.indent > indent || line.content.startsWith("\t");
    if (isDeeper || line.content !== "") {
      const kept = isDeeper || wasDeeper === true ? breaks.length : Math.max(1, breaks.length - 1);
      const fold = breaks.length === 1 && kept === 1 && !isDeeper && wasDeeper !== true ? " " : "\n".repeat(kept);
      if (wasDeeper !== undefined) trace.addFold(fold, breaks, line.start + Math.min(line.indent, indent));
      addText(trace, line, indent);
      breaks = [];
      wasDeeper = isDeeper;
    }
    breaks.push(line.lineBreak);
  }
}

/** The line breaks at the end of the value, up to its `length`: the first is that of the line at `index`. */
function addTail(trace: TextTrace, lines: readonly Line[], index: number, length: number): void {
  for (const line of lines.slice(index, index + length - trace.value.length)) {
    trace.add("\n", line.lineBreak, line.end);
  }
}
