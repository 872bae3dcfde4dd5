import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type TextEdit, applyEdits, editScalar } from "../../src/edit/index.ts";
import type { Node, Scalar, Tree } from "../../src/syntax/index.ts";
import { corpusFiles, hasCorpus, whenCorpus } from "../corpus/corpus.ts";
import { yamlText } from "../syntax/layouts.ts";
import { all, read, walk } from "../syntax/trees.ts";
import { declined, scalarAt, unindent, verbTable } from "./marked.ts";

const RUN = { seed: 20_201_101, numRuns: 500 };

/** Edits of a value, written as one does in a test. */
type Change = (value: string) => TextEdit[];

/** Puts `to` in the place of each `from`. */
function swap(from: string, to: string): Change {
  return (value) => {
    const edits: TextEdit[] = [];
    for (let at = value.indexOf(from); at !== -1; at = value.indexOf(from, at + from.length)) {
      edits.push({ start: at, end: at + from.length, text: to });
    }
    return edits;
  };
}

/** Puts text in front of `where`. */
function before(where: string, text: string): Change {
  return (value) => [{ start: value.indexOf(where), end: value.indexOf(where), text }];
}

function append(text: string): Change {
  return (value) => [{ start: value.length, end: value.length, text }];
}

type Row = readonly [shape: string, before: string, change: Change, after: string];

function table(style: string, rows: readonly Row[]): void {
  describe(style, () => {
    for (const [shape, from, change, to] of rows) {
      const edit: Parameters<typeof verbTable>[1] = (place) => {
        const scalar = scalarAt(place);
        return editScalar(place.tree, scalar, change(scalar.value))?.edits;
      };
      verbTable(shape, edit, [["edits", from, to]]);
    }
  });
}

table("plain", [
  ["a word", "run: ^docker login -p hunter2 # why\n", swap("hunter2", "$PASS"), "run: docker login -p $PASS # why\n"],
  ["two places", "run: ^a x b x\n", swap("x", "yy"), "run: a yy b yy\n"],
  ["the first word", "run: ^a b\n", swap("a", "c"), "run: c b\n"],
  ["the last word", "- ^a b\n", append(" c"), "- a b c\n"],
  ["an anchor and a tag stay", "run: ^&x !!str a\nb: *x\n", swap("a", "c"), "run: &x !!str c\nb: *x\n"],
  ["all of it", "run: ^a\n", swap("a", "b"), "run: b\n"],
  ["nothing is left", "run: ^a # why\n", swap("a", ""), "run: '' # why\n"],
  ["a colon needs quotes", "run: ^echo it's a\n", swap("a", "a: b"), "run: 'echo it''s a: b'\n"],
  ["a hash at the start needs quotes", "run: ^a b\n", before("a", "#"), "run: '#a b'\n"],
  ["a line break needs double quotes", 'run: ^a "b" \\ c\n', append("\nd"), 'run: "a \\"b\\" \\\\ c\\nd"\n'],
  ["beyond the BMP", "run: ^🚀 b\n", append("\n🚀"), 'run: "🚀 b\\n🚀"\n'],
  ["an edit in both ends that needs quotes", "run: ^a b c\n", swap("a b c", "'a' #"), "run: '''a'' #'\n"],
  ["a comma in flow", "{run: ^a b, x: y}\n", swap("b", "b, c"), "{run: 'a b, c', x: y}\n"],
  ["a comma in block", "run: ^a b\n", swap("b", "b, c"), "run: a b, c\n"],
  ["a number", "run: ^12\n", swap("2", "3"), "run: '13'\n"],
  ["several lines", "run: ^a b\n  c d\n  e\n", swap("c", "x"), "run: a b\n  x d\n  e\n"],
  ["several lines, the end of one", "run: ^a\n  c\n", swap("a", "a b"), "run: a b\n  c\n"],
  ["several lines, over a break", "run: ^a b\n  c d\n", swap("b c", "x"), "run: a x d\n"],
  ["several lines, a blank one within", "run: ^a\n\n  c\n", swap("c", "d"), "run: a\n\n  d\n"],
  ["several lines that would need quotes", "run: ^a b\n  c\n", swap("b", "b: d"), declined],
  ["several lines and a new break", "run: ^a b\n  c\n", swap("b", "b\nd"), declined],
  ["several lines, one of which would be blank", "run: ^a\n  b\n  c\n", swap("b", ""), declined],
]);

