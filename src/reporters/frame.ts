import type { Source } from "../source/source.ts";
import { type Span, spansOverlap } from "../source/span.ts";
import { MASK } from "./mask.ts";
import { characters, displayWidth, visible } from "./text.ts";

const TAB_STOP = 4;

/** How to draw a code frame. */
export interface FrameOptions {
  /** Columns that a line of the frame may take. */
  readonly width: number;
  /** What must not be shown. */
  readonly hidden: readonly Span[];
  /** Colours the carets. */
  readonly paint: (carets: string) => string;
}

/** One thing on the screen: a character, a tab as spaces, or a masked secret. */
interface Cell extends Span {
  readonly text: string;
  readonly width: number;
}

/** The line where `span` starts, with carets under the part of the span that is on it. */
export function drawFrame(source: Source, span: Span, options: FrameOptions): string[] {
  const { line } = source.position(span.start);
  const gutter = " ".repeat(String(line).length + 3);
  const room = Math.max(options.width - gutter.length - 2, 20);
  const { code, indent, width } =
    drawPlain(source, span, room, options.hidden) ??
    drawCells(cropCells(readCells(source, span, room, options.hidden), span, room), span);
  return [
    `${gutter}|`,
    `  ${line} | ${code}`.trimEnd(),
    `${gutter}| ${" ".repeat(indent)}${options.paint("^".repeat(Math.max(width, 1)))}`,
  ];
}

/** A line as it is shown, and the columns before and of what is marked. */
interface Drawn {
  readonly code: string;
  readonly indent: number;
  readonly width: number;
}

/** What most lines are: of characters of one column each that fit, and hold no secret. `undefined` for any other. */
function drawPlain(source: Source, { start, end }: Span, room: number, hidden: readonly Span[]): Drawn | undefined {
  const lineStart = start - source.position(start).column + 1;
  const lineEnd = source.lineEnd(lineStart);
  const line = { start: lineStart, end: lineEnd };
  if (lineEnd - lineStart > room || hidden.some((secret) => spansOverlap(secret, line))) return undefined;
  const code = source.text.slice(lineStart, lineEnd);
  if (!/^[ -~]*$/.test(code)) return undefined;
  const from = Math.min(start, lineEnd);
  return { code, indent: from - lineStart, width: Math.min(end, lineEnd) - from };
}

function drawCells({ cells, cutBefore, cutAfter }: Cells, span: Span): Drawn {
  const marked = cells.filter((cell) => isMarked(cell, span));
  const first = marked[0] ? cells.indexOf(marked[0]) : cells.length;
  return {
    code: `${cutBefore ? "…" : ""}${cells.map((cell) => cell.text).join("")}${cutAfter ? "…" : ""}`,
    indent: (cutBefore ? 1 : 0) + widthOf(cells.slice(0, first)),
    width: widthOf(marked),
  };
}

function isMarked(cell: Cell, span: Span): boolean {
  return spansOverlap(cell, span) || (span.start === span.end && cell.start === span.start);
}

function widthOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + cell.width, 0);
}

interface Cells {
  readonly cells: readonly Cell[];
  readonly cutBefore: boolean;
  readonly cutAfter: boolean;
}

/** The cells of the line near the start of `span`: more than a frame shows, yet not all of an endless line. */
function readCells(source: Source, span: Span, room: number, hidden: readonly Span[]): Cells {
  const lineStart = span.start - source.position(span.start).column + 1;
  const lineEnd = source.lineEnd(lineStart);
  const start = Math.max(lineStart, Math.min(span.start, lineEnd) - 4 * room);
  const end = Math.min(lineEnd, span.start + 4 * room);
  const secrets = hidden.filter((secret) => spansOverlap(secret, { start, end }));
  const cells: Cell[] = [];
  let column = 0;
  for (const character of characters(source.text.slice(start, end))) {
    const at = { start: start + character.at, end: start + character.at + character.text.length };
    const last = cells.at(-1);
    const isSecret = secrets.some((secret) => spansOverlap(secret, at));
    if (isSecret && last?.text === MASK) {
      cells[cells.length - 1] = { ...last, end: at.end };
      continue;
    }
    const text = isSecret ? MASK : drawCharacter(character.text, column);
    const width = displayWidth(text);
    cells.push({ ...at, text, width });
    column += width;
  }
  return { cells, cutBefore: start > lineStart, cutAfter: end < lineEnd };
}

function drawCharacter(character: string, column: number): string {
  if (character === "\t") return " ".repeat(TAB_STOP - (column % TAB_STOP));
  return character === "\uFEFF" ? "" : visible(character);
}

/** At most `room` columns of the cells, marks of a cut included: the start of `span` and what is around it. */
function cropCells(all: Cells, span: Span, room: number): Cells {
  const { cells } = all;
  if (widthOf(cells) <= room) return all;
  const found = cells.findIndex((cell) => isMarked(cell, span));
  let from = found === -1 ? cells.length : found;
  let to = from;
  let width = "……".length;
  const take = (cell: Cell | undefined, limit: number): boolean => {
    if (!cell || width + cell.width > limit) return false;
    width += cell.width;
    return true;
  };
  while (take(cells[from - 1], Math.floor(room / 3))) from -= 1;
  while (take(cells[to], room)) to += 1;
  while (take(cells[from - 1], room)) from -= 1;
  return {
    cells: cells.slice(from, to),
    cutBefore: all.cutBefore || from > 0,
    cutAfter: all.cutAfter || to < cells.length,
  };
}
