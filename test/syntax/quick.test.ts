import { existsSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRandom } from "../../bench/generate.ts";
import { SHAPES } from "../../bench/shapes.ts";
import { Source } from "../../src/source/source.ts";
import { parse, parseFully } from "../../src/syntax/index.ts";
import { readQuickly } from "../../src/syntax/quick/read-quickly.ts";
import { differenceOf } from "./compare.ts";
import { damage } from "./damage.ts";
import { yamlText } from "./layouts.ts";
import { soup } from "./soup.ts";
import { excerpt, textsUnder } from "./texts.ts";

const CORPUS = new URL("../../../shared/corpus/files/", import.meta.url);
const RUN = { seed: 20_201_101, numRuns: 2000 };
const OWN = [...textsUnder("src/rules"), ...textsUnder("test/fixtures"), ...textsUnder("templates")];

/** True if the quick reader answers; its answer has to be the full parser's, and one without faults. */
function isAnswered(text: string): boolean {
  const source = new Source("config.yml", text);
  const quick = readQuickly(source);
  if (quick) expect(differenceOf(quick, parseFully(source)), text).toBeUndefined();
  return quick !== undefined;
}

/** Share of the texts that the full parser has no fault in which the quick reader answers. */
function shareAnswered(texts: readonly string[]): number {
  const sound = texts.filter((text) => parseFully(new Source("config.yml", text)).faults.length === 0);
  return sound.filter(isAnswered).length / sound.length;
}

/** How many of many damaged excerpts it answers. */
function countAnsweredOf(texts: readonly string[], count: number): number {
  const random = createRandom(20_201_101);
  const damaged = Array.from({ length: count }, () => {
    const text = texts[Math.floor(random() * texts.length)] ?? "";
    return damage(random() < 0.95 ? excerpt(text, random) : text, random);
  });
  return damaged.filter(isAnswered).length;
}

describe("the quick reader answers as the full parser does", () => {
  test("in the cases of the rules and in fixtures, in whatever line endings, with and without a mark and a last line break", () => {
    const texts = OWN.map(([, text]) => text);
    expect(shareAnswered(texts)).toBeGreaterThan(0.9);
    for (const text of texts) {
      isAnswered(text.replaceAll("\n", "\r\n"));
      isAnswered(`\uFEFF${text}`);
      isAnswered(text.trimEnd());
    }
  });

  test("in damaged excerpts of them", () => {
    expect(
      countAnsweredOf(
        OWN.map(([, text]) => text),
        10_000,
      ),
    ).toBeGreaterThan(2000);
  });

  test("in generated YAML", () => {
    let answered = 0;
    const property = fc.property(yamlText, (text) => {
      answered += Number(isAnswered(text));
    });
    fc.assert(property, RUN);
    expect(answered).toBeGreaterThan(100);
  });

  test("in damaged generated YAML", () => {
    let answered = 0;
    const property = fc.property(yamlText, fc.nat(), (text, seed) => {
      answered += Number(isAnswered(damage(text, createRandom(seed))));
    });
    fc.assert(property, RUN);
    expect(answered).toBeGreaterThan(50);
  });

  test("in pieces of YAML in a row", () => {
    const random = createRandom(20_201_101);
    const texts = Array.from({ length: 100_000 }, () => soup(random));
    expect(texts.filter(isAnswered).length).toBeGreaterThan(5000);
  });

  test.each(SHAPES.map(({ name, write }) => [name, write] as const))("where a file grows: %s", (_, write) => {
    expect(isAnswered(write(5))).toBe(true);
  });
});

describe("the quick reader answers", () => {
  test.each([
    ["maps and lists in lines", "a:\n  b: c\n  d:\n  - e\n  -\n    f: g\n"],
    ["lists in a line of a list", "- - a\n  - b\n-   - c\n"],
    ["a list level with its key", "- a:\n  - b\n  c: d\n"],
    ["values that are not there", "a:\nb: # c\n\nc:\n- \n-\n"],
    ["quoted keys and values", "'a': \"b\\n\\x41\"\n\"c\": 'd''e'\n"],
    ["quoted text of several lines", "a: 'b\n\n  c'\nd: \"e \\\n  f\\\n  \\ g\"\n"],
    ["plain text of several lines", "a: b\n\n  c d\n  - e\nf:\n  g\n  h # i\n"],
    ["plain text that looks like an indicator", "a: -b\nc: :d\ne: ?f\ng: h#i\nj: k:l\n"],
    ["blanks at the end of lines", "a: b  \nc: d\t\n"],
    ["literal text", "a: |\n\n  b\n    c\n\n\nd: |- # e\n    f\n   \ng: |+\n h\n\n\n"],
    ["folded text", "a: >\n  b\n  c\n\n    d\n  e\nf: >-2\n    g\n"],
    ["blank lines below text that is indented more than its head says", "a: |1\n    b\n  \nc: >-1\n   d\n  \n"],
    ["a block scalar up to the end", "a:\n  - |\n    b"],
    ["flow collections", "a: [b, 'c', {d: e, \"f\":g,}, [h: i], *x]\nj: {k, l: [],\n  m: n # o\n  , p: q\n}\n"],
    ["anchors, aliases and merges", "a: &a\n  b: &b c\nd:\n  <<: *a\n  e: *b\nf: &a [g]\nh: [*a, *none]\n"],
    ["comments anywhere", "# a\n\nb: # c\n# d\n  e: f # g\n      # h\n  # i\n"],
    ["a start marker", "# a\n--- # b\nc: d\n"],
    ["a byte-order mark and other line endings", "\uFEFFa:\r\n  - b\r\n  - |\r\n    c\r\n"],
  ])("%s", (_, text) => {
    expect(isAnswered(text)).toBe(true);
  });
});

