import { displayWidth, visible, wrap } from "./text.ts";

/** How Markdown looks as text. */
export interface MarkdownStyle {
  /** Columns of a line. Code and words that are longer stay whole. */
  readonly width: number;
  readonly heading: (text: string) => string;
  /** Paints what stands between backticks, these left away; absent where the backticks stay. */
  readonly code?: ((text: string) => string) | undefined;
}

const CODE_INDENT = "    ";

/**
 * The Markdown that rules are documented in as text for a terminal: headings, paragraphs, lists, tables, fenced code, code
 * and links in the line. Blocks are set apart by an empty line.
 */
export function renderMarkdown(text: string, style: MarkdownStyle): string {
  return readBlocks(text)
    .map((block) => renderBlock(block, style))
    .join("\n\n");
}

/** The lines of each block: what empty lines set apart, and fenced code with all that is in it. */
function readBlocks(text: string): string[][] {
  const blocks: string[][] = [];
  let block: string[] = [];
  let isFenced = false;
  const end = (): void => {
    if (block.length > 0) blocks.push(block);
    block = [];
  };
  for (const line of text.split("\n")) {
    if (isFenced) block.push(line);
    else if (line.trim() === "") end();
    else if (/^(?:#|```)/.test(line)) {
      end();
      block.push(line);
    } else block.push(line);
    if (line.startsWith("```")) isFenced = !isFenced;
    if (line.startsWith("#") && !isFenced) end();
  }
  end();
  return blocks;
}

function renderBlock(block: readonly string[], style: MarkdownStyle): string {
  const [first = ""] = block;
  if (first.startsWith("#")) return style.heading(visible(first.replace(/^#+ /, "")));
  if (first.startsWith("```")) return renderCode(block);
  if (first.startsWith("|")) return renderTable(block.map(readCells), style);
  const paragraphs = joinLines(block);
  return paint(paragraphs.flatMap((line) => wrapItem(line, style.width)).join("\n"), style);
}

/** Fenced code, indented, below what it is an example of. */
function renderCode([fence = "", ...lines]: readonly string[]): string {
  const label = fence.split(" ")[1];
  const code = lines.filter((line) => !/^(?:```|# (?:rule-)?options: )/.test(line));
  const shown = code.map((line) => visible(`${CODE_INDENT}${line}`).trimEnd());
  return label === undefined
    ? shown.join("\n")
    : [`${label.charAt(0).toUpperCase()}${label.slice(1)}:`, ...shown].join("\n");
}

/** Each paragraph or item of a list as one line. */
function joinLines(block: readonly string[]): string[] {
  const lines: string[] = [];
  for (const line of block) {
    const last = lines.at(-1);
    if (last === undefined || /^\s*(?:[-*]|\d+\.) /.test(line)) lines.push(line.trimEnd());
    else lines[lines.length - 1] = `${last} ${line.trim()}`;
  }
  return lines.map(withoutTargets);
}

function wrapItem(line: string, width: number): string[] {
  const indent = /^\s*(?:(?:[-*]|\d+\.) )?/.exec(line)?.[0].length ?? 0;
  return wrap(line, width, indent);
}

function readCells(row: string): string[] {
  return row
    .replace(/^\||\|$/g, "")
    .split(/(?<!\\)\|/)
    .map((cell) => withoutTargets(cell.trim().replaceAll("\\|", "|")));
}

/** A table with its columns one below the other; where that is too wide, each row as an item with a line for each cell. */
function renderTable([head = [], , ...rows]: readonly string[][], style: MarkdownStyle): string {
  const { width } = style;
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => displayWidth(row[column] ?? ""))));
  const total = widths.reduce((sum, one) => sum + one + 2, -2);
  if (total <= width) {
    const pad = (row: readonly string[]): string =>
      row.map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - displayWidth(cell) + 2)).join("");
    const rule = widths.map((one) => "-".repeat(one));
    // The backticks stay, so that the columns do.
    return paint([head, rule, ...rows].map((row) => visible(pad(row)).trimEnd()).join("\n"), style, "`");
  }
  const items = rows.flatMap(([name = "", ...cells]) => [
    ...wrap(`- ${name}`, width, 2),
    ...cells.flatMap((cell, index) => (cell === "" ? [] : wrap(`  ${head[index + 1] ?? ""}: ${cell}`, width, 4))),
  ]);
  return paint(items.join("\n"), style);
}

/** Links as their text: what they lead to is told once, above. */
function withoutTargets(line: string): string {
  return line.replaceAll(/\[([^\]]+)\]\([^)]+\)/g, "$1");
}

/** Paints code; `around` is what stands on both sides of it then. */
function paint(text: string, { code }: MarkdownStyle, around = ""): string {
  return code ? text.replaceAll(/`([^`]+)`/g, (_, inner: string) => code(around + inner + around)) : text;
}
