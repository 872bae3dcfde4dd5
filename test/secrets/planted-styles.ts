import { isCollection, isScalar, parse, parseDocument, visit } from "yaml";
import type { Span } from "../../src/source/span.ts";

/** A config with something written into it. */
export interface Written {
  readonly text: string;
  /** Where it stands; an alias of it counts. */
  readonly spans: readonly Span[];
}

/** A way in which YAML can hold a text. `undefined` where it cannot hold this one, or not there. */
export interface Style {
  readonly name: string;
  /** Writes `value` where the template has `{value}`; `split` is an offset inside the secret. */
  readonly write: (template: string, value: string, split: number) => Written | undefined;
}

const SLOT = "{value}";

const plain: Style = {
  name: "plain",
  write: (template, value) => (isPlain(value) ? put(template, value) : undefined),
};

const double: Style = { name: "in double quotes", write: (template, value) => put(template, JSON.stringify(value)) };

/** At the top level under a name that says nothing, and used by an alias. */
export const PARKED: Style = {
  name: "parked above, with an alias here",
  write: (template, value) => {
    const written = JSON.stringify(value);
    const text = `x-parked: &planted ${written}\n${template.replace(SLOT, "*planted ")}`;
    return { text, spans: [spanOf(text, written), spanOf(text, "*planted")] };
  },
};

/** How a value can be written where CircleCI takes a value. */
export const VALUE_STYLES: readonly Style[] = [
  plain,
  {
    name: "in single quotes",
    write: (template, value) => (value.includes("\n") ? undefined : put(template, `'${value.replaceAll("'", "''")}'`)),
  },
  double,
  {
    name: "in double quotes, with escapes",
    write: (template, value, split) => put(template, `"${spell(value.slice(0, 1))}${escapeAt(value, split)}"`),
  },
  {
    name: "in double quotes, broken over lines",
    write: (template, value, split) => {
      if (isKey(template)) return undefined;
      const indent = indentOf(template);
      const [head, tail] = [value.slice(0, split), value.slice(split)].map((part) => JSON.stringify(part).slice(1, -1));
      return put(template, `"${head}\\\n${indent}${tail}"`);
    },
  },
  {
    name: "as a literal block",
    write: (template, value) => {
      const lines = value.replace(/\n$/, "").replaceAll(/\n(?=.)/g, `\n${indentOf(template)}`);
      return isKey(template) ? undefined : put(template, `|${chomp(value)}\n${indentOf(template)}${lines}`);
    },
  },
  {
    name: "as a folded block",
    write: (template, value) => {
      const lines = value.replace(/\n$/, "").replaceAll(/\n+/g, (breaks) => `\n${breaks}${indentOf(template)}`);
      return isKey(template) ? undefined : put(template, `>${chomp(value)}\n${indentOf(template)}${lines}`);
    },
  },
  {
    name: "in a flow collection",
    write: (template, value) => {
      const { text } = put(template, JSON.stringify(value));
      return inFlow(text, value);
    },
  },
  {
    name: "with an anchor that is used again",
    write: (template, value) => put(`${template}x-again: *planted\n`, `&planted ${JSON.stringify(value)}`),
  },
  PARKED,
];

/** How scripts are written; a script is parked as a value is. */
export const SCRIPT_STYLES = VALUE_STYLES.filter(({ name }) => !/flow|anchor|broken/.test(name));

/** For what is no YAML value: a comment, a file that does not parse. */
export const VERBATIM: readonly Style[] = [
  {
    name: "as it is",
    write: (template, value) => (value.includes("\n") ? undefined : put(template, value)),
  },
];

function put(template: string, written: string): Written {
  const start = template.indexOf(SLOT);
  return { text: template.replace(SLOT, () => written), spans: [{ start, end: start + written.length }] };
}

function spanOf(text: string, piece: string): Span {
  const start = text.indexOf(piece);
  return { start, end: start + piece.length };
}

/** Columns for the lines of a block that starts where the template has its slot. */
function indentOf(template: string): string {
  const line = template.slice(0, template.indexOf(SLOT)).split("\n").at(-1) ?? "";
  return " ".repeat((/^[ -]*/.exec(line)?.[0].length ?? 0) + 4);
}

function isKey(template: string): boolean {
  return template.includes(`${SLOT}:`);
}

function chomp(value: string): string {
  return value.endsWith("\n") ? "" : "-";
}

const plainTexts = new Map<string, boolean>();

/** True when the text means itself without quotes. */
function isPlain(value: string): boolean {
  const known = plainTexts.get(value);
  if (known !== undefined) return known;
  let is = false;
  try {
    is = !value.includes("\n") && String(parse(`a: ${value}`, { schema: "failsafe" })?.a) === value;
  } catch {
    is = false;
  }
  plainTexts.set(value, is);
  return is;
}

/** All of the text in the spelling of JSON, but for the first character, and the one at `split` as an escape. */
function escapeAt(value: string, split: number): string {
  const rest = (text: string): string => JSON.stringify(text).slice(1, -1);
  return rest(value.slice(1, split)) + spell(value.slice(split, split + 1)) + rest(value.slice(split + 1));
}

function spell(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
}

/** The text with the collection around the value in flow style, its scalars as plain as they can be. */
function inFlow(text: string, value: string): Written | undefined {
  const document = parseDocument(text);
  visit(document, {
    Scalar(_, node, path) {
      const holder = path.findLast(isCollection);
      if (node.value !== value || !holder) return undefined;
      node.type = "PLAIN";
      holder.flow = true;
      return visit.BREAK;
    },
  });
  const written = document.toString({ lineWidth: 0 });
  let range: readonly [number, number] | undefined;
  visit(parseDocument(written), (_, node) => {
    if (isScalar(node) && node.value === value && node.range) range = [node.range[0], node.range[1]];
  });
  return range && { text: written, spans: [{ start: range[0], end: range[1] }] };
}
