import { expect, it } from "vitest";
import { lintSource } from "../../src/engine/lint.ts";
import { RULES } from "../../src/rules/index.ts";
import { DEFAULT_RULE_OPTIONS } from "../../src/rules/rule.ts";
import { toResult } from "../../src/run/run-source.ts";
import { Source } from "../../src/source/source.ts";
import { collectGarbage } from "../collect-garbage.ts";
import { CONFIG } from "../reporters/results.ts";

it("a result with findings and fixes does not keep the tree of its file", async () => {
  const lint = () => {
    const linted = lintSource(new Source(".circleci/config.yml", CONFIG), {
      rules: RULES,
      options: DEFAULT_RULE_OPTIONS,
      named: true,
      repository: undefined,
    });
    return { result: toResult(linted), tree: new WeakRef(linted.config.tree), config: new WeakRef(linted.config) };
  };
  const { result, tree, config } = lint();
  await collectGarbage();
  expect(result.findings.some(({ fix }) => fix !== undefined)).toBe(true);
  expect([tree.deref(), config.deref()]).toEqual([undefined, undefined]);
});
