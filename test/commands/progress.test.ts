import { expect, test } from "vitest";
import type { Host } from "../../src/commands/host.ts";
import { progressOn } from "../../src/commands/progress.ts";

/** What is written for steps at these milliseconds, the end included. */
function written(times: readonly number[], env: Record<string, string> = {}, isTTY = true): string[] {
  const texts: string[] = [];
  const stderr = { isTTY, write: (text: string) => texts.push(text) } as unknown as Host["stderr"];
  let time = 0;
  const progress = progressOn({ stderr, env }, () => time);
  for (const [index, at] of times.entries()) {
    time = at;
    progress.step(index, times.length);
  }
  progress.clear();
  return texts;
}

const LONG = [0, 400, 600, 650, 710, 900];

test("a run that takes its time says how far it is, not too often, and takes the line away", () => {
  expect(written(LONG)).toEqual([
    "\r\u001B[K2 of 6 files",
    "\r\u001B[K4 of 6 files",
    "\r\u001B[K5 of 6 files",
    "\r\u001B[K",
  ]);
});

test("a short run says nothing", () => {
  expect(written([0, 100, 200, 499])).toEqual([]);
});

test.each([
  ["in CI", { CI: "true" }, true],
  ["on a terminal that cannot rewrite a line", { TERM: "dumb" }, true],
  ["into a pipe or a file", {}, false],
])("nothing is said %s", (_, env, isTTY) => {
  expect(written(LONG, env, isTTY)).toEqual([]);
});
