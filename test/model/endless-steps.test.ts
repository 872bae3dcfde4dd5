import { expect, test } from "vitest";
import { jobRunsOf, readConfig } from "../../src/model/index.ts";
import { Source } from "../../src/source/source.ts";
import { parse } from "../../src/syntax/index.ts";

/** How many steps the first job of a config has. */
function countSteps(text: string): number | undefined {
  return jobRunsOf(readConfig(parse(new Source(".circleci/config.yml", text))))[0]?.steps.length;
}

const JOB = "jobs: { build: { machine: true, steps: [a] } }";

test.each([
  ["text that only begins like a reference", "jobs: { build: { machine: true, steps: '<<' } }", 0],
  [
    "a parameter of steps that names itself",
    "jobs: { build: { machine: true, parameters: { s: { type: steps, default: [<< parameters.s >>] } }, steps: << parameters.s >> } }",
    0,
  ],
  ["a command that calls itself", `commands: { a: { steps: [a, checkout] } }\n${JOB}`, 2],
  ["commands that call each other", `commands: { a: { steps: [b, checkout] }, b: { steps: [a] } }\n${JOB}`, 2],
])("%s ends", (_, text, count) => {
  expect(countSteps(`version: 2.1\n${text}\n`)).toBe(count);
});

test("commands that multiply what they call are read up to a limit", () => {
  const doubled = Array.from({ length: 15 }, (_, at) => `  c${at}: { steps: [c${at + 1}, c${at + 1}] }\n`).join("");
  const config = `version: 2.1\ncommands:\n${doubled}  c15: { steps: [checkout] }\n${JOB.replace("[a]", "[c0]")}\n`;
  expect(countSteps(config)).toBeGreaterThan(5000);
  expect(countSteps(config)).toBeLessThan(5010);
});
