import { type Severity, isAtLeast } from "../finding.ts";
import type { RunResult } from "./result.ts";

/** What makes findings fail a run. */
export interface Gate {
  /** The mildest severity that fails it. */
  readonly failOn: Severity | "never";
  /** How many warnings pass; `undefined` for any number. */
  readonly maxWarnings?: number | undefined;
  /** True when no finding fails it. */
  readonly exitZero?: boolean | undefined;
}

/** What fails a run: a finding that is grave enough, or too many warnings; `undefined` when its findings pass. */
export function whatFails(result: RunResult, gate: Gate): "severity" | "warnings" | undefined {
  if (gate.exitZero) return undefined;
  const severities = result.files.flatMap(({ findings }) => findings.map(({ severity }) => severity));
  const { failOn, maxWarnings = Number.POSITIVE_INFINITY } = gate;
  if (failOn !== "never" && severities.some((severity) => isAtLeast(severity, failOn))) return "severity";
  return severities.filter((severity) => severity === "warning").length > maxWarnings ? "warnings" : undefined;
}
