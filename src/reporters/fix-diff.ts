import { structuredPatch } from "diff";
import type { FileResult } from "../engine/result.ts";
import type { Fix } from "../finding.ts";
import type { Span } from "../source/span.ts";
import { sortedEdits } from "./edits.ts";
import { MASK, maskText } from "./mask.ts";

const CONTEXT = 2;

/** Lines that stand one below the other; the first of each says what becomes of it. */
export interface Hunk {
  /** One-based line of the text as it is. */
  readonly line: number;
  readonly lines: readonly { readonly kind: " " | "+" | "-"; readonly text: string }[];
}

/** What a fix would change in a file, secrets masked. Only the lines around its edits are looked at. */
export function hunksOf(file: FileResult, fix: Fix): Hunk[] {
  return windowsOf(file, fix).flatMap((window) => {
    const before = maskText({ text: file.source.text, secrets: file.secrets }, window);
    const { hunks } = structuredPatch("", "", before, maskedAfter(file, fix, window), "", "", { context: CONTEXT });
    const { line } = file.source.position(window.start);
    return hunks.map(({ oldStart, lines }) => ({ line: line + oldStart - 1, lines: lines.flatMap(toLine) }));
  });
}

function toLine(line: string): Hunk["lines"][number][] {
  const [kind] = line;
  return kind === " " || kind === "+" || kind === "-" ? [{ kind, text: line.slice(1).replace(/\r$/, "") }] : [];
}

/** Whole lines around the edits; edits that are near each other share them. */
function windowsOf({ source }: FileResult, fix: Fix): Span[] {
  const windows: { start: number; end: number }[] = [];
  let lastLine = Number.NEGATIVE_INFINITY;
  for (const edit of sortedEdits(fix)) {
    const first = source.position(edit.start).line;
    const last = source.position(edit.end).line;
    const end = source.lineStarts[last + CONTEXT] ?? source.text.length;
    const window = windows.at(-1);
    if (window && first - lastLine <= 2 * CONTEXT + 1) window.end = end;
    else windows.push({ start: source.lineStarts[Math.max(first - 1 - CONTEXT, 0)] ?? 0, end });
    lastLine = last;
  }
  return windows;
}

/** The part of a file from `start` to `end` as a fix makes it. No edit lies across its ends. */
function maskedAfter({ source, secrets }: FileResult, fix: Fix, { start, end }: Span): string {
  const texts = new Set(secrets.map((span) => source.slice(span)).filter((text) => text !== ""));
  const hideCopies = (added: string): string =>
    [...texts].reduce((left, secret) => left.replaceAll(secret, MASK), added);
  const { text } = source;
  let after = "";
  let at = start;
  for (const edit of sortedEdits(fix)) {
    if (edit.start < start || edit.end > end) continue;
    after += maskText({ text, secrets }, { start: at, end: edit.start }) + hideCopies(edit.text);
    at = edit.end;
  }
  return after + maskText({ text, secrets }, { start: at, end });
}