table("single quotes", [
  ["a word", "run: ^'a b' # why\n", swap("b", "it's"), "run: 'a it''s' # why\n"],
  ["a doubled quote", "run: ^'it''s'\n", swap("'", '"'), "run: 'it\"s'\n"],
  ["an empty one", "run: ^''\n", append("a"), "run: 'a'\n"],
  ["nothing is left", "run: ^'a'\n", swap("a", ""), "run: ''\n"],
  ["a line break needs double quotes", "run: ^'it''s \"b\"'\n", append("\n"), 'run: "it\'s \\"b\\"\\n"\n'],
  ["several lines", "run: ^'a\n\n  it''s'\n", swap("it", "'x'"), "run: 'a\n\n  ''x''''s'\n"],
  ["several lines and a new break", "run: ^'a\n  b'\n", append("\n"), declined],
  ["a blank that folding would lose", "run: ^'a\n  b'\n", swap("a", "a "), declined],
]);

table("double quotes", [
  ["a word", 'run: ^"a b" # why\n', swap("b", 'say "x" \\'), 'run: "a say \\"x\\" \\\\" # why\n'],
  ["an escape", 'run: ^"a\\nb\\tc"\n', swap("\n", "; "), 'run: "a; b\\tc"\n'],
  ["a new line break", 'run: ^"a b"\n', swap(" ", "\n"), 'run: "a\\nb"\n'],
  ["a control character", 'run: ^"a"\n', append("\u0007\u2028"), 'run: "a\\u0007\\u2028"\n'],
  ["behind an escaped line break", 'run: ^"a \\\n  b"\n', swap("b", "c"), 'run: "a \\\n  c"\n'],
  ["at an escaped line break", 'run: ^"a \\\n  b"\n', before("b", " x "), 'run: "a  x \\\n  b"\n'],
  ["over an escaped line break", 'run: ^"a \\\n  b c"\n', swap("a b", "x"), 'run: "x c"\n'],
  ["beyond the BMP", 'run: ^"\\U0001F680 b"\n', swap("🚀", "x"), 'run: "x b"\n'],
  ["half a character", 'run: ^"\\U0001F680 b"\n', swap("\uDE80", "x"), declined],
  ["in JSON", '{"run":^"a b"}\n', swap("b", "c"), '{"run":"a c"}\n'],
]);

const BLOCK = "\n    - run: ^|\n        a b # text\n        c\n\n        d\n    - x # why\n    ";
function block(...lines: string[]): string {
  const body = lines.map((line) => (line === "" ? "\n" : `    ${line}\n`)).join("");
  return unindent(`\n- run: |\n${body}- x # why\n`);
}

table("literal", [
  ["a word", BLOCK, swap("b", "x: y"), block("a x: y # text", "c", "", "d")],
  ["new lines", BLOCK, swap("c", "c\n\n  e\nf"), block("a b # text", "c", "", "  e", "f", "", "d")],
  ["a line in front", BLOCK, before("a", "set -e\n"), block("set -e", "a b # text", "c", "", "d")],
  ["a line between", BLOCK, before("c", "x\n"), block("a b # text", "x", "c", "", "d")],
  ["lines in front of a blank one", BLOCK, before("\nd", "x\ny\n"), block("a b # text", "c", "x", "y", "", "d")],
  ["text on a blank line", BLOCK, before("\nd", "x"), block("a b # text", "c", "x", "d")],
  ["a line at the end", BLOCK, append("e\n"), block("a b # text", "c", "", "d", "e")],
  ["no line break at the end", BLOCK, append("e"), declined],
  ["a whole line less", BLOCK, swap("c\n", ""), block("a b # text", "", "d")],
  ["the first line less", BLOCK, swap("a b # text\n", ""), block("c", "", "d")],
  ["the last line less, behind a blank one", BLOCK, swap("d\n", ""), declined],
  ["the last two lines less", BLOCK, swap("\nd\n", ""), block("a b # text", "c")],
  ["the last line less", "run: ^|\n  a\n  b\n", swap("b\n", ""), "run: |\n  a\n"],
  ["two lines made one", BLOCK, swap(" # text\nc", ""), block("a b", "", "d")],
  ["lines joined", BLOCK, swap("text\nc\n\nd", "d"), block("a b # d")],
  ["the start of a line less", BLOCK, swap("a ", ""), block("b # text", "c", "", "d")],
  ["a blank at the start of the first line", BLOCK, before("a", " "), declined],
  ["a blank at the start of another line", BLOCK, before("c", " "), block("a b # text", " c", "", "d")],
  ["everything", BLOCK, (value) => [{ start: 0, end: value.length, text: "x\ny\n" }], block("x", "y")],
  ["all lines at once", BLOCK, swap("\n", ";\n"), block("a b # text;", "c;", ";", "d;")],
  ["stripped", "run: ^|-\n  a\n  b\n", append("\nc"), "run: |-\n  a\n  b\n  c\n"],
  ["kept", "run: ^|+\n  a\n\nx: y\n", append("c\n"), "run: |+\n  a\n\n  c\nx: y\n"],
  ["with an indicator", "run: ^|2\n    a\n  b\n", swap("  a", "c"), "run: |2\n  c\n  b\n"],
  ["a blank first line", "run: ^|\n\n  a\n", before("\na", "b"), "run: |\n  b\n  a\n"],
  ["a tab", "run: ^|\n  a b\n", swap(" ", "\t"), "run: |\n  a\tb\n"],
  ["a control character", "run: ^|\n  a b\n", swap(" ", "\u0007"), declined],
  ["a carriage return", "run: ^|\n  a b\n", swap(" ", "\r\n"), declined],
  ["the last line, by its start", "run: ^|\n  a\n  b\n", swap("b\n", "c\nd\n"), "run: |\n  a\n  c\n  d\n"],
  ["deeper lines", "run: ^|\n  a\n    b\n", swap("  b", "    c"), "run: |\n  a\n      c\n"],
]);

