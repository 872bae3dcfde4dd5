import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { RULES } from "../src/rules/index.ts";
import { lintCase, toCase } from "../src/testing/cases.ts";
import { checkRule } from "../src/testing/checks.ts";
import { folderOf } from "./cases.ts";

const HEADINGS = ["## What it finds", "## Why", "## Example", "## Fix"];
const folder = new URL("../src/rules/", import.meta.url);
const folders = readdirSync(folder, { withFileTypes: true }).flatMap((one) => (one.isDirectory() ? [one.name] : []));

test("every folder is a rule, and every rule a folder", () => {
  expect(RULES.map(({ meta }) => meta.id)).toEqual(folders.toSorted());
});

describe.each(RULES.map((rule) => [rule.meta.id, rule] as const))("%s", (id, rule) => {
  const docs = readFileSync(new URL(`${id}/docs.md`, folder), "utf8");

  test("is called by the rules of this house", () => {
    expect(id).toMatch(
      /^(?:unauthenticated|unsupplied|malformed|misused|account|plaintext|leaked|exposed|overbroad|static|unrevoked|unusable|unused|unknown|duplicate|deprecated)-/,
    );
  });

  test("has docs with every heading, and examples that are what they say", () => {
    for (const heading of HEADINGS) expect(docs).toContain(`${heading}\n`);
    const blocks = [...docs.matchAll(/^```yaml( bad| good)?\n([\s\S]*?)^```$/gm)];
    expect(blocks.some(([, kind]) => kind === " bad")).toBe(true);
    for (const [, kind, text = ""] of blocks) {
      const found = lintCase(toCase(text, id), text, RULES).findings.filter((finding) => finding.rule === id);
      if (kind === " bad") expect(found, text).not.toEqual([]);
      if (kind === " good") expect(found, text).toEqual([]);
    }
  });

  for (const { name, run } of checkRule(rule, { cases: folderOf(id), rules: RULES })) {
    test(name, () => expect(run()).toBeUndefined());
  }
});
