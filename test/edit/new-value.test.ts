import { spawnSync } from "node:child_process";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import {
  type NewPair,
  type NewValue,
  isPlainSafe,
  renderBlock,
  renderFlow,
  renderQuoted,
  renderScalar,
} from "../../src/edit/new-value.ts";
import { type Plain, expand } from "../../src/syntax/index.ts";
import { read } from "../syntax/trees.ts";

const RUN = { seed: 20_201_101, numRuns: 1000 };

/** Texts of which YAML makes something else when they are not quoted, in one version or the other. */
const TRICKY = [
  "",
  " ",
  "a ",
  " a",
  "~",
  "null",
  "Null",
  "true",
  "Yes",
  "on",
  "y",
  "12",
  "-1",
  "+.5",
  "1_000",
  "0x1F",
  "0o17",
  "017",
  "1e3",
  "1.5e+3",
  ".inf",
  "-.INF",
  ".nan",
  "22:22",
  "190:20:30.15",
  "2001-12-14",
  "2001-12-14t21:59:43.10-05:00",
  "2001-12-14 21:59:43",
  "2001-12-14T21:59:43Z",
  "<<",
  "=",
  "-",
  "- a",
  "--- a",
  "---",
  "...",
  "?",
  "? a",
  ":",
  "a:",
  "a: b",
  ": a",
  "#a",
  "a #b",
  "&a",
  "*a",
  "!a",
  "|",
  ">",
  "@a",
  "`a",
  "%a",
  "a?b",
  "a ?",
  "?a",
  ":a",
  "a, b",
  "[a]",
  "{a}",
  "a]",
  "'",
  "it's",
  '"a"',
  "a\nb",
  "a\n",
  "a\r\nb",
  "a\tb",
  "\ta",
  "a\u0085b",
  "a\u2028b",
  "a\u00A0",
  "\uFEFFa",
  "a\u0000b",
  "\u007F",
  "\\",
  "a\\nb",
  "日本 🚀",
  "$DOCKERHUB_USERNAME",
  "<< parameters.tag >>",
];

const text = fc.oneof(
  fc.constantFrom(...TRICKY),
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.constantFrom(..." -?:,[]{}#&*!|>'\"%@`~<=\n\tab1.".split("")) }),
);

const PLACES: readonly (readonly [place: string, write: (text: string) => string, path: (string | number)[]])[] = [
  ["a value", (one) => `a: ${renderScalar(one)}\n`, ["a"]],
  ["an item", (one) => `- ${renderScalar(one)}\n`, [0]],
  ["a flow item", (one) => `[${renderScalar(one, false, true)}, b]\n`, [0]],
  ["a flow value", (one) => `{a: ${renderScalar(one, false, true)}}\n`, ["a"]],
  ["a JSON value", (one) => `{"a":${renderScalar(one, true, true)}}\n`, ["a"]],
  ["a quoted value", (one) => `a: ${renderQuoted(one)}\n`, ["a"]],
];

describe.each(PLACES)("%s", (_, write, [step = ""]) => {
  function isRead(one: string): void {
    const written = write(one);
    const key = typeof step === "number" ? String(step) : step;
    const tree = read(written);
    expect(tree.faults).toEqual([]);
    expect(Object(expand(tree.root))[key]).toBe(one);
    for (const version of ["1.1", "1.2"] as const) {
      const value: unknown = Object(parseYaml(written, { version, schema: version === "1.1" ? "yaml-1.1" : "core" }))[
        key
      ];
      expect(value, `as YAML ${version}: ${written}`).toBe(one);
    }
  }

  test.each(TRICKY)("%j is read as that very text", isRead);

  test("any text is read as that very text", () => {
    fc.assert(fc.property(text, isRead), RUN);
  });
});

describe.each([
  ["a key", (one: string) => renderBlock([[one, "x"]], { column: 0, step: 2, listStep: 2, eol: "\n" })],
  ["a flow key", (one: string) => renderFlow({ pairs: [[one, "x"]] }, { quoted: false, padded: false })],
])("%s", (_, write) => {
  test("any text is read as that very text", () => {
    const property = fc.property(text, (one) => {
      fc.pre(one.length < 1000);
      const tree = read(write(one));
      expect(tree.faults).toEqual([]);
      expect(Object.entries(Object(expand(tree.root)))).toEqual([[one, "x"]]);
    });
    fc.assert(property, RUN);
  });
});

test.each(["a?b", "a ?", "?a", ":a", String.raw`^\.ci/.*\.ya?ml$`])(
  "%j is quoted in flow style only, for PyYAML refuses it there",
  (one) => {
    expect([isPlainSafe(one, false), isPlainSafe(one, true)]).toEqual([true, false]);
  },
);

const PYTHON = "import json, sys, yaml\nprint(json.dumps([yaml.safe_load(one) for one in json.load(sys.stdin)]))";
const hasPyYaml = spawnSync("python3", ["-c", "import yaml"]).status === 0;

