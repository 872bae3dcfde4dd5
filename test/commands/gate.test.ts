import { describe, expect, it } from "vitest";
import { exitCode, toGate } from "../../src/commands/gate.ts";
import type { Flags } from "../../src/commands/flags.ts";
import type { FileResult, RunResult } from "../../src/engine/result.ts";
import { tallyOf } from "../../src/engine/tally.ts";
import type { Severity } from "../../src/finding.ts";
import { Source } from "../../src/source/source.ts";
import { UserError } from "../../src/user-error.ts";
import { CONFIG, fileWith, findingAt, runOf } from "../reporters/results.ts";

const source = new Source("a.yml", CONFIG);

function runWith(severities: readonly Severity[], parts: Partial<FileResult> = {}): RunResult {
  const findings = severities.map((severity) => findingAt(source, "node:20", { severity }));
  return runOf([fileWith(source, { findings, ...parts })]);
}

function codeOf(result: RunResult, flags: Partial<Flags>): number {
  const all: Flags = { stdinFilename: "a.yml", ...flags };
  return exitCode(tallyOf(result), result, toGate(all), all.check === true);
}

describe("the exit code", () => {
  it.each<[readonly Severity[], Partial<Flags>, number]>([
    [[], {}, 0],
    [["info"], {}, 0],
    [["warning"], {}, 1],
    [["warning"], { failOn: "error" }, 0],
    [["error"], { failOn: "never" }, 0],
    [["warning", "warning"], { maxWarnings: "2" }, 0],
    [["warning", "warning"], { maxWarnings: "1" }, 1],
    [["warning"], { maxWarnings: "0" }, 1],
    [["info"], { maxWarnings: "0" }, 0],
    [["error"], { maxWarnings: "5" }, 1],
    [["warning"], { maxWarnings: "5", failOn: "warning" }, 1],
    [["warning", "warning"], { maxWarnings: "1", failOn: "never" }, 1],
    [["error", "warning"], { exitZero: true, maxWarnings: "0" }, 0],
  ])("of findings %j with %j is %i", (severities, flags, code) => {
    expect(codeOf(runWith(severities), flags)).toBe(code);
  });

  it("of what --check would change is 1, unless findings are not to fail the run", () => {
    const changed = runWith([], { before: { text: "x", secrets: [] } });
    expect(codeOf(changed, { check: true })).toBe(1);
    expect(codeOf(changed, {})).toBe(0);
    expect(codeOf(changed, { check: true, exitZero: true })).toBe(0);
  });

  it("of a run that is not whole stays, whatever is said of findings", () => {
    const failed = { ...runWith(["error"]), errors: [{ path: "b.yml", message: "permission denied" }] };
    const crashed = runWith([], { crashes: [{ rule: "x", message: "y" }] });
    expect(codeOf(failed, { exitZero: true })).toBe(2);
    expect(codeOf(crashed, { exitZero: true })).toBe(3);
  });
});

it.each(["", "-1", "1.5", "many", "0x10"])("--max-warnings %j is a mistake", (maxWarnings) => {
  expect(() => toGate({ stdinFilename: "a.yml", maxWarnings })).toThrow(UserError);
});
