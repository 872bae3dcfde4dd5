import type { Severity } from "../finding.ts";
import { Fingerprints } from "./fingerprints.ts";
import { JsonList } from "./json-list.ts";
import type { Reporter } from "./report.ts";
import { type Row, rowsOfFile } from "./rows.ts";
import { visible } from "./text.ts";

const SEVERITY: Readonly<Record<Severity, string>> = { error: "critical", warning: "major", info: "info" };

/** GitLab's code quality report: the part of Code Climate's issues that GitLab reads. */
export const openGitlab: Reporter<unknown> = () => {
  const fingerprints = new Fingerprints();
  const issues = new JsonList(0);
  return {
    file: (file) => {
      const prints = fingerprints.ofFile(file);
      return rowsOfFile(file)
        .map((row) => issues.add(toIssue(row, prints.get(row.finding))))
        .join("");
    },
    end: () => `${issues.end()}\n`,
  };
};

function toIssue({ finding, file, start, end }: Row, fingerprint: string | undefined): object {
  return {
    description: visible(finding.message),
    check_name: finding.rule,
    fingerprint,
    severity: SEVERITY[finding.severity],
    location: { path: file.repositoryPath, lines: { begin: start.line, end: end.line } },
  };
}
