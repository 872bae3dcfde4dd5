import { SEVERITIES, type Severity, isAtLeast } from "../finding.ts";
import type { Tally } from "./tally.ts";

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
export function whatFails({ severities }: Tally, gate: Gate): "severity" | "warnings" | undefined {
  if (gate.exitZero) return undefined;
  const { failOn, maxWarnings = Number.POSITIVE_INFINITY } = gate;
  const isGrave = SEVERITIES.some(
    (severity) => severities[severity] > 0 && failOn !== "never" && isAtLeast(severity, failOn),
  );
  if (isGrave) return "severity";
  return severities.warning > maxWarnings ? "warnings" : undefined;
}
