import type { Position, Span } from "./span.ts";

/** One file as it was read: its text (byte-order mark included) and the way from offsets to lines. */
export class Source {
  /** The name shown to people: a path relative to where the run started. */
  readonly path: string;
  readonly text: string;
  #lineStarts: readonly number[] | undefined;

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
  }

  /** The line ending that the file uses first; `\n` for a file of one line. */
  get eol(): "\n" | "\r\n" {
    const newline = this.text.indexOf("\n");
    return newline > 0 && this.text[newline - 1] === "\r" ? "\r\n" : "\n";
  }

  /** Offset of the first character of each line. Lines end at `\n`; a lone `\r` ends none, as in the YAML parser. */
  get lineStarts(): readonly number[] {
    if (this.#lineStarts) return this.#lineStarts;
    const starts = [0];
    for (let at = this.text.indexOf("\n"); at !== -1; at = this.text.indexOf("\n", at + 1)) starts.push(at + 1);
    this.#lineStarts = starts;
    return starts;
  }

  /** One-based line and column of an offset; an offset past the end is the end. */
  position(offset: number): Position {
    const starts = this.lineStarts;
    const at = Math.min(offset, this.text.length);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: at - (starts[low] ?? 0) + 1 };
  }

  /** Zero-based column of an offset, a byte-order mark not counted: the indentation that YAML sees. */
  column(offset: number): number {
    const { line, column } = this.position(offset);
    return line === 1 && this.text.startsWith("\uFEFF") ? Math.max(0, column - 2) : column - 1;
  }

  /** Text of a one-based line without its line ending; empty past the end. */
  line(line: number): string {
    const start = this.lineStarts[line - 1];
    return start === undefined ? "" : this.text.slice(start, this.lineEnd(start));
  }

  /** Offset just before the line ending of the line that holds `offset`. */
  lineEnd(offset: number): number {
    const newline = this.text.indexOf("\n", offset);
    if (newline === -1) return this.text.length;
    return newline > offset && this.text[newline - 1] === "\r" ? newline - 1 : newline;
  }

  slice(span: Span): string {
    return this.text.slice(span.start, span.end);
  }
}
