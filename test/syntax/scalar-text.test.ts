import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Scalar, type Tree, readWritten, valueOffsets } from "../../src/syntax/index.ts";
import { corpusFiles, hasCorpus, whenCorpus } from "../corpus/corpus.ts";
import { yamlText } from "./layouts.ts";
import { all, at, read } from "./trees.ts";

const RUN = { seed: 20_201_101, numRuns: 1000 };

function scalarAt(tree: Tree, ...path: (string | number)[]): Scalar {
  const node = at(tree, ...path);
  if (node.kind !== "scalar") throw new Error("no scalar");
  return node;
}

/** The spelling of each unit of the value, one unit a row. */
function spellings(text: string, ...path: (string | number)[]): string[] | undefined {
  const tree = read(text);
  expect(tree.faults).toEqual([]);
  const scalar = scalarAt(tree, ...path);
  const written = readWritten(tree.source, scalar);
  return written?.starts.map((start, index) => text.slice(start, written.ends[index]));
}

/** What must hold for every mapped scalar, whatever it looks like. */
function checkMapped(tree: Tree, scalar: Scalar, offsets: readonly number[]): void {
  const { text } = tree.source;
  const { value, style, span, fullEnd } = scalar;
  expect(offsets.length).toBe(value.length + 1);
  for (const [index, start] of offsets.entries()) {
    const next = offsets[index + 1];
    if (next === undefined) break;
    expect(start).toBeGreaterThanOrEqual(span.start);
    expect(next).toBeGreaterThanOrEqual(start);
    expect(next).toBeLessThanOrEqual(fullEnd);
    const unit = value.charAt(index);
    const there = text.charAt(start);
    const isBreak = /^\r?\n/.test(text.slice(start, start + 2)) || start === text.length;
    if (style === "double" && there === "\\") continue;
    if (unit === "\n") expect(isBreak).toBe(true);
    else if (unit !== " " || !isBreak || style === "literal") expect(there).toBe(unit);
  }
}

describe("each unit is found where it is spelt", () => {
  const DISGUISES: readonly (readonly [string, (text: string) => string])[] = [
    ["", (text) => text],
    [" (CRLF)", (text) => text.replaceAll("\n", "\r\n")],
    [" (byte-order mark)", (text) => `\uFEFF${text}`],
    [" (text beyond the BMP above)", (text) => `# 🚀 🇩🇪\n${text}`],
  ];
  const rows: readonly (readonly [string, string, readonly string[]])[] = [
    ["plain", "a: bc d # why\n", ["b", "c", " ", "d"]],
    ["plain, beyond the BMP", "a: 🚀x\n", ["\uD83D", "\uDE80", "x"]],
    ["plain, folded", "a: b \n  c\n\n\n  d\n", ["b", "\n  ", "c", "\n", "\n\n  ", "d"]],
    ["plain, with tabs", "a: b\tc\t\n \t d\n", ["b", "\t", "c", "\n \t ", "d"]],
    ["single", "a: 'it''s'\n", ["i", "t", "''", "s"]],
    ["single, empty", "a: ''\n", []],
    ["single, folded", "a: ' b\n  c''\n\n  '\n", [" ", "b", "\n  ", "c", "''", "\n\n  "]],
    ["double", 'a: "b\\"\\\\\\n\\x41\\u0042"\n', ["b", '\\"', "\\\\", "\\n", "\\x41", "\\u0042"]],
    ["double, two units an escape", 'a: "\\U0001F680b"\n', ["\\U0001F680", "\\U0001F680", "b"]],
    ["double, other escapes", 'a: "\\t\\ \\/\\0\\_"\n', ["\\t", "\\ ", "\\/", "\\0", "\\_"]],
    ["double, folded", 'a: "b \n\n\n  c "\n', ["b", "\n", "\n\n  ", "c", " "]],
    ["double, escaped line breaks", 'a: "b \\\n  c\\\n  \\ d"\n', ["b", " ", "c", "\\ ", "d"]],
    ["literal", "a: |\n  b\n   c\n", ["b", "\n", " ", "c", "\n"]],
    ["literal, stripped", "a: |- # why\n  b\n  c\n\n", ["b", "\n", "c"]],
    ["literal, kept", "a: |+\n  b\n\n  \n", ["b", "\n", "\n", "\n"]],
    ["literal, first lines blank", "a: |\n\n \n  b\n", ["\n", "\n", "b", "\n"]],
    ["literal, with an indicator", "a: |2\n    b\n  c\n", [" ", " ", "b", "\n", "c", "\n"]],
    ["literal, indicator and blank lines", "a: |2-\n   \n    b\n", [" ", "\n", " ", " ", "b"]],
    ["literal, blank lines within", "a: |\n  b\n \n    \n  c\n", ["b", "\n", "\n", " ", " ", "\n", "c", "\n"]],
    ["literal, a last line of blanks", "a: |-\n  b\n    \nc: d\n", ["b", "\n", " ", " "]],
    ["literal, with tabs", "a: |\n  \tb\t\n  c\n", ["\t", "b", "\t", "\n", "c", "\n"]],
    ["literal, nothing but kept breaks", "a: |+\n\n\nb: c\n", ["\n", "\n"]],
    ["literal, empty", "a: |\nb: c\n", []],
    ["folded", "a: >\n  b\n  c\n", ["b", "\n", "c", "\n"]],
    ["folded, blank lines", "a: >-\n  b\n\n  c\n\n\n  d\n", ["b", "\n", "c", "\n", "\n", "d"]],
    ["folded, deeper lines", "a: >\n  b\n    c\n\n  d\n", ["b", "\n", " ", " ", "c", "\n", "\n", "d", "\n"]],
    ["folded, deeper behind a blank line", "a: >-\n  b\n\n   c\n  d\n", ["b", "\n", "\n", " ", "c", "\n", "d"]],
    ["folded, a tab is deeper", "a: >-\n  b\n  \tc\n  d\n", ["b", "\n", "\t", "c", "\n", "d"]],
    ["folded, with an indicator", "a: >2-\n     b\n  c\n", [" ", " ", " ", "b", "\n", "c"]],
    ["folded, kept", "a: >+\n  b\n\nc: d\n", ["b", "\n", "\n"]],
    ["without a value", "a: &x\n", []],
  ];
  for (const [shape, text, expected] of rows) {
    for (const [disguise, put] of DISGUISES) {
      test(shape + disguise, () => {
        const blocks = /: [|>]/.test(text);
        const found = spellings(put(text), "a")?.map((spelling) => spelling.replaceAll("\r\n", "\n"));
        // In blocks the indentation of the next line does not matter here.
        expect(found?.map((spelling) => (blocks ? spelling.replace(/\n[\n ]*/, "\n") : spelling))).toEqual(expected);
      });
    }
  }

  test("a line break that the end of the file stands for is there", () => {
    const tree = read("a: |\n  b");
    expect(valueOffsets(tree.source, scalarAt(tree, "a"))).toEqual([7, 8, 8]);
  });

  test("the last offset is where the text ends", () => {
    const ends = ["a: b # why", "a: 'b' ", 'a: ""', "a: |-\n b\n\n", "a: |+\n b\n\n", "a: |\n b\n\n"].map((text) => {
      const tree = read(text);
      return valueOffsets(tree.source, scalarAt(tree, "a"))?.at(-1);
    });
    expect(ends).toEqual([4, 5, 4, 8, 10, 8]);
  });
});