table("folded", [
  ["a word", "run: ^>-\n  a b\n  c\n", swap("b", "x: y"), "run: >-\n  a x: y\n  c\n"],
  ["the end of a line", "run: ^>-\n  a\n  c\n", swap("a", "a b"), "run: >-\n  a b\n  c\n"],
  ["the start of a line", "run: ^>-\n  a\n  c\n", before("c", "b "), "run: >-\n  a\n  b c\n"],
  ["over a break", "run: ^>-\n  a b\n  c d\n", swap("b c", "x"), "run: >-\n  a x d\n"],
  ["a new line break", "run: ^>-\n  a b\n  c\n", swap("b", "b\nx"), declined],
  ["a line that would start with a blank", "run: ^>-\n  a\n  c d\n", swap("c", ""), declined],
  ["a line that would be empty", "run: ^>-\n  a\n  c\n  d\n", swap("c", ""), declined],
  ["a deeper line", "run: ^>\n  a\n    c\n  d\n", swap("c", "x"), "run: >\n  a\n    x\n  d\n"],
  ["the break at the end", "run: ^>\n  a\n", append("b"), declined],
]);

test("what comes back is the value and nothing for a change that changes nothing", () => {
  const tree = read("run: 'a b'\n");
  const [, scalar] = all(tree, "scalar");
  if (!scalar) throw new Error("no scalar");
  expect(editScalar(tree, scalar, [{ start: 0, end: 1, text: "c" }])?.value).toBe("c b");
  expect(editScalar(tree, scalar, [{ start: 0, end: 1, text: "a" }])).toEqual({ edits: [], value: "a b" });
  expect(editScalar(tree, scalar, [])).toEqual({ edits: [], value: "a b" });
});

test("edits that overlap or reach outside are declined, edits that touch are made one", () => {
  const tree = read("run: a b\n");
  const [, scalar] = all(tree, "scalar");
  if (!scalar) throw new Error("no scalar");
  const change = (...edits: TextEdit[]): string | undefined => editScalar(tree, scalar, edits)?.value;
  expect(change({ start: 0, end: 2, text: "" }, { start: 1, end: 3, text: "" })).toBeUndefined();
  expect(change({ start: 2, end: 4, text: "" })).toBeUndefined();
  expect(change({ start: 1, end: 3, text: "c" }, { start: 0, end: 1, text: "b" })).toBe("bc");
  expect(change({ start: 1, end: 1, text: "c" }, { start: 1, end: 1, text: "d" })).toBe("acd b");
});

test("a file with faults and a scalar without text are left alone", () => {
  const broken = read("run: a\nb: [\n");
  const empty = read("run: &x\nb: c\n");
  for (const tree of [broken, empty]) {
    const scalar = all(tree, "scalar")[1];
    if (!scalar) throw new Error("no scalar");
    expect(editScalar(tree, scalar, [{ start: 0, end: 0, text: "x" }])).toBeUndefined();
  }
});

/** Everything but one scalar's text: the kinds, keys and values around it, in order. */
function surroundings(tree: Tree, without: number): unknown[] {
  return [...walk(tree.root)].map((one) => {
    if (!("outerStart" in one)) return one.kind;
    const node: Node = one;
    if (node.kind !== "scalar") return node.kind;
    return node.span.start === without ? "edited" : [node.value, node.anchor?.name, node.tag];
  });
}

