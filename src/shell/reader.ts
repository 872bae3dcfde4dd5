import type { Span } from "../source/span.ts";
import { type Template, maskTemplates } from "./mask.ts";
import type { Command } from "./script.ts";

/** Reads spans of one script: of the text as it was written, not of what the parser was shown. */
export class Reader {
  readonly text: string;
  readonly masked: string;
  /** The commands of each substitution, by its node. */
  readonly bodies = new Map<object, readonly Command[]>();
  readonly #templates: readonly Template[];
  /** Where a script that stands in a word stands as a whole. */
  readonly #place: Span | undefined;

  constructor(text: string, place?: Span) {
    const mask = maskTemplates(text);
    this.text = text;
    this.masked = mask.text;
    this.#templates = mask.templates;
    this.#place = place;
  }

  /** False when the text is no part of the outer script, so that its offsets mean nothing there. */
  get exact(): boolean {
    return this.#place === undefined;
  }

  span(start: number, end: number): Span {
    return this.#place ?? { start, end };
  }

  slice(start: number, end: number): string {
    return this.text.slice(start, end);
  }

  templatesIn(start: number, end: number): readonly Template[] {
    if (this.#templates.length === 0) return this.#templates;
    return this.#templates.filter((template) => template.start >= start && template.end <= end);
  }

  /** What a literal means that the parser read from a span of the masked text. */
  literal(start: number, end: number, value: string): string {
    const written = this.slice(start, end);
    if (written === value) return value;
    const unescaped = written.includes("\\<<") ? value.replaceAll(" <<", "<<") : value;
    return written.includes("\r\n") ? unescaped.replaceAll("\n\n", "\r\n") : unescaped;
  }
}