test("every scalar of a text that parses is mapped, and exactly", () => {
  let mapped = 0;
  const property = fc.property(yamlText, (text) => {
    const tree = read(text);
    fc.pre(tree.faults.length === 0);
    for (const scalar of all(tree, "scalar")) {
      const offsets = valueOffsets(tree.source, scalar);
      expect(offsets, JSON.stringify(tree.source.slice(scalar.span))).toBeDefined();
      if (offsets) checkMapped(tree, scalar, offsets);
      mapped += 1;
    }
  });
  fc.assert(property, RUN);
  expect(mapped).toBeGreaterThan(5000);
});

test("wild scalars are mapped exactly or not at all", () => {
  let scalars = 0;
  let mapped = 0;
  const unit = fc.constantFrom(...(" \n\n\t|>-+2'\"\\abx#:\r🚀".match(/./gsu) ?? []));
  const lines = fc.array(fc.tuple(fc.constantFrom("", " ", "  ", "   "), fc.string({ unit, maxLength: 5 })), {
    maxLength: 6,
  });
  const head = fc.constantFrom("a: ", "a: |", "a: |+", "a: >", "a: >-", "a: >+", "a: |2", "a: >1-", 'a: "', "a: '");
  const property = fc.property(head, lines, fc.boolean(), (start, rest, crlf) => {
    const quote = /["']$/.exec(start)?.[0] ?? "";
    const text = start + rest.map(([indent, line]) => `\n${indent}${line}`).join("") + quote;
    const tree = read(crlf ? text.replaceAll("\n", "\r\n") : text);
    fc.pre(tree.faults.length === 0);
    for (const scalar of all(tree, "scalar")) {
      const offsets = valueOffsets(tree.source, scalar);
      scalars += 1;
      if (!offsets) continue;
      checkMapped(tree, scalar, offsets);
      mapped += 1;
    }
  });
  fc.assert(property, { ...RUN, numRuns: 5000 });
  expect(scalars).toBeGreaterThan(3000);
  // A lone carriage return is text in one place and a line ending in another; an escaped last quote closes nothing.
  expect(mapped / scalars).toBeGreaterThan(0.95);
});

describe.skipIf(!hasCorpus)(whenCorpus, () => {
  test("every scalar of a file that parses is mapped, and exactly", () => {
    let scalars = 0;
    const missing: string[] = [];
    for (const { path, text } of corpusFiles()) {
      const tree = read(text);
      if (tree.faults.length > 0) continue;
      for (const scalar of all(tree, "scalar")) {
        scalars += 1;
        const offsets = valueOffsets(tree.source, scalar);
        if (!offsets) missing.push(`${path}: ${tree.source.slice(scalar.span)}`);
        else if (scalar.value.length + 1 !== offsets.length || !isExact(tree, scalar, offsets)) {
          checkMapped(tree, scalar, offsets);
        }
      }
    }
    expect(scalars).toBeGreaterThan(50_000);
    expect(missing).toEqual([]);
  });
});

/** True when each unit stands verbatim at its offset: the quick way to see what most scalars are. */
function isExact({ source }: Tree, { value }: Scalar, offsets: readonly number[]): boolean {
  for (let index = 0; index < value.length; index += 1) {
    if (source.text[offsets[index] ?? -1] !== value[index]) return false;
  }
  return true;
}
