import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import type { RunResult } from "../../src/engine/result.ts";
import type { Report } from "../../src/reporters/json.ts";
import { openJson, openJsonLines } from "../../src/reporters/json-report.ts";
import { reportRun } from "../../src/reporters/report.ts";
import { LINE_SCHEMA, REPORT_SCHEMA } from "../../src/reporters/json-schema.ts";
import { Source } from "../../src/source/source.ts";
import { applied, CONFIG, DOCKER_CONTEXT, fileWith, findingAt, fixWith, runOf, spanOf } from "./results.ts";

const source = new Source(".circleci/config.yml", CONFIG);
const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(REPORT_SCHEMA);

const CLEAN = runOf([fileWith(source)]);
const LINTED = runOf(
  [
    fileWith(source, {
      findings: [
        findingAt(source, "node:20", {
          help: "Add `auth` by hand",
          related: [{ ...spanOf(source, "build"), text: "pulled by job `build`" }],
          fix: fixWith({ setup: [DOCKER_CONTEXT, { kind: "project-variables", variables: ["A"] }] }),
        }),
        findingAt(source, "redis:7"),
      ],
      crashes: [{ rule: "unused-context", message: "x is not a function" }],
    }),
  ],
  { skipped: 2, errors: [{ path: "b.yml", message: "permission denied", help: "Ask for it" }] },
);
const FIXED = runOf(
  [
    fileWith(source, {
      applied: [applied(5, { setup: [DOCKER_CONTEXT] })],
      refused: [{ rule: "unsupplied-variable", line: 9, title: "Add context `x`", reason: "a comment is gone" }],
    }),
  ],
  { command: "fix" },
);

function parsed(result: RunResult): unknown {
  return JSON.parse(reportRun(openJson, result, { version: "0.1.0" }));
}

test("a clean run is a report of nothing", () => {
  expect(reportRun(openJson, CLEAN, { version: "0.1.0" })).toMatchInlineSnapshot(`
    "{
      "schemaVersion": 1,
      "tool": {
        "name": "circlesec",
        "version": "0.1.0"
      },
      "findings": [],
      "files": {
        "linted": 1,
        "skipped": 0,
        "failed": 0
      },
      "errors": []
    }
    "
  `);
});

test("a finding says where it is in lines and columns from 1 and offsets from 0", () => {
  expect(parsed(LINTED)).toMatchObject({
    findings: [
      {
        range: { start: { line: 5, column: 16, offset: 55 }, end: { line: 5, column: 23, offset: 62 } },
        related: [{ message: "pulled by job `build`", range: { start: { line: 3, column: 3, offset: 21 } } }],
      },
      {},
    ],
  });
});

test("offsets count UTF-16 units", () => {
  const wide = new Source("a.yml", "😀: node:20");
  const run = runOf([fileWith(wide, { findings: [findingAt(wide, "node:20")] })]);
  expect(parsed(run)).toMatchObject({ findings: [{ range: { start: { line: 1, column: 5, offset: 4 } } }] });
});

test("a finding names the page of its rule", () => {
  expect(parsed(LINTED)).toHaveProperty(
    "findings.0.docs",
    "https://unpkg.com/circlesec/docs/rules.md#unauthenticated-pull",
  );
});

test("a finding without help and fix has null there", () => {
  expect(parsed(LINTED)).toMatchObject({ findings: [{}, { help: null, fix: null, related: [] }] });
});

test("a fix tells its edits and prerequisites, and nothing of how it is proved", () => {
  expect(parsed(LINTED)).toHaveProperty("findings.0.fix", {
    title: "Add `auth` and context `docker-credentials`",
    safety: "needs-setup",
    edits: [{ start: 3, end: 3, text: "# x\n" }],
    setup: [
      { kind: "context", context: "docker-credentials", variables: ["DOCKERHUB_USERNAME", "DOCKERHUB_TOKEN"] },
      { kind: "project-variables", variables: ["A"] },
    ],
  });
});

test("files that failed and rules that crashed are errors", () => {
  expect(parsed(LINTED)).toMatchObject({
    files: { linted: 1, skipped: 2, failed: 1 },
    errors: [
      { path: "b.yml", message: "permission denied" },
      { path: ".circleci/config.yml", message: "rule `unused-context` failed: x is not a function" },
    ],
  });
});

