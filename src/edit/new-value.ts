import { isPlainString } from "../syntax/index.ts";

/**
 * A value that a fix writes: text, a list, a map, an alias to an anchor that the file has, any of them in flow style, or a
 * text of several lines.
 */
export type NewValue = string | number | boolean | readonly NewValue[] | NewMap | NewAlias | NewFlow | NewScript;

export interface NewMap {
  readonly pairs: readonly NewPair[];
  /** Gives the map an anchor, so that later places can alias it. */
  readonly anchor?: string;
}

export type NewPair = readonly [key: string, value: NewValue];

export interface NewAlias {
  readonly alias: string;
}

/** A value that goes on one line, whatever stands around it. */
export interface NewFlow {
  readonly flow: NewValue;
}

/** A text that is written as a literal block (`|`) where there is room for one. */
export interface NewScript {
  readonly script: string;
}

/** How flow text is written where it goes: quotes around every scalar as in JSON, a blank inside the braces. */
export interface FlowStyle {
  readonly quoted: boolean;
  readonly padded: boolean;
}

/** Where block text goes: column of its keys, steps of indentation, the file's line ending. */
export interface BlockStyle {
  readonly column: number;
  readonly step: number;
  readonly listStep: number;
  readonly eol: string;
}

/** What must be escaped: control characters, line breaks of YAML 1.1, a byte-order mark. */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\uFEFF]/u;

export const PLAIN_FLOW: FlowStyle = { quoted: false, padded: false };

/** Block text of pairs, one below the other; the first line carries no indentation of its own. */
export function renderBlock(pairs: readonly NewPair[], style: BlockStyle): string {
  const lead = style.eol + " ".repeat(style.column);
  return pairs.map(([key, value]) => renderKey(key, value) + ":" + renderBlockValue(value, style)).join(lead);
}

/** `<<` with an alias is a merge; any other key that looks special is quoted. */
function renderKey(key: string, value: NewValue, quoted = false, flow = false): string {
  return key === "<<" && typeof value === "object" && isAlias(value) ? key : renderScalar(key, quoted, flow);
}

function renderBlockValue(value: NewValue, style: BlockStyle): string {
  if (typeof value === "string") return " " + renderScalar(value);
  if (typeof value === "number" || typeof value === "boolean") return ` ${value}`;
  if (isAlias(value)) return " *" + value.alias;
  if ("flow" in value) return " " + renderFlow(value.flow, PLAIN_FLOW);
  if ("script" in value) return " " + renderLiteral(value.script, style.column + style.step, style.eol);
  if (isNewList(value)) {
    if (value.length === 0) return " []";
    const column = style.column + style.listStep;
    const items = value.map((item) => style.eol + " ".repeat(column) + "- " + renderBlockItem(item, style, column));
    return items.join("");
  }
  const column = style.column + style.step;
  const anchor = value.anchor === undefined ? "" : " &" + value.anchor;
  if (value.pairs.length === 0) return anchor + " {}";
  return anchor + style.eol + " ".repeat(column) + renderBlock(value.pairs, { ...style, column });
}

/** Block text of list items, one below the other; the first line carries no indentation of its own. */
export function renderBlockList(items: readonly NewValue[], style: BlockStyle): string {
  const lead = style.eol + " ".repeat(style.column);
  return items.map((item) => "- " + renderBlockItem(item, style, style.column)).join(lead);
}

function renderBlockItem(item: NewValue, style: BlockStyle, column: number): string {
  if (typeof item === "string") return renderScalar(item);
  if (typeof item === "number" || typeof item === "boolean") return String(item);
  if ("script" in item) return renderLiteral(item.script, column + 2, style.eol);
  if (isAlias(item) || isNewList(item) || "flow" in item || item.pairs.length === 0)
    return renderFlow(item, PLAIN_FLOW);
  const anchor = item.anchor === undefined ? "" : `&${item.anchor}${style.eol}${" ".repeat(column + 2)}`;
  return anchor + renderBlock(item.pairs, { ...style, column: column + 2 });
}

/** A text as a literal block; in quotes where it is one line, or has what a block cannot hold. */
function renderLiteral(text: string, column: number, eol: string): string {
  const lines = text.replace(/\n$/, "").split("\n");
  const isOneLine = lines.length === 1 && !text.endsWith("\n");
  if (isOneLine || /^\s|\n$/.test(text.replace(/\n$/, "")) || UNPRINTABLE.test(text.replaceAll(/[\n\t]/g, ""))) {
    return renderScalar(text);
  }
  const indent = " ".repeat(column);
  const block = lines.map((line) => (line === "" ? "" : indent + line));
  return [text.endsWith("\n") ? "|" : "|-", ...block].join(eol);
}

/** Flow text of a value, on one line. */
export function renderFlow(value: NewValue, style: FlowStyle): string {
  if (typeof value === "string") return renderScalar(value, style.quoted, true);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (isAlias(value)) return "*" + value.alias;
  if ("flow" in value) return renderFlow(value.flow, style);
  if ("script" in value) return renderScalar(value.script, style.quoted, true);
  if (isNewList(value)) return `[${value.map((item) => renderFlow(item, style)).join(", ")}]`;
  const anchor = value.anchor === undefined ? "" : `&${value.anchor} `;
  const pad = style.padded ? " " : "";
  return `${anchor}{${pad}${renderFlowPairs(value.pairs, style)}${pad}}`;
}

export function renderFlowPairs(pairs: readonly NewPair[], style: FlowStyle): string {
  return pairs
    .map(([key, value]) => `${renderKey(key, value, style.quoted, true)}: ${renderFlow(value, style)}`)
    .join(", ");
}

/** A scalar, quoted where it would otherwise mean something else. */
export function renderScalar(text: string, quoted = false, flow = false): string {
  if (quoted) return renderJson(text);
  return isPlainSafe(text, flow) ? text : renderQuoted(text);
}

/** A scalar in single quotes, in double quotes where it needs escapes. */
export function renderQuoted(text: string): string {
  return UNPRINTABLE.test(text) ? renderJson(text) : `'${text.replaceAll("'", "''")}'`;
}

function renderJson(text: string): string {
  return JSON.stringify(text).replaceAll(new RegExp(UNPRINTABLE, "gu"), escapeUnit);
}

function escapeUnit(char: string): string {
  return "\\u" + char.charCodeAt(0).toString(16).padStart(4, "0");
}

/** True when the text, written without quotes, is read as that very string by YAML 1.1 and 1.2, PyYAML among the readers. */
export function isPlainSafe(text: string, flow: boolean): boolean {
  if (!/^[^\s\-?:,[\]{}#&*!|>'"%@`]/.test(text) && !/^[-?:][^\s,[\]{}]/.test(text)) return false;
  if (/^---(?:\s|$)/.test(text)) return false;
  if (/\s$|:(?:\s|$)|\s#/.test(text) || UNPRINTABLE.test(text)) return false;
  // PyYAML, which reads the files of pre-commit, also refuses a `?` anywhere and a `:` in front.
  if (flow && /^:|[,[\]{}?]/.test(text)) return false;
  return isPlainString(text);
}

function isAlias(value: NewValue): value is NewAlias {
  return typeof value === "object" && "alias" in value;
}

function isNewList(value: NewValue): value is readonly NewValue[] {
  return Array.isArray(value);
}
