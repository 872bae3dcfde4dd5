import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { applyEdits } from "../../src/edit/index.ts";
import type { RunResult } from "../../src/engine/result.ts";
import { openRdjson } from "../../src/reporters/rdjson.ts";
import { reportRun } from "../../src/reporters/report.ts";
import { Source } from "../../src/source/source.ts";
import { fileWith, findingAt, fixWith, runOf, spanOf } from "./results.ts";
import { CASES, OPTIONS, RUNS } from "./runs.ts";

/** What reviewdog's `proto/rdf/reviewdog.proto` has, and nothing else: unknown fields may be refused. */
const string = { type: "string" };
const object = (properties: object, ...required: string[]) => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});
const position = object({ line: { type: "integer", minimum: 1 }, column: { type: "integer", minimum: 1 } }, "line");
const range = object({ start: position, end: position }, "start");
const source = object({ name: string, url: string }, "name");
const severity = { enum: ["ERROR", "WARNING", "INFO"] };
const diagnostic = object(
  {
    message: string,
    location: object({ path: string, range }, "path"),
    severity,
    source,
    code: object({ value: string, url: string }),
    suggestions: { type: "array", items: object({ range, text: string }, "range", "text") },
    original_output: string,
  },
  "message",
  "location",
);
const isValid = new Ajv().compile(
  object({ diagnostics: { type: "array", items: diagnostic }, source, severity }, "diagnostics"),
);

interface Place {
  readonly line: number;
  readonly column: number;
}

interface Suggestion {
  readonly range: { readonly start: Place; readonly end: Place };
  readonly text: string;
}

function suggestionsOf(result: RunResult): (Suggestion | undefined)[] {
  const { diagnostics }: { diagnostics: { suggestions?: Suggestion[] }[] } = JSON.parse(
    reportRun(openRdjson, result, OPTIONS),
  );
  return diagnostics.map(({ suggestions = [] }) => {
    expect(suggestions.length).toBeLessThan(2);
    return suggestions[0];
  });
}

/** A text after a suggestion, its columns taken as bytes of UTF-8. */
function take({ range: { start, end }, text }: Suggestion, before: string): string {
  const bytes = Buffer.from(before);
  const starts = [0, ...[...bytes.entries()].flatMap(([at, byte]) => (byte === 0x0a ? [at + 1] : []))];
  const offset = ({ line, column }: Place): number => (starts[line - 1] ?? Number.NaN) + column - 1;
  return Buffer.concat([bytes.subarray(0, offset(start)), Buffer.from(text), bytes.subarray(offset(end))]).toString();
}

test("every report is what reviewdog reads", () => {
  for (const [name, result] of [...Object.entries(RUNS), ...CASES]) {
    isValid(JSON.parse(reportRun(openRdjson, result, OPTIONS)));
    expect(isValid.errors, name).toBeNull();
  }
});

test("a suggestion, taken as it is, is the whole fix", () => {
  let taken = 0;
  for (const [name, result] of CASES) {
    const found = result.files.flatMap(({ source, findings }) => findings.map((finding) => ({ source, finding })));
    for (const [index, suggestion] of suggestionsOf(result).entries()) {
      const { source, finding } = found[index] ?? expect.fail("a diagnostic without a finding");
      if (!suggestion) continue;
      expect(take(suggestion, source.text), name).toBe(applyEdits(source.text, finding.fix?.edits ?? []));
      taken += 1;
    }
  }
  expect(taken).toBeGreaterThan(100);
});

test("columns are bytes, in suggestions too", () => {
  const wide = new Source("a.yml", "日本 😀: node:20 # é\n");
  const { start, end } = spanOf(wide, " # é");
  const fix = fixWith({ edits: [{ start, end, text: "" }] });
  const result = runOf([fileWith(wide, { findings: [findingAt(wide, "node:20", { fix })] })]);
  const [suggestion] = suggestionsOf(result);
  expect(suggestion && take(suggestion, wide.text)).toBe("日本 😀: node:20\n");
  expect(JSON.parse(reportRun(openRdjson, result, OPTIONS))).toHaveProperty("diagnostics.0.location.range.start", {
    line: 1,
    column: 14,
  });
});

test.each([
  ["a secret between its edits", "needs-setup", "a: Zx81kQw9"],
  ["a meaning that a person must confirm", "unsafe", "nowhere"],
] as const)("a fix with %s is no suggestion", (_, safety, secret) => {
  const text = new Source("a.yml", "image: node:20\na: Zx81kQw9\nb: 1\n");
  const fix = fixWith({
    safety,
    edits: [
      { start: 0, end: 0, text: "x: 1\n" },
      { ...spanOf(text, "b: 1"), text: "" },
    ],
  });
  const secrets = text.text.includes(secret) ? [spanOf(text, secret)] : [];
  const result = runOf([fileWith(text, { findings: [findingAt(text, "node:20", { fix })], secrets })]);
  expect(suggestionsOf(result)).toEqual([undefined]);
});
