import type { Span } from "../source/span.ts";
import type { Tree } from "../syntax/index.ts";
import { type Edits, insert } from "./edits.ts";
import { blanksBefore } from "./places.ts";
import type { TextEdit } from "./text-edit.ts";

/** Takes out a comment, or the last part of one, with the blanks before it; with its line where it has that for itself. */
export function removeComment({ source }: Tree, { start, end }: Span): readonly TextEdit[] {
  const { text } = source;
  const lineEnd = source.lineEnd(end);
  const blanks = blanksBefore(source, start)?.replace("\uFEFF", "");
  const atStart = blanks === undefined && start === 1 && text.startsWith("\uFEFF");
  if (blanks === undefined && !atStart) {
    let before = start;
    while (/[\t ]/.test(text.charAt(before - 1))) before -= 1;
    return [{ start: before, end: lineEnd, text: "" }];
  }
  const from = start - (blanks ?? "").length;
  const next = text.indexOf("\n", lineEnd);
  if (next !== -1) return [{ start: from, end: next + 1, text: "" }];
  // The last line: the break before it goes, so that the file ends as it did.
  const lineBreak = /\r?\n$/.exec(text.slice(Math.max(0, from - 2), from))?.[0].length ?? 0;
  return [{ start: from - lineBreak, end: text.length, text: "" }];
}

/** Puts a comment on a line of its own above a one-based line, indented as that is. */
export function commentAbove({ source }: Tree, line: number, comment: string): readonly TextEdit[] {
  const start = source.lineStarts[line - 1] ?? 0;
  const offset = start === 0 && source.text.startsWith("\uFEFF") ? 1 : start;
  const indent = /^[\t ]*/.exec(source.text.slice(offset, source.lineEnd(offset)))?.[0] ?? "";
  return [insert(offset, indent + comment + source.eol)];
}

/** Puts a comment behind what stands on a one-based line. Declined where the line has a comment or ends with a blank. */
export function commentBehind({ source, comments }: Tree, line: number, comment: string): Edits {
  const end = source.lineEnd(source.lineStarts[line - 1] ?? 0);
  const isTaken = comments.some(({ span }) => source.position(span.start).line === line);
  return isTaken || /^$|[\t ]$/.test(source.line(line)) ? undefined : [insert(end, ` ${comment}`)];
}
