import type { Span } from "../source/span.ts";

/** A script in which CircleCI's templates are hidden from the shell parser, every character in its place. */
export interface Mask {
  readonly text: string;
  readonly templates: readonly Template[];
}

export interface Template extends Span {
  /** What stands between `<<` and `>>`, trimmed. */
  readonly text: string;
  /** What stands in its place. */
  readonly filler: string;
}

/** `\<<`, and `<< name >>` with what CircleCI can have there: a name alone would be a here-document of version 2.0. */
const TEMPLATE =
  /\\<<|<<[\t ]*(?:[#^/][\t ]*[^\n<>]*?|(?:parameters|pipeline|matrix)\.[^\n]*?|include\([^\n]*?|[\w-]+(?:\.[\w-]+)+[\t ]*)>>/g;

/**
 * Masks templates with as many characters: `\<<` becomes a here-document's `<<`, `<< name >>` part of a word, the tags of a
 * section (`<<# name >>`) blanks. Line endings of Windows become ones that the shell knows.
 */
export function maskTemplates(text: string): Mask {
  const templates: Template[] = [];
  let masked = text;
  if (text.includes("<<")) {
    masked = text.replaceAll(TEMPLATE, (match: string, start: number) => {
      if (match.startsWith("\\")) return " <<";
      const inner = match.slice(2, -2).trim();
      const filler = /^[#^/]/.test(inner) ? " ".repeat(match.length) : "P".padEnd(match.length, "_");
      templates.push({ start, end: start + match.length, text: inner, filler });
      return filler;
    });
  }
  if (masked.includes("\r")) masked = masked.replaceAll("\\\r\n", " \\\n").replaceAll("\r\n", "\n\n");
  return { text: masked, templates };
}
