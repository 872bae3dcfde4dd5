import { describe, expect, test } from "vitest";
import { UNKNOWN } from "../../src/docker/reference.ts";
import { readConfig } from "../../src/model/index.ts";
import { Source } from "../../src/source/source.ts";
import { parse } from "../../src/syntax/index.ts";

/** The values that the only image of a config can have; unknown parts are written as `?`. */
function valuesOf(text: string): string[] {
  const { pullSites } = readConfig(parse(new Source(".circleci/config.yml", `version: 2.1\n${text}`)));
  expect(pullSites).toHaveLength(1);
  return [...(pullSites[0]?.image.values ?? [])].map((value) => value.replaceAll(UNKNOWN, "?")).toSorted();
}

/** A job `j` with a parameter `p` and an image made of it, and the workflow entries that run it. */
function jobWith(parameter: string, image: string, entries: string): string {
  return `jobs: { j: { parameters: { p: ${parameter} }, docker: [{ image: "${image}" }] } }
workflows: { w: { jobs: [${entries}] } }`;
}

describe("the values of an image", () => {
  test.each([
    ["its text", "node:20", "j", ["node:20"]],
    ["a variable is not known", "$REGISTRY/app", "j", ["?/app"]],
    ["a variable in braces is not known", "a/${NAME}:1", "j", ["a/?:1"]],
    ["the default where no entry sets the parameter", "node:<< parameters.p >>", "j", ["node:d"]],
    ["what an entry sets", "node:<<parameters.p>>", "{ j: { p: x } }", ["node:x"]],
    [
      "what several entries set",
      "node:<< parameters.p >>",
      "{ j: { p: x } }, { j: { p: y } }, j",
      ["node:d", "node:x", "node:y"],
    ],
    [
      "each value of a matrix",
      "node:<< parameters.p >>",
      "{ j: { matrix: { parameters: { p: [a, b] } } } }",
      ["node:a", "node:b"],
    ],
    [
      "a matrix value that an argument quotes",
      "node:<< parameters.p >>",
      '{ j: { p: "v<< matrix.q >>", matrix: { parameters: { q: ["1", "2"] } } } }',
      ["node:v1", "node:v2"],
    ],
    ["an expression is not known", "node:<< pipeline.git.branch >>", "j", ["node:?"]],
    ["the default where nothing runs the job", "node:<< parameters.p >>", "other", ["node:d"]],
  ])("%s", (_, image, entries, values) => {
    expect(valuesOf(jobWith('{ type: string, default: "d" }', image, entries))).toEqual(values);
  });

  test("each choice of an enum that no entry sets", () => {
    const text = `jobs: { j: { parameters: { p: { type: enum, enum: [a, b] } }, docker: [{ image: "x:<< parameters.p >>" }] } }`;
    expect(valuesOf(text)).toEqual(["x:a", "x:b"]);
  });

  test("the default and the choices of a pipeline parameter", () => {
    const text = `parameters: { p: { type: enum, enum: [a, b], default: a } }
jobs: { j: { docker: [{ image: "x:<< pipeline.parameters.p >>" }] } }`;
    expect(valuesOf(text)).toEqual(["x:a", "x:b"]);
  });

  test("what a job hands to an executor, through its own parameter", () => {
    const text = `executors: { e: { parameters: { tag: { type: string, default: d } }, docker: [{ image: "x:<< parameters.tag >>" }] } }
jobs:
  a: { parameters: { v: { type: string } }, executor: { name: e, tag: "<< parameters.v >>" } }
  b: { executor: e }
workflows: { w: { jobs: [{ a: { v: "1" } }, b] } }`;
    expect(valuesOf(text)).toEqual(["x:1", "x:d"]);
  });

  test("an executor's parameters are not the job's of the same name", () => {
    const text = `executors: { e: { parameters: { tag: { type: string, default: d } }, docker: [{ image: "x:<< parameters.tag >>" }] } }
jobs: { a: { parameters: { tag: { type: string, default: "1" } }, executor: e } }`;
    expect(valuesOf(text)).toEqual(["x:d"]);
  });
});

describe("who pulls", () => {
  function jobsOf(text: string): string[] {
    const { pullSites } = readConfig(parse(new Source(".circleci/config.yml", `version: 2.1\n${text}`)));
    return pullSites.flatMap(({ pulls }) =>
      pulls.map(({ jobName, invocation }) => `${jobName}@${invocation?.holderName}`),
    );
  }

  test.each([
    [
      "a job with a list of its own, not its executor",
      "executors: { e: { docker: [{ image: a }] } }\njobs: { j: { executor: e, docker: [{ image: b }] } }",
      ["j@undefined"],
    ],
    [
      "each entry of each workflow",
      "jobs: { j: { docker: [{ image: b }] } }\nworkflows: { v: { jobs: [j, j] }, w: { jobs: [j] } }",
      ["j@v", "j@v", "j@w"],
    ],
    [
      "an entry of a job group, not the entry that runs the group",
      "jobs: { j: { docker: [{ image: b }] } }\njob-groups: { g: { jobs: [j] } }\nworkflows: { w: { jobs: [g] } }",
      ["j@g"],
    ],
    [
      "no approval",
      "jobs: { j: { docker: [{ image: b }] } }\nworkflows: { w: { jobs: [{ j: { type: approval } }] } }",
      ["j@undefined"],
    ],
    [
      "a job of an inline orb",
      "orbs: { o: { jobs: { j: { docker: [{ image: b }] } } } }\nworkflows: { w: { jobs: [o/j] } }",
      ["j@w"],
    ],
    [
      "an orb's job that is handed an executor",
      "orbs: { o: a/b@1 }\nexecutors: { e: { docker: [{ image: b }] } }\nworkflows: { w: { jobs: [{ o/j: { my-executor: e } }] } }",
      ["o/j@w"],
    ],
  ])("%s", (_, text, jobs) => {
    expect(jobsOf(text)).toEqual(jobs);
  });
});
