import type { ParameterExpansionPart, Word as WordNode, WordPart as PartNode } from "unbash";
import type { Span } from "../source/span.ts";
import type { Reader } from "./reader.ts";
import type { Quote, TextPart, VariablePart, Word, WordPart } from "./script.ts";

/** A word whose parts are read when they are asked for. */
export class LazyWord implements Word {
  readonly span: Span;
  readonly text: string;
  readonly #read: () => readonly WordPart[];
  #parts: readonly WordPart[] | undefined;
  /** `null` before it is read. */
  #value: string | undefined | null = null;

  constructor(span: Span, text: string, read: () => readonly WordPart[]) {
    this.span = span;
    this.text = text;
    this.#read = read;
  }

  get parts(): readonly WordPart[] {
    this.#parts ??= this.#read();
    return this.#parts;
  }

  get value(): string | undefined {
    if (this.#value === null) this.#value = literalOf(this.parts);
    return this.#value;
  }
}

/** The text of parts that hold nothing to expand. */
export function literalOf(parts: readonly WordPart[]): string | undefined {
  let text = "";
  for (const part of parts) {
    if (part.kind !== "text") return undefined;
    text += part.value;
  }
  return text;
}

export function readWord(reader: Reader, node: WordNode): Word {
  const end = withoutContinuation(reader, node);
  return new LazyWord(reader.span(node.pos, end), reader.slice(node.pos, end), () => {
    const list = new PartList(reader, end);
    list.addWord(node);
    return list.parts;
  });
}

/** The parser counts a line continuation behind a word to the word. */
function withoutContinuation({ masked }: Reader, { pos, end }: WordNode): number {
  let at = end;
  while (at - 2 >= pos && masked.startsWith("\\\n", at - 2)) at -= 2;
  return at;
}

/** The parts of a word, put together in order. Text that is read in pieces but quoted alike is one part. */
export class PartList {
  readonly parts: WordPart[] = [];
  readonly #reader: Reader;
  /** Where the word ends, whatever its last piece says. */
  readonly #end: number;

  constructor(reader: Reader, end: number) {
    this.#reader = reader;
    this.#end = end;
  }

  addWord(node: WordNode): void {
    if (node.parts) this.addAll(node.parts, "none");
    else this.addText(node.pos, node.end, node.value, "none");
  }

  addAll(nodes: readonly PartNode[], quote: Quote): void {
    for (const node of nodes) this.#add(node, quote);
  }

  #add(node: PartNode, quote: Quote): void {
    const { pos, end } = node;
    switch (node.type) {
      case "Literal":
        return this.addText(pos, end, node.value, quote);
      case "SingleQuoted":
        return this.addText(pos + 1, this.#closing(node, "'"), node.value, "single");
      case "AnsiCQuoted":
        return this.addText(pos + 2, this.#closing(node, "'"), node.value, "ansi");
      case "DoubleQuoted":
      case "LocaleString":
        if (node.parts.length === 0) this.addText(pos + 1, this.#closing(node, '"'), "", "double");
        return this.addAll(node.parts, "double");
      case "Glob":
      case "ExtendedGlob":
      case "BraceExpansion":
        return this.#addAround(node.parts ?? [], pos, end, quote);
      case "SimpleExpansion":
        this.parts.push(this.#variable(pos, end, this.#reader.slice(pos + 1, end), quote));
        return undefined;
      case "ParameterExpansion":
        this.parts.push(this.#parameter(node, quote));
        return undefined;
      default: {
        const commands = this.#reader.bodies.get(node) ?? [];
        this.parts.push({ kind: "substitution", commands, ...this.#written(pos, end), quote });
        return undefined;
      }
    }
  }

  /** Pieces of a span, and what stands around and between them as text. */
  #addAround(nodes: readonly PartNode[], start: number, end: number, quote: Quote): void {
    let at = start;
    for (const node of nodes) {
      this.addVerbatim(at, node.pos, quote);
      this.#add(node, quote);
      at = node.end;
    }
    this.addVerbatim(at, end, quote);
  }

  /** Text that means what it looks like. */
  addVerbatim(start: number, end: number, quote: Quote): void {
    if (start < end) this.addText(start, end, this.#reader.masked.slice(start, end), quote);
  }

  /** Text of a meaning that the parser knows, with the templates in it. */
  addText(start: number, end: number, value: string, quote: Quote): void {
    const stop = Math.min(end, this.#end);
    let at = start;
    let from = 0;
    for (const template of this.#reader.templatesIn(start, stop)) {
      const found = value.indexOf(template.filler, from);
      const to = found === -1 ? from : found;
      if (template.start > at) this.#push(at, template.start, value.slice(from, to), quote);
      this.parts.push({
        kind: "template",
        text: template.text,
        span: this.#reader.span(template.start, template.end),
        quote,
      });
      at = template.end;
      from = found === -1 ? to : to + template.filler.length;
    }
    if (at < stop || at === start) this.#push(at, stop, value.slice(from), quote);
  }

  #push(start: number, end: number, written: string, quote: Quote): void {
    const value = this.#reader.literal(start, end, written);
    const span = this.#reader.span(start, end);
    const last = this.parts.at(-1);
    const joins = last?.kind === "text" && last.quote === quote && (last.span.end === start || last.span === span);
    const part: TextPart = { kind: "text", value, span, quote };
    if (!joins) this.parts.push(part);
    else {
      const whole = last.span === span ? span : { start: last.span.start, end };
      this.parts[this.parts.length - 1] = { ...part, value: last.value + value, span: whole };
    }
  }

  #parameter(node: ParameterExpansionPart, quote: Quote): VariablePart {
    const { pos, end, operation, prefix } = node;
    const name = this.#reader.slice(node.parameterPos, node.parameterEnd).trim();
    const operand = operation?.type === "Default" ? readWord(this.#reader, operation.operand) : undefined;
    return {
      ...this.#variable(pos, end, name, quote),
      indirect: prefix === "!",
      operator: prefix === "#" ? "length" : operation?.operator,
      fallback: operation && /^:?[-=]$/.test(operation.operator) ? operand : undefined,
      alternative: operation && /^:?\+$/.test(operation.operator) ? operand : undefined,
    };
  }

  #variable(start: number, end: number, name: string, quote: Quote): VariablePart {
    return {
      kind: "variable",
      name,
      indirect: false,
      operator: undefined,
      fallback: undefined,
      alternative: undefined,
      ...this.#written(start, end),
      quote,
    };
  }

  #written(start: number, end: number): { text: string; span: Span } {
    const stop = Math.min(end, this.#end);
    return { text: this.#reader.slice(start, stop), span: this.#reader.span(start, stop) };
  }

  /** Where the closing quote of a part stands; its end where the quote is missing. */
  #closing({ pos, end, type }: PartNode, quote: string): number {
    const first = pos + (type === "AnsiCQuoted" || type === "LocaleString" ? 2 : 1);
    return end > first && this.#reader.masked[end - 1] === quote ? end - 1 : end;
  }
}
