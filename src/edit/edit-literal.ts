import type { Source } from "../source/source.ts";
import type { WrittenText } from "../syntax/index.ts";
import type { TextEdit } from "./text-edit.ts";

/** A literal block, as its edits see it: `start` is where its first line begins, `indent` its columns of indentation. */
interface Literal {
  readonly source: Source;
  readonly value: string;
  readonly written: WrittenText;
  readonly start: number;
  readonly indent: number;
}

/**
 * Edits of a literal block's value as edits of the file: new lines are indented as the block is, deleted lines go as
 * whole lines. `undefined` where the end of the file stands for a line break that an edit needs.
 */
export function editLiteral(literal: Literal, edits: readonly TextEdit[]): TextEdit[] | undefined {
  const placed: TextEdit[] = [];
  for (const edit of edits) {
    const written = onWrittenLines(literal, edit);
    if (!written) return undefined;
    placed.push(trimCommon(literal.source, editLines(literal, written)));
  }
  return placed;
}

/**
 * A block may end without a line break at the end of the file; its value has one all the same. An edit that goes up to it
 * is moved in front of it.
 */
function onWrittenLines({ source, value, written }: Literal, edit: TextEdit): TextEdit | undefined {
  const { length } = value;
  const isWritten = written.starts.at(-1) !== source.text.length;
  if (edit.end < length || isWritten) return edit;
  if (edit.text.endsWith("\n")) {
    const text = edit.text.slice(0, -1);
    if (edit.start === length) return { start: length - 1, end: length - 1, text: `\n${text}` };
    return { start: edit.start, end: length - 1, text };
  }
  if (edit.text !== "" || value[edit.start - 1] !== "\n") return undefined;
  return { start: edit.start - 1, end: length - 1, text: "" };
}

function editLines({ source, value, written, start, indent }: Literal, edit: TextEdit): TextEdit {
  const isLineStart = (at: number): boolean => at === 0 || value[at - 1] === "\n";
  const from = (edit.start === 0 ? start : written.ends[edit.start - 1]) ?? start;
  const endsAtLineStart = edit.text === "" ? isLineStart(edit.start) : edit.text.endsWith("\n");
  const keepsIndent = endsAtLineStart && isLineStart(edit.end);
  const rest = edit.end === edit.start ? from : (written.ends[edit.end - 1] ?? from);
  const goesOn = edit.end < value.length && value[edit.end] !== "\n" && !keepsIndent;
  const lines = edit.text.split("\n").map((line, index, all) => {
    const isIndented = line !== "" || (index === all.length - 1 && goesOn);
    return (index > 0 || isLineStart(edit.start)) && isIndented ? " ".repeat(indent) + line : line;
  });
  const to = keepsIndent ? rest : (written.starts[edit.end] ?? rest);
  return { start: from, end: to, text: lines.join(source.eol) };
}

/** The edit without what it leaves as it is at both ends. */
function trimCommon(source: Source, edit: TextEdit): TextEdit {
  const old = source.slice(edit);
  const { text } = edit;
  const shorter = Math.min(old.length, text.length);
  let head = 0;
  while (head < shorter && old[head] === text[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && old.at(-1 - tail) === text.at(-1 - tail)) tail += 1;
  return { start: edit.start + head, end: edit.end - tail, text: text.slice(head, text.length - tail) };
}
