import { describe, expect, test } from "vitest";
import { fixSource } from "../../src/engine/fix.ts";
import { suppressSource } from "../../src/engine/suppress.ts";
import { RULES } from "../../src/rules/index.ts";
import { DEFAULT_RULE_OPTIONS, type Rule } from "../../src/rules/rule.ts";
import { Source } from "../../src/source/source.ts";
import { SUPPRESSION_RULE } from "../../src/suppression.ts";
import { corpusFiles, hasCorpus, whenCorpus } from "./corpus.ts";

const OPTIONS = { rules: RULES, options: { ...DEFAULT_RULE_OPTIONS, today: "2026-11-27" }, named: false };
const REQUEST = { rules: undefined, reason: "parked for now", until: "2027-01-31" };

/** All rules, of which only the one about suppressions finds anything. */
const BLIND: readonly Rule[] = RULES.map((rule) => (rule.meta.id === SUPPRESSION_RULE ? rule : { ...rule, on: {} }));

const runs = corpusFiles().map(({ path, text }) => {
  const result = suppressSource(new Source(path, text), OPTIONS, REQUEST);
  return { path, text, ...result, after: result.linted.config.tree.source.text };
});
const changed = runs.filter(({ written }) => written.length > 0);
/** Every third file, where each costs several runs. */
const some = changed.filter((_, index) => index % 3 === 0);

describe.skipIf(!hasCorpus)(whenCorpus, () => {
  test("every finding of a file that parses can be suppressed, and no other comes up", () => {
    expect(changed.length).toBeGreaterThan(300);
    for (const { path, first, linted, declined } of runs) {
      const isRead = first.config.tree.faults.length === 0;
      if (isRead)
        expect(
          declined.map(({ finding, why }) => `${finding.message}: ${why}`),
          path,
        ).toEqual([]);
      expect(linted.findings.length, path).toBe(isRead ? 0 : first.findings.length);
      expect(linted.suppressed.length, path).toBe(isRead ? first.findings.length : 0);
    }
  });

  test("lines are added and none is changed", () => {
    for (const { path, text, after, written } of changed) {
      const lines = after.split("\n").filter((line) => !line.includes("# circlesec: ignore["));
      expect(lines.join("\n"), path).toBe(text);
      expect(after.split("\n").length - lines.length, path).toBe(written.length);
    }
  });

  test("nothing is left to fix, and nothing to suppress a second time", () => {
    for (const { path, after } of some) {
      const fixed = fixSource(new Source(path, after), { ...OPTIONS, unsafe: true });
      expect(fixed.linted.config.tree.source.text, path).toBe(after);
      expect(suppressSource(new Source(path, after), OPTIONS, REQUEST).written, path).toEqual([]);
    }
  });

  test("once nothing is found any more, `fix` takes every comment out and leaves the file as it was", () => {
    // What CircleCI refuses, an alias without an anchor, is for a person to mend first.
    const whole = some.filter(({ first }) => first.config.tree.danglingAliases.length === 0);
    expect(whole.length).toBeGreaterThan(100);
    for (const { path, text, after } of whole) {
      const fixed = fixSource(new Source(path, after), { ...OPTIONS, rules: BLIND, unsafe: false });
      expect(fixed.refused, path).toEqual([]);
      expect(fixed.linted.config.tree.source.text, path).toBe(text);
    }
  });
});
