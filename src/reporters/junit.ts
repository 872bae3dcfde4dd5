import type { RunResult } from "../engine/result.ts";
import { explain, plainFrame } from "./explain.ts";
import { collecting } from "./report.ts";
import { type Failure, type Row, failuresOf, rowsOfFile } from "./rows.ts";
import { visible } from "./text.ts";
import { element, textElement } from "./xml.ts";

/**
 * JUnit's XML as CircleCI reads it: a suite for each file, in it a failed test for each finding, an error for what failed, or
 * one test that passes. Names say what is wrong, not where: they stay the same while lines move.
 */
export const openJunit = collecting<unknown>((result: RunResult): string => {
  const failures = failuresOf(result, result.files);
  const linted = result.files.map((file) => {
    const own = failures.filter(({ path }) => path === file.source.path);
    return toSuite(file.repositoryPath, rowsOfFile(file), own);
  });
  const known = new Set(result.files.map(({ source }) => source.path));
  const failed = failures.filter(({ path }) => !known.has(path)).map((one) => toSuite(one.repositoryPath, [], [one]));
  const suites = [...failed, ...linted];
  const sum = (key: "tests" | "failures" | "errors"): number => suites.reduce((all, suite) => all + suite[key], 0);
  const totals = { name: "circlesec", tests: sum("tests"), failures: sum("failures"), errors: sum("errors"), time: 0 };
  const children = suites.map(({ xml }) => xml);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element("testsuites", totals, children)}\n`;
});

interface Suite {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly xml: string;
}

function toSuite(path: string, rows: readonly Row[], failures: readonly Failure[]): Suite {
  const where = { classname: path, file: path, time: 0 };
  const cases = [
    ...rows.map((row) => {
      const { rule, message, severity } = row.finding;
      const name = `${rule}: ${visible(message)}`;
      const failure = { message: `${path}:${row.start.line}:${row.start.column} ${visible(message)}`, type: severity };
      const children = [textElement("failure", failure, describe(path, row))];
      return element("testcase", { name, ...where, line: row.start.line }, children);
    }),
    ...failures.map(({ rule, message, line }) => {
      const children = [element("error", { message: visible(message), type: "failed" })];
      return element("testcase", { name: rule ?? "the file can be linted", ...where, line }, children);
    }),
  ];
  const counts = { tests: Math.max(cases.length, 1), failures: rows.length, errors: failures.length };
  const clean = element("testcase", { name: "no problems", ...where });
  return {
    ...counts,
    xml: element("testsuite", { name: path, ...counts, time: 0 }, cases.length > 0 ? cases : [clean]),
  };
}

function describe(path: string, row: Row): string {
  const { finding, start } = row;
  return [
    `${path}:${start.line}:${start.column} ${finding.severity} ${finding.rule}`,
    `  ${visible(finding.message)}`,
    ...plainFrame(row),
    ...explain(finding).map(({ label, text }) => `  ${label}: ${text}`),
  ].join("\n");
}
