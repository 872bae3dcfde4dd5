import { describe, expect, it } from "vitest";
import { FORMATS, formatOf, isFormatName } from "../../src/reporters/formats.ts";
import { reportRun } from "../../src/reporters/report.ts";
import { rowsOfFile } from "../../src/reporters/rows.ts";
import { visible } from "../../src/reporters/text.ts";
import type { RunResult } from "../../src/engine/result.ts";
import { toldBy } from "./read-reports.ts";
import { CASES, OPTIONS, RULE_METAS, RUNS } from "./runs.ts";

const NAMES = Object.keys(FORMATS).filter(isFormatName);

/** What every format has to tell of a run. */
function expected(result: RunResult) {
  return result.files.flatMap(rowsOfFile).map(({ finding, file, start }) => ({
    path: file.repositoryPath,
    line: start.line,
    rule: finding.rule,
    severity: finding.severity,
    message: visible(finding.message),
  }));
}

describe.each(NAMES)("%s", (name) => {
  it("tells the findings of every run, each once and in order", async () => {
    const reporter = await formatOf(name).load(async () => RULE_METAS);
    for (const [run, result] of [...Object.entries(RUNS), ...CASES]) {
      const told = toldBy(name, reportRun(reporter, result, OPTIONS));
      const all = expected(result);
      // What a format has no place for is not asked of it.
      const asked = all.map((row, index) => ({ ...row, ...withoutUndefined(told[index]) }));
      expect(told, run).toHaveLength(all.length);
      expect(asked.map(normalized), run).toEqual(all.map(normalized));
    }
  });

  it("writes the same text for the same run", async () => {
    const reporter = await formatOf(name).load(async () => RULE_METAS);
    for (const result of Object.values(RUNS)) {
      expect(reportRun(reporter, result, OPTIONS)).toBe(reportRun(reporter, result, OPTIONS));
    }
  });

  it.runIf(formatOf(name).tellsFailures)("tells what failed", async () => {
    const reporter = await formatOf(name).load(async () => RULE_METAS);
    const text = reportRun(reporter, RUNS["broken"] ?? expect.fail("no such run"), OPTIONS).replaceAll(/\s+/g, " ");
    expect(text).toMatch(/b\.yml/);
    expect(text).toMatch(/permission denied/);
    expect(text).toMatch(/x is not a function/);
    expect(text).toMatch(/a comment is gone/);
  });
});

function withoutUndefined(told: object | undefined): object {
  return Object.fromEntries(Object.entries(told ?? {}).filter(([, value]) => value !== undefined));
}

/** Forms of what XML and terminals cannot hold differ; the words do not. */
function normalized<T extends { readonly path: string; readonly message: string }>(row: T): T {
  const plain = (text: string): string => visible(text.replaceAll(/[\uFFFD\uFFFE\p{Cs}]/gu, "\uFFFD"));
  return { ...row, path: plain(row.path), message: plain(row.message) };
}
