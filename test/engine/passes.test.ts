import { expect, test } from "vitest";
import { fix } from "../../src/index.ts";

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
