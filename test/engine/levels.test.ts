import { expect, test } from "vitest";
import { lintSource } from "../../src/engine/lint.ts";
import type { Severity } from "../../src/finding.ts";
import { DEFAULT_RULE_OPTIONS, type Level, defineRule } from "../../src/rules/rule.ts";
import { Source } from "../../src/source/source.ts";

/** The severities of a rule that is `worst` at the worst and finds something of each kind, at a level of the user's. */
function severitiesAt(worst: Severity, level: Level | undefined): string[] {
  const rule = defineRule({
    meta: {
      id: "test-rule",
      summary: "Do it",
      why: "Because",
      category: "syntax",
      severity: worst,
      fixable: "never",
      since: "0.1.0",
    },
    on: {
      config(_, context) {
        for (const severity of ["error", "warning", "info"] as const) {
          if (worst === "warning" && severity === "error") continue;
          context.report({ at: { start: 0, end: 1 }, message: severity, why: "Because", severity });
        }
      },
    },
  });
  const levels = level === undefined ? {} : { "test-rule": level };
  const options = { ...DEFAULT_RULE_OPTIONS, levels };
  const { findings } = lintSource(new Source("config.yml", "version: 2.1\n"), { rules: [rule], options, named: true });
  return findings.map(({ message, severity }) => (message === severity ? severity : `${message} as ${severity}`));
}

test.each<[worst: Severity, level: Level | undefined, severities: string[]]>([
  ["error", undefined, ["error", "info", "warning"]],
  ["error", "warning", ["error as warning", "info", "warning"]],
  ["error", "info", ["error as info", "info", "warning as info"]],
  ["error", "off", []],
  ["warning", "error", ["info", "warning as error"]],
])("a rule of `%s` at %s", (worst, level, severities) => {
  expect(severitiesAt(worst, level)).toEqual(severities);
});
