import { expect, test } from "vitest";
import { readConfig, writtenIn } from "../../src/model/index.ts";
import { Source } from "../../src/source/source.ts";
import { parse } from "../../src/syntax/index.ts";

function namesIn(text: string): string[] {
  const { values } = writtenIn(readConfig(parse(new Source(".circleci/config.yml", text))));
  return values.map(({ name, position }) => `${name}: ${position}`);
}

// Read once for each alias this would be 10^30 maps.
test("an alias bomb below `environment` costs nothing", () => {
  const level = (at: number): string =>
    `x${at}: &x${at} {${Array.from({ length: 10 }, (_, key) => `k${key}: *x${at - 1}`).join(", ")}}\n`;
  const levels = Array.from({ length: 30 }, (_, at) => level(at + 1)).join("");
  const text = `version: 2.1\nx0: &x0 {TOKEN: a}\n${levels}jobs: {build: {machine: true, environment: *x30}}\n`;
  expect(namesIn(text)).toContain("TOKEN: environment");
});

test("what is merged into an `environment` through several anchors counts as a variable", () => {
  const text = "x: &x {A: a}\ny: &y {<<: *x, B: b}\njobs: {build: {machine: true, environment: {<<: *y, C: c}}}\n";
  const variables = namesIn(text).filter((one) => one.endsWith(": environment"));
  expect(variables.toSorted()).toEqual(["A: environment", "B: environment", "C: environment"]);
});

test("a job, a command or an executor that is called `environment` is none", () => {
  const text =
    "version: 2.1\nexecutors: {environment: {resource_class: small, docker: [{image: a, user: b}]}}\njobs: {environment: {machine: true, parallelism: 2, environment: {A: a}}}\n";
  expect(namesIn(text).filter((one) => one.endsWith(": environment"))).toEqual(["A: environment"]);
});
