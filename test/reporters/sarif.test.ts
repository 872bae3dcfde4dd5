import { createRequire } from "node:module";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import type { Log, Region, Result } from "sarif";
import type { RunResult } from "../../src/engine/result.ts";
import { openGitlab } from "../../src/reporters/gitlab.ts";
import { reportRun } from "../../src/reporters/report.ts";
import { sarifReporter } from "../../src/reporters/sarif.ts";
import { Source } from "../../src/source/source.ts";
import { applyEdits } from "../../src/edit/index.ts";
import { CONFIG, fileWith, findingAt, fixWith, oneFinding, runOf, spanOf } from "./results.ts";
import { CASES, OPTIONS, RULE_METAS, RUNS } from "./runs.ts";

const require = createRequire(import.meta.url);
const openSarif = sarifReporter(RULE_METAS);
const ALL = [...Object.entries(RUNS), ...CASES];

/** The published schema. Its header names a draft that ajv does not know; it uses nothing that later ones lack. */
function compileSchema() {
  const schema = require("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
  return new Ajv({ strict: false, unicodeRegExp: false, logger: false, allErrors: true }).compile({
    ...schema,
    $schema: undefined,
    id: undefined,
  });
}

function logOf(result: RunResult): Log {
  return JSON.parse(reportRun(openSarif, result, OPTIONS));
}

function resultsOf(result: RunResult): Result[] {
  return logOf(result).runs[0]?.results ?? [];
}

/** Offsets of a region, by the lines and columns that it tells. */
function spanIn({ lineStarts }: Source, { startLine = 0, startColumn = 0, endLine = 0, endColumn = 0 }: Region) {
  const offset = (line: number, column: number): number => (lineStarts[line - 1] ?? Number.NaN) + column - 1;
  return { start: offset(startLine, startColumn), end: offset(endLine, endColumn) };
}

test("every log is what the schema of SARIF 2.1.0 asks for", () => {
  const isValid = compileSchema();
  for (const [name, result] of ALL) {
    isValid(logOf(result));
    expect(isValid.errors, name).toBeNull();
  }
});

test("the schema finds what is wrong", () => {
  const isValid = compileSchema();
  const log = reportRun(openSarif, RUNS["findings"] ?? expect.fail("no such run"), OPTIONS);
  expect(isValid(JSON.parse(log.replace('"level": "error"', '"level": "grave"')))).toBe(false);
  expect(isValid(JSON.parse(log.replace('"startLine": 5', '"startLine": 0')))).toBe(false);
});

test("every rule index and every notification names its rule", () => {
  for (const [name, result] of ALL) {
    const run = logOf(result).runs[0];
    const rules = run?.tool.driver.rules ?? [];
    for (const { ruleId, ruleIndex = -1 } of run?.results ?? []) expect(rules[ruleIndex]?.id, name).toBe(ruleId);
  }
});

test("a run that is not whole says so, and why", () => {
  const { executionSuccessful, toolExecutionNotifications = [] } = logOf(RUNS["broken"] ?? expect.fail("no such run"))
    .runs[0]?.invocations?.[0] ?? { executionSuccessful: true };
  expect(executionSuccessful).toBe(false);
  expect(toolExecutionNotifications.map(({ level, associatedRule }) => [level, associatedRule?.id])).toEqual([
    ["error", undefined],
    ["error", "leaked-token"],
    ["error", "unauthenticated-pull"],
  ]);
});

test("the replacements of a fix, applied by their lines and columns, give what the fix gives", () => {
  let fixes = 0;
  for (const [name, result] of CASES) {
    const found = result.files.flatMap(({ source, findings }) => findings.map((finding) => ({ source, finding })));
    for (const [index, { fixes: [told] = [] }] of resultsOf(result).entries()) {
      const { source, finding } = found[index] ?? expect.fail("a result without a finding");
      if (!told || !finding.fix) continue;
      const replacements = told.artifactChanges[0]?.replacements ?? [];
      const edits = replacements.map(({ deletedRegion, insertedContent }) => ({
        ...spanIn(source, deletedRegion),
        text: insertedContent?.text ?? "",
      }));
      expect(applyEdits(source.text, edits), name).toBe(applyEdits(source.text, finding.fix.edits));
      fixes += 1;
    }
  }
  expect(fixes).toBeGreaterThan(100);
});

test("a fix that repeats a secret of the file is not told", () => {
  const secret = "Zx81kQw9Lm2vTrHq";
  const source = new Source("a.yml", `image: node:20\npassword: ${secret}\n`);
  const fix = fixWith({ edits: [{ start: 0, end: 0, text: `copy: ${secret}\n` }] });
  const finding = findingAt(source, "node:20", { fix });
  const result = runOf([fileWith(source, { findings: [finding], secrets: [spanOf(source, secret)] })]);
  expect(resultsOf(result)[0]).not.toHaveProperty("fixes");
  expect(JSON.stringify(logOf(result))).not.toContain(secret);
});

test.each([
  [".circleci/config.yml", ".circleci/config.yml"],
  ["a b/ü#?%.yml", "a%20b/%C3%BC%23%3F%25.yml"],
  ["a:b/c.yml", "a%3Ab/c.yml"],
  ["/tmp/x y.yml", "file:///tmp/x%20y.yml"],
  ["C:/x/y.yml", "file:///C:/x/y.yml"],
  ["\uD800.yml", "%EF%BF%BD.yml"],
])("the path %j is %s", (path, uri) => {
  const { files, ...run } = oneFinding("image: node:20\n", "node:20");
  const [result] = resultsOf({ ...run, files: files.map((file) => ({ ...file, repositoryPath: path })) });
  const location = result?.locations?.[0]?.physicalLocation?.artifactLocation;
  expect(location?.uri).toBe(uri);
  expect(location?.uriBaseId).toBe(uri.startsWith("file:") ? undefined : "%SRCROOT%");
});

test("what would be a link in a message is none", () => {
  const [result] = resultsOf(
    oneFinding("image: node:20\n", "node:20", { message: "see [here](https://evil.example)" }),
  );
  expect(result?.message.text).toContain(String.raw`See \[here](https://evil.example).`);
});

test("fingerprints stay when lines move, and differ within a run, in SARIF as for GitLab", () => {
  const printsOf = (text: string) => {
    const source = new Source("a.yml", text);
    const findings = ["node:20", "redis:7", "node:20"].map((image) => findingAt(source, image));
    const result = runOf([fileWith(source, { findings, repositoryPath: "a.yml" })]);
    const issues: { fingerprint: string }[] = JSON.parse(reportRun(openGitlab, result, OPTIONS));
    const sarif = resultsOf(result).map(({ partialFingerprints }) => Object.values(partialFingerprints ?? {}).join());
    expect(issues.map(({ fingerprint }) => fingerprint)).toEqual(sarif);
    return sarif;
  };
  const prints = printsOf("- image: node:20\n- image: redis:7\n");
  expect(new Set(prints).size).toBe(3);
  expect(printsOf("# moved\n\n- image: redis:7\n- image: node:20\n")).toEqual(prints);
});

test("what does not count is left out, or marked where the user asks for it", () => {
  const file = new Source("a.yml", CONFIG);
  const [first, second, third] = ["node:20", "redis:7", "main"].map((needle) => findingAt(file, needle));
  if (!first || !second || !third) throw new Error("no findings");
  const comment = { kind: "comment", line: 4, until: undefined, reason: "a throw-away" } as const;
  const suppressed = [
    { finding: second, suppression: comment },
    { finding: third, suppression: { kind: "baseline" } as const },
  ];
  const result = runOf([fileWith(file, { findings: [first], suppressed })], { isCompared: true });
  const told = (reportSuppressed: boolean) => {
    const log: Log = JSON.parse(reportRun(openSarif, result, { ...OPTIONS, reportSuppressed }));
    expect(compileSchema()(log)).toBe(true);
    return (log.runs[0]?.results ?? []).map(({ suppressions, baselineState }) => [baselineState, suppressions]);
  };
  expect(told(false)).toEqual([["new", undefined]]);
  expect(told(true)).toEqual([
    ["new", undefined],
    ["new", [{ kind: "inSource", justification: "a throw-away" }]],
    ["unchanged", [{ kind: "external", justification: "The baseline has it." }]],
  ]);
});

test("a fingerprint stays when another finding of the same name is suppressed", () => {
  const file = new Source("a.yml", CONFIG);
  const [first, second] = ["node:20", "redis:7"].map((needle) => findingAt(file, needle, { subject: "jobs.build" }));
  if (!first || !second) throw new Error("no findings");
  const suppressed = [{ finding: first, suppression: { kind: "baseline" } as const }];
  const both = resultsOf(runOf([fileWith(file, { findings: [first, second] })]));
  const one = resultsOf(runOf([fileWith(file, { findings: [second], suppressed })]));
  expect(one[0]?.partialFingerprints).toEqual(both[1]?.partialFingerprints);
  expect(both[0]?.partialFingerprints).not.toEqual(both[1]?.partialFingerprints);
});