/** What holds for each edit that is not declined. */
function checkEdited(tree: Tree, scalar: Scalar, edits: readonly TextEdit[]): boolean {
  const edited = editScalar(tree, scalar, edits);
  if (!edited) return false;
  const { text } = tree.source;
  expect(edited.value).toBe(applyEdits(scalar.value, edits));
  for (const edit of edited.edits) {
    expect(edit.start).toBeGreaterThanOrEqual(scalar.span.start);
    expect(edit.end).toBeLessThanOrEqual(Math.max(scalar.fullEnd, scalar.span.end));
  }
  const after = read(applyEdits(text, edited.edits));
  expect(after.faults).toEqual([]);
  expect(surroundings(after, scalar.span.start)).toEqual(surroundings(tree, scalar.span.start));
  const there = all(after, "scalar").find(({ span }) => span.start === scalar.span.start);
  expect(there?.value).toBe(edited.value);
  return true;
}

const PIECES = ["", "x", " ", "$X", "'", '"', "\\", "\n", "a\nb", "x\n", ": ", " #", "🚀", "é", "\t", "- ", "y z", "{"];
const change = fc.record({ at: fc.nat(), length: fc.nat(12), text: fc.constantFrom(...PIECES) });

test("any edit of any scalar is exact or declined, and changes nothing beside it", () => {
  const tally = { taken: 0, declined: 0 };
  const property = fc.property(yamlText, fc.nat(), change, fc.boolean(), (yaml, index, { at, length, text }, crlf) => {
    const tree = read(crlf ? yaml.replaceAll(/\r?\n/g, "\r\n") : yaml);
    fc.pre(tree.faults.length === 0);
    const scalars = all(tree, "scalar").filter(({ style }) => style !== "empty");
    const scalar = scalars[index % Math.max(1, scalars.length)];
    if (!scalar) return;
    const start = at % (scalar.value.length + 1);
    const end = Math.min(scalar.value.length, start + length);
    tally[checkEdited(tree, scalar, [{ start, end, text }]) ? "taken" : "declined"] += 1;
  });
  fc.assert(property, { ...RUN, numRuns: 2000 });
  expect(tally.taken / (tally.taken + tally.declined)).toBeGreaterThan(0.7);
});

test("any edit of a literal block of plain lines is taken", () => {
  const lines = fc.array(fc.constantFrom("", "a", "b c", "  d", "é🚀"), { minLength: 1, maxLength: 6 });
  const head = fc.constantFrom("|", "|-", "|+");
  const inserted = fc.constantFrom("x", "x\n", "x\ny\n", "\nx", "x y", "", "x\n\n  y\n");
  const tally = { taken: 0, declined: 0 };
  const property = fc.property(head, lines, fc.nat(), fc.nat(8), inserted, (start, body, at, length, text) => {
    const yaml = `a:\n  run: ${start}\n    first\n${body.map((line) => (line ? `    ${line}\n` : "\n")).join("")}    last\nb: c # why\n`;
    const tree = read(yaml);
    const scalar = all(tree, "scalar").find(({ style }) => style === "literal");
    if (!scalar) throw new Error("no block");
    const from = 5 + (at % (scalar.value.length - 4));
    // Of the last line something stays: a block that is not `|+` cannot end with a blank one.
    const end = Math.min(scalar.value.length - 3, from + length);
    const half = /[\uDC00-\uDFFF]/;
    fc.pre(from <= end && !half.test(scalar.value.charAt(from)) && !half.test(scalar.value.charAt(end)));
    tally[checkEdited(tree, scalar, [{ start: from, end, text }]) ? "taken" : "declined"] += 1;
  });
  fc.assert(property, { ...RUN, numRuns: 2000 });
  expect(tally.declined).toBe(0);
});

describe.skipIf(!hasCorpus)(whenCorpus, () => {
  test("a word of any block is replaced, and nothing else", () => {
    let taken = 0;
    let scalars = 0;
    for (const { text } of corpusFiles().filter((_, index) => index % 10 === 0)) {
      const tree = read(text);
      if (tree.faults.length > 0) continue;
      for (const scalar of all(tree, "scalar").filter(({ style }) => style === "literal" || style === "folded")) {
        const word = /[\w-]+/.exec(scalar.value);
        if (!word) continue;
        scalars += 1;
        const edit = { start: word.index, end: word.index + word[0].length, text: "$WORD" };
        if (editScalar(tree, scalar, [edit])) taken += 1;
      }
    }
    expect(scalars).toBeGreaterThan(300);
    expect(taken).toBe(scalars);
  });
});