test.skipIf(!hasPyYaml)("PyYAML reads every tricky text as that very text, at every place", () => {
  const written = PLACES.flatMap(([, write, [step = ""]]) => TRICKY.map((one) => ({ one, step, text: write(one) })));
  const input = JSON.stringify(written.map((each) => each.text));
  const { stdout, stderr } = spawnSync("python3", ["-c", PYTHON], { input, encoding: "utf8" });
  expect(stderr).toBe("");
  const values: unknown = JSON.parse(stdout);
  const readBack = written.map(({ step }, index) => Object(Object(values)[index])[step]);
  expect(readBack).toEqual(written.map(({ one }) => one));
});

test("what people write is not quoted", () => {
  const words = [
    "$DOCKERHUB_USERNAME",
    "docker-hub",
    "<< parameters.x >>",
    "node:20",
    "a b",
    "日本",
    "x#y",
    "org/repo",
    "-x",
  ];
  expect(words.filter((word) => !isPlainSafe(word, true))).toEqual([]);
});

const { value: anyValue } = fc.letrec<{ value: NewValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", maxDepth: 4 },
    text,
    fc.integer({ min: 0, max: 99 }),
    fc.boolean(),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.record({ flow: tie("value") }),
    fc.record({ script: fc.array(text, { maxLength: 4 }).map((lines) => lines.join("\n")) }),
    fc.record(
      {
        pairs: fc.uniqueArray(fc.tuple(fc.constantFrom("a", "b c", "<<", "on", "d:"), tie("value")), {
          maxLength: 3,
          selector: ([key]) => key,
        }),
        anchor: fc.constantFrom("x", "y"),
      },
      { requiredKeys: ["pairs"] },
    ),
  ),
}));

/** What a new value means, as the tree's `expand` says it. */
function meaningOf(value: NewValue): Plain {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return `plain ${value}`;
  if ("flow" in value) return meaningOf(value.flow);
  if ("script" in value) return value.script;
  if ("pairs" in value) return Object.fromEntries(value.pairs.map(([key, one]) => [key, meaningOf(one)]));
  if ("alias" in value) return `*${value.alias}`;
  return value.map(meaningOf);
}

describe("a new value", () => {
  test("in block style means what it was made of", () => {
    const style = fc.record({
      step: fc.integer({ min: 1, max: 4 }),
      listStep: fc.integer({ min: 0, max: 4 }),
      eol: fc.constantFrom("\n", "\r\n"),
    });
    const property = fc.property(anyValue, style, (value, { step, listStep, eol }) => {
      const pairs: NewPair[] = [
        ["key", value],
        ["next", "x"],
      ];
      const tree = read(`root:${eol}   ${renderBlock(pairs, { column: 3, step, listStep, eol })}${eol}`);
      expect(tree.faults).toEqual([]);
      expect(expand(tree.root)).toEqual({ root: { key: meaningOf(value), next: "x" } });
    });
    fc.assert(property, RUN);
  });

  test("in flow style means what it was made of, on one line", () => {
    const style = fc.record({ quoted: fc.boolean(), padded: fc.boolean() });
    const property = fc.property(anyValue, style, (value, flow) => {
      const written = renderFlow({ pairs: [["key", value]] }, flow);
      expect(written).not.toMatch(/[\r\n]/);
      const tree = read(`- ${written}\n`);
      expect(tree.faults).toEqual([]);
      expect(expand(tree.root)).toEqual([{ key: meaningOf(value) }]);
    });
    fc.assert(property, RUN);
  });

  test.each(["block", "flow"])("that merges an alias is a merge in %s style", (kind) => {
    const pairs: NewPair[] = [["<<", { alias: "a" }]];
    const written =
      kind === "flow"
        ? `c: ${renderFlow({ pairs }, { quoted: false, padded: false })}`
        : renderBlock([["c", { pairs }]], { column: 0, step: 2, listStep: 2, eol: "\n" });
    const tree = read(`a: &a {b: x}\n${written}\n`);
    expect(expand(tree.root)).toEqual({ a: { b: "x" }, c: { b: "x" } });
  });

  test.each([
    ["a map", { anchor: "x", pairs: [["a", "b"]] } satisfies NewValue],
    ["a map in a list", [{ anchor: "x", pairs: [["a", "b"]] }] satisfies NewValue],
    ["a map in flow style", { flow: { anchor: "x", pairs: [["a", "b"]] } } satisfies NewValue],
  ])("gives %s the anchor that later places alias", (_, value: NewValue) => {
    const text = renderBlock([["c", value]], { column: 0, step: 2, listStep: 2, eol: "\n" });
    const tree = read(`${text}\nd: *x\n`);
    expect(tree.danglingAliases).toEqual([]);
    expect(expand(tree.root)).toMatchObject({ d: { a: "b" } });
  });
});
