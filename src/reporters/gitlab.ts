import type { RunResult } from "../engine/result.ts";
import type { Severity } from "../finding.ts";
import { fingerprintsOf } from "./fingerprints.ts";
import { rowsOf } from "./rows.ts";
import { visible } from "./text.ts";

const SEVERITY: Readonly<Record<Severity, string>> = { error: "critical", warning: "major", info: "info" };

/** GitLab's code quality report: the part of Code Climate's issues that GitLab reads. */
export function reportGitlab(result: RunResult): string {
  const fingerprints = fingerprintsOf(result);
  const issues = rowsOf(result).map(({ finding, file, start, end }) => ({
    description: visible(finding.message),
    check_name: finding.rule,
    fingerprint: fingerprints.get(finding),
    severity: SEVERITY[finding.severity],
    location: { path: file.repositoryPath, lines: { begin: start.line, end: end.line } },
  }));
  return `${JSON.stringify(issues, undefined, 2)}\n`;
}
