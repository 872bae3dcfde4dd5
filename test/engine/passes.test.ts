import { expect, test } from "vitest";
import { fixSource } from "../../src/engine/fix.ts";
import { fix } from "../../src/index.ts";
import type { Config } from "../../src/model/index.ts";
import { RULES } from "../../src/rules/index.ts";
import { DEFAULT_RULE_OPTIONS, defineRule } from "../../src/rules/rule.ts";
import { Source } from "../../src/source/source.ts";

function scriptWith(logins: number): string {
  const lines = Array.from(
    { length: logins },
    (_, index) => `          docker login -u a${index} -p "$DOCKERHUB_TOKEN"\n`,
  );
  return `version: 2.1\njobs:\n  a:\n    machine: true\n    steps:\n      - run: |\n${lines.join("")}`;
}

const settings = { path: ".circleci/config.yml" };

test("more fixes of one script than passes without progress are all applied", () => {
  const { text, applied, refused } = fix(scriptWith(15), settings);
  expect(text.match(/--password-stdin/g)).toHaveLength(15);
  expect([applied.length, refused.length]).toEqual([15, 0]);
});

test("where there are more than passes at all, what was applied stays, and the next run goes on", () => {
  const first = fix(scriptWith(104), settings);
  expect([first.applied.length, first.refused.length]).toEqual([100, 0]);
  const second = fix(first.text, settings);
  expect([second.applied.length, second.refused.length]).toEqual([4, 0]);
});

/** The text of the file before the first fix, at each time that a rule is asked which looks at it, or does not. */
function originsSeen(looks: boolean): (string | undefined)[] {
  const seen: (string | undefined)[] = [];
  const textOf = ({ tree }: Config): string => tree.source.text;
  const rule = defineRule({
    meta: {
      id: "unused-room",
      summary: "Room",
      why: "It is there.",
      category: "syntax",
      severity: "info",
      fixable: "never",
      since: "0.1.0",
    },
    on: {
      config(_, context) {
        seen.push(looks ? textOf(context.origin) : undefined);
        context.report({ at: { start: 0, end: 1 }, message: "there is room", why: "It is there" });
      },
    },
  });
  const source = new Source(settings.path, scriptWith(1));
  fixSource(source, { rules: [...RULES, rule], options: DEFAULT_RULE_OPTIONS, named: true, unsafe: false });
  return seen;
}

test("a fixed file is linted once more only for rules that look at the file before the first fix", () => {
  expect(originsSeen(false)).toHaveLength(2);
  const fixed = fix(scriptWith(1), settings).text;
  expect(originsSeen(true)).toEqual([scriptWith(1), scriptWith(1), fixed]);
});
