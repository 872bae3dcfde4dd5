import type { Span } from "../source/span.ts";
import type { Tree } from "../syntax/index.ts";
import { blanksBefore } from "./places.ts";
import type { TextEdit } from "./text-edit.ts";

/** Takes out a comment, or the last part of one, with the blanks before it; with its line where it has that for itself. */
export function removeComment({ source }: Tree, { start, end }: Span): readonly TextEdit[] {
  const { text } = source;
  const lineEnd = source.lineEnd(end);
  const blanks = blanksBefore(source, start)?.replace("\uFEFF", "");
  const atStart = blanks === undefined && start === 1 && text.startsWith("\uFEFF");
  if (blanks === undefined && !atStart) {
    const before = text.slice(0, start).replace(/[\t ]+$/, "").length;
    return [{ start: before, end: lineEnd, text: "" }];
  }
  const from = start - (blanks ?? "").length;
  const next = text.indexOf("\n", lineEnd);
  if (next !== -1) return [{ start: from, end: next + 1, text: "" }];
  // The last line: the break before it goes, so that the file ends as it did.
  return [{ start: text.slice(0, from).replace(/\r?\n$/, "").length, end: text.length, text: "" }];
}
