import { type Arbitrary, array, assert, constantFrom, property, record, string } from "fast-check";
import { expect, it } from "vitest";
import { byCodeUnit } from "../../src/io/paths.ts";
import { readBaseline, writeBaseline } from "../../src/engine/baseline.ts";
import type { KnownFinding } from "../../src/engine/known.ts";

const NODE = { path: ".circleci/config.yml", rule: "unauthenticated-pull", subject: "jobs.b.docker[node:20].image" };
const REDIS = { ...NODE, subject: "jobs.a.docker[redis:7].image" };

it("is one sorted line a finding below its explanation", () => {
  expect(writeBaseline([NODE, REDIS, NODE])).toMatchInlineSnapshot(`
    "# Findings that circlesec knows of already, one a line: file, rule, what it is about; separated by tabs.
    # \`circlesec lint --write-baseline <this file>\` writes it anew. Line numbers are not in it, and no secret is.
    .circleci/config.yml	unauthenticated-pull	jobs.a.docker[redis:7].image
    .circleci/config.yml	unauthenticated-pull	jobs.b.docker[node:20].image
    .circleci/config.yml	unauthenticated-pull	jobs.b.docker[node:20].image
    "
  `);
});

it("reads what it wrote, whatever is in a name", () => {
  const field = string({ unit: constantFrom("a", "#", "\t", "\n", "\r", "\\", "t", "n", " ", "é", "🎉") });
  const path = field.filter((text) => text !== "");
  const known: Arbitrary<KnownFinding[]> = array(record({ path, rule: field, subject: field }));
  assert(
    property(known, (given) => {
      const read = readBaseline({ path: "baseline.txt", text: writeBaseline(given) });
      const sorted = (list: readonly KnownFinding[]) =>
        list.map((one) => [one.path, one.rule, one.subject].join("\0")).toSorted(byCodeUnit);
      expect(sorted(read)).toEqual(sorted(given));
    }),
  );
});

it("reads a file with CRLF, a byte-order mark and blank lines", () => {
  const text = `\uFEFF${writeBaseline([NODE, REDIS])}\n`.replaceAll("\n", "\r\n");
  expect(readBaseline({ path: "baseline.txt", text })).toEqual([REDIS, NODE]);
});

it.each([
  ["a line of words", "baseline.txt:1: this is no line of a baseline"],
  ["a\tb\tc\td", "baseline.txt:1: this is no line of a baseline"],
  ["# x\n\n<<<<<<< HEAD\n", "baseline.txt:3: a conflict of git is not resolved"],
])("says where %j is wrong", (text, message) => {
  expect(() => readBaseline({ path: "baseline.txt", text })).toThrow(message);
});
