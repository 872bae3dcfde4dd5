import { expect, test } from "vitest";
import type { Prerequisite } from "../../src/finding.ts";
import { describeSetup, setupsOf } from "../../src/reporters/setup.ts";
import { Source } from "../../src/source/source.ts";
import { applied, DOCKER_CONTEXT, fileWith } from "./results.ts";

/** The section for fixes that need these, a file for each inner list. */
function sectionFor(...files: Prerequisite[][]): string[] {
  const results = files.map((setup, index) =>
    fileWith(new Source(`${index}.yml`, ""), { applied: setup.map((one) => applied(1, { setup: [one] })) }),
  );
  return describeSetup(setupsOf(results), 100);
}

/** The last lines of every section. */
const PLAN = [
  "  An authenticated pull counts against the limit of its account: use one whose plan allows what your",
  "    jobs pull",
];

test("nothing is said where no fix needs anything", () => {
  expect(sectionFor([])).toEqual([]);
});

test("a context comes with the commands that create it and the warning about forks", () => {
  expect(sectionFor([DOCKER_CONTEXT]).join("\n")).toMatchInlineSnapshot(`
    "Before you merge
      Create context \`docker-credentials\` with \`DOCKERHUB_USERNAME\` and \`DOCKERHUB_TOKEN\`, if it does
      not exist yet:
        circleci context create --org-id <org-id> docker-credentials
        circleci context store-secret --org-id <org-id> docker-credentials DOCKERHUB_USERNAME
        circleci context store-secret --org-id <org-id> docker-credentials DOCKERHUB_TOKEN
      \`store-secret\` asks for the value; version 1 of the CLI has other commands:
        circleci context create <context>
        circleci context secret set <context> --name <variable>
      Jobs with a context do not run for pull requests from forks unless the author belongs to the
        organization (GitHub OAuth and Bitbucket Cloud projects); \`--source project\` avoids it
      An authenticated pull counts against the limit of its account: use one whose plan allows what your
        jobs pull"
  `);
});

test("one context that several fixes need is told once, with the variables of all of them", () => {
  const lines = sectionFor(
    [DOCKER_CONTEXT, DOCKER_CONTEXT],
    [{ ...DOCKER_CONTEXT, variables: ["EXTRA"] } as Prerequisite],
  );
  expect(lines.filter((line) => line.startsWith("  Create"))).toEqual([
    "  Create context `docker-credentials` with `DOCKERHUB_USERNAME`, `DOCKERHUB_TOKEN` and `EXTRA`, if",
  ]);
});

test("the notes about contexts are told once for all contexts", () => {
  const lines = sectionFor([DOCKER_CONTEXT, { kind: "context", context: "b", variables: [] }]);
  expect(lines.filter((line) => line.includes("from forks"))).toHaveLength(1);
});

test("a context name with a space is quoted in commands", () => {
  const lines = sectionFor([{ kind: "context", context: "acme's hub", variables: ["A"] }]);
  expect(lines).toContain(String.raw`    circleci context store-secret --org-id <org-id> 'acme'\''s hub' A`);
});

test("project variables are set in the settings of the project, and no fork is mentioned", () => {
  const lines = sectionFor([{ kind: "project-variables", variables: ["A", "B"] }]);
  expect(lines).toEqual([
    "Before you merge",
    "  Set the project environment variables `A` and `B` (Project Settings > Environment Variables)",
    ...PLAN,
  ]);
});

test("one project variable is singular", () => {
  const lines = sectionFor([{ kind: "project-variables", variables: ["A"] }]);
  expect(lines).toContain("  Set the project environment variable `A` (Project Settings > Environment Variables)");
});

test("callers of each file are told what to supply", () => {
  const need: Prerequisite = { kind: "callers", context: "hub", variables: ["A", "B"] };
  expect(sectionFor([need, need], [need])).toEqual([
    "Before you merge",
    "  Every config that uses `0.yml` must supply `A` and `B`, for instance from context `hub`",
    "  Every config that uses `1.yml` must supply `A` and `B`, for instance from context `hub`",
    ...PLAN,
  ]);
});