describe("the quick reader leaves to the full parser", () => {
  test.each([
    ["nothing at all", "# a\n"],
    ["a root that is no block", "[a]\n"],
    ["a root that is indented", "  a: b\n"],
    ["directives", "%YAML 1.2\n---\na: b\n"],
    ["a second document", "a: b\n---\nc: d\n"],
    ["an end of the document", "a: b\n...\n"],
    ["a second marker", "---\n---\na: b\n"],
    ["tags", "a: !!str b\n"],
    ["explicit keys", "? a\n: b\n"],
    ["keys with an anchor", "&a b: c\n"],
    ["an anchor on a line of its own", "a:\n  &a\n  b: c\n"],
    ["an anchor for nothing", "a: &a\nb: c\n"],
    ["an alias with an anchor", "a: &a b\nc: &c *a\n"],
    ["tabs as indentation", "a:\n\tb: c\n"],
    ["a line that is indented too far", "a: b # c\n  d: e\n"],
    ["a line that is indented too little", "a:\n    b: c\n  d: e\n"],
    ["a line that is no pair", "a: b\nc\n"],
    ["two pairs on a line", "a: b: c\n"],
    ["a list on the line of its key", "a: - b\n"],
    ["a quote that is never closed", "a: 'b\nc: d\n"],
    ["text behind a quote", "a: 'b' c\n"],
    ["an escape that means nothing", 'a: "\\q"\n'],
    ["a key that is longer than YAML allows", `${"a".repeat(1025)}: b\n`],
    ["a key between brackets that is as long", `a: [${"a".repeat(1025)}: b]\n`],
    ["a key between brackets that is wrapped", 'a: ["b\n  c": d]\n'],
    ["tabs in quoted text of several lines", "a: 'b\n  \tc'\n"],
    ["quoted text that is indented too little", "a:\n  b: 'c\n  d'\n"],
    ["a comment without a blank", "a: 'b'#c\n"],
    ["a block scalar without text", "a: |\nb: c\n"],
    ["a block scalar below its key", "a:\n  |\n  b\n"],
    ["a block scalar whose first lines are longer than its text", "a: |\n    \n  b\n"],
    ["a flow collection that is never closed", "a: [b\nc: d\n"],
    ["a flow collection that is indented too little", "a:\n  b: [c,\n d]\n"],
    ["commas without a member", "a: [b,,c]\n"],
    ["a flow collection as a key", "[a]: b\n"],
    ["a lone carriage return", "a: b # c\rd: e\n"],
    ["control characters", "a: b\u0002\n"],
    // The full parser does not see the line break before it.
    ["a comment in the first column between brackets", "a: {b: c\n# d\n  , e: f}\n"],
    // The full parser takes the comment's column for the one up to which `e` goes on.
    ["a value below a comment that stands further to the left", "a:\n  -\n#b\n   e\n  -\n"],
  ])("%s", (_, text) => {
    expect(isAnswered(text)).toBe(false);
  });

  test("what is nested too deeply, in lines, brackets and aliases", () => {
    const lines = (levels: number): string =>
      Array.from({ length: levels }, (_, level) => `${" ".repeat(level)}a:\n`).join("");
    const brackets = (levels: number): string => `a: ${"[".repeat(levels)}${"]".repeat(levels)}\n`;
    const aliases = (levels: number): string =>
      `a0: &a0 b\n${Array.from({ length: levels }, (_, level) => `a${level + 1}: &a${level + 1} [*a${level}]\n`).join("")}`;
    for (const write of [lines, brackets, aliases]) {
      expect(isAnswered(write(150))).toBe(true);
      for (let levels = 190; levels < 210; levels += 1) isAnswered(write(levels));
      expect(readQuickly(new Source("config.yml", write(6000)))).toBeUndefined();
      expect(parse(new Source("config.yml", write(210))).faults[0]?.message).toMatch(/nested too deeply/);
    }
  });
});

describe.skipIf(!existsSync(CORPUS))("real configs (skipped where ../shared/corpus is missing)", () => {
  const texts = existsSync(CORPUS) ? textsUnder("../shared/corpus/files") : [];

  test("are nearly all answered, as the full parser does", () => {
    expect(shareAnswered(texts.map(([, text]) => text))).toBeGreaterThan(0.97);
  });

  test("are answered as the full parser does when they are damaged", () => {
    expect(
      countAnsweredOf(
        texts.map(([, text]) => text),
        20_000,
      ),
    ).toBeGreaterThan(5000);
  });
});