test("only a fix run tells fixes", () => {
  expect(parsed(LINTED)).not.toHaveProperty("fixes");
  expect(parsed(FIXED)).toHaveProperty("fixes", {
    applied: [
      {
        path: ".circleci/config.yml",
        rule: "unauthenticated-pull",
        message: "job `build` pulls `node:20`",
        line: 5,
        title: "Add `auth` and context `docker-credentials`",
        safety: "needs-setup",
        setup: [DOCKER_CONTEXT],
        proof: "held",
      },
    ],
    refused: [
      {
        path: ".circleci/config.yml",
        rule: "unsupplied-variable",
        line: 9,
        title: "Add context `x`",
        reason: "a comment is gone",
      },
    ],
  });
});

test("nothing that a finding may carry later gets into the report", () => {
  const finding = { ...findingAt(source, "node:20"), internal: "x" };
  expect(reportRun(openJson, runOf([fileWith(source, { findings: [finding] })]), { version: "0.1.0" })).not.toContain(
    "internal",
  );
});

test.each([
  ["a clean run", CLEAN],
  ["an empty run", runOf([])],
  ["a lint run", LINTED],
  ["a fix run", FIXED],
])("the schema accepts %s", (_, result) => {
  validate(parsed(result));
  expect(validate.errors).toBeNull();
});

test.each([
  ["no version", { schemaVersion: undefined }],
  ["another version", { schemaVersion: 2 }],
  ["an unknown property", { extra: true }],
  ["a finding of nothing", { findings: [{}] }],
  ["files counted in halves", { files: { linted: 0.5, skipped: 0, failed: 0 } }],
])("the schema refuses a report with %s", (_, change) => {
  const report: unknown = JSON.parse(JSON.stringify({ ...Object(parsed(CLEAN)), ...change }));
  expect(validate(report)).toBe(false);
});

test("every property in the schema has a description", () => {
  const bare: string[] = [];
  const visit = (value: unknown, path: string): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, child] of Object.entries(value)) {
      const isProperty = path.endsWith("/properties");
      if (isProperty && !("description" in child) && !("$ref" in child)) bare.push(`${path}/${key}`);
      visit(child, `${path}/${key}`);
    }
  };
  visit(REPORT_SCHEMA, "");
  visit(LINE_SCHEMA, "");
  expect(bare).toEqual([]);
});

test("as lines, each value is one of the schema, and together they hold all of the report", () => {
  const isLine = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(LINE_SCHEMA);
  for (const result of [CLEAN, LINTED, FIXED]) {
    const lines = reportRun(openJsonLines, result, { version: "0.1.0" })
      .trimEnd()
      .split("\n")
      .map((line): { type: string } => JSON.parse(line));
    for (const line of lines) expect(isLine(line), JSON.stringify(isLine.errors)).toBe(true);
    const of = (wanted: string): unknown[] => lines.flatMap(({ type, ...rest }) => (type === wanted ? [rest] : []));
    const { findings, fixes, errors, ...run }: Report = JSON.parse(reportRun(openJson, result, { version: "0.1.0" }));
    expect(of("run")).toEqual([run]);
    expect(of("finding")).toEqual(findings);
    expect(of("applied")).toEqual(fixes?.applied ?? []);
    expect(of("refused")).toEqual(fixes?.refused ?? []);
    expect(of("error")).toEqual(errors);
  }
});

test("a fix that repeats a secret of the file is not told", () => {
  const leaky = new Source("a.yml", "image: node:20\npassword: Zx81kQw9Lm2vTrHq\n");
  const fix = fixWith({ edits: [{ start: 0, end: 0, text: "copy: Zx81kQw9Lm2vTrHq\n" }] });
  const secrets = [spanOf(leaky, "Zx81kQw9Lm2vTrHq")];
  const run = runOf([fileWith(leaky, { findings: [findingAt(leaky, "node:20", { fix })], secrets })]);
  expect(parsed(run)).toHaveProperty("findings.0.fix", null);
});
