import { expect, test } from "vitest";
import { fixSource } from "../../src/engine/fix.ts";
import type { Change } from "../../src/finding.ts";
import { DEFAULT_RULE_OPTIONS, defineRule } from "../../src/rules/rule.ts";
import unauthenticatedStepPull from "../../src/rules/unauthenticated-step-pull/rule.ts";
import { Source } from "../../src/source/source.ts";

const CONFIG = `version: 2.1
jobs:
  test:
    machine: true
    steps:
      - checkout
      - run: docker login -u acme --password-stdin < token
      - run: docker pull node:20
      - run: docker pull redis:7
workflows:
  main:
    jobs: [test]
`;
const LIST = { start: CONFIG.indexOf("- checkout"), end: CONFIG.indexOf("workflows") };

/** Tries a fix that replaces one text by another in the config above. */
function reasonsAgainst(from: string, to: string, expects: readonly Change[], text = CONFIG): string[] {
  const rule = defineRule({
    meta: { ...unauthenticatedStepPull.meta, id: "test-rule" },
    on: {
      config(config, context) {
        const start = config.tree.source.text.indexOf(from);
        if (config.tree.source.text !== text) return;
        const edits = [{ start, end: start + from.length, text: to }];
        const fix = { title: "Fix it", safety: "safe", edits, expects, setup: [] } as const;
        context.report({ at: { start, end: start + 1 }, message: "it is so", why: "Because", fix });
      },
    },
  });
  const options = { rules: [rule], options: DEFAULT_RULE_OPTIONS, named: true, unsafe: false };
  return fixSource(new Source("config.yml", text), options).refused.map(({ reason }) => reason);
}

test("a step that is added where the fix says goes through", () => {
  const added = [{ list: LIST, index: 1, value: { run: "true" } }];
  expect(reasonsAgainst("      - run: docker login", "      - run: 'true'\n      - run: docker login", added)).toEqual(
    [],
  );
});

test("a step that is added elsewhere does not", () => {
  const added = [{ list: LIST, index: 0, value: { run: "true" } }];
  const [reason] = reasonsAgainst("      - run: docker login", "      - run: 'true'\n      - run: docker login", added);
  expect(reason).toContain("meaning");
});

test("a step that is not what the fix says does not", () => {
  const added = [{ list: LIST, index: 1, value: { run: "true" } }];
  const [reason] = reasonsAgainst(
    "      - run: docker login",
    "      - run: rm -rf /\n      - run: docker login",
    added,
  );
  expect(reason).toContain("meaning");
});

test("a step that is taken out as the fix says goes through, unless a pull needed it", () => {
  const last = [{ list: LIST, index: 3, value: undefined }];
  expect(reasonsAgainst("      - run: docker pull redis:7\n", "", last)).toEqual([
    "the steps of job `test` no longer pull the same images",
  ]);
  const login = [{ list: LIST, index: 1, value: undefined }];
  expect(reasonsAgainst("      - run: docker login -u acme --password-stdin < token\n", "", login)).toEqual([
    "a step of job `test` no longer pulls with its login",
  ]);
  const checkout = [{ list: LIST, index: 0, value: undefined }];
  expect(reasonsAgainst("- checkout\n      ", "", checkout)).toEqual([]);
});

test("a step that pulls something else does not", () => {
  const run = CONFIG.indexOf("docker pull node:20");
  const scalar = { start: run, end: run + "docker pull node:20".length };
  const [reason] = reasonsAgainst("docker pull node:20", "docker pull node:22", [
    { scalar, value: "docker pull node:22" },
  ]);
  expect(reason).toContain("same commands");
});

test("a push keeps the login that it has", () => {
  const pushing = CONFIG.replace("docker pull redis:7", "docker push acme/app");
  expect(
    reasonsAgainst(
      "- run: docker pull node:20",
      "- run: docker logout\n      - run: docker pull node:20",
      [{ list: LIST, index: 2, value: { run: "docker logout" } }],
      pushing,
    ),
  ).toEqual(["a step of job `test` no longer pulls with its login"]);
  expect(
    reasonsAgainst(
      "- run: docker push acme/app",
      "- run: docker logout\n      - run: docker push acme/app",
      [{ list: LIST, index: 3, value: { run: "docker logout" } }],
      pushing,
    ),
  ).toEqual(["a step of job `test` no longer pushes with its login"]);
});
