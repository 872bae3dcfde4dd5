import type { PlannedFile } from "../plan.ts";

/** A file of a plan as every JSON of `circlesec fleet` has it. */
export function fileJson({ path, kind, findings, applied, refused, crashes, diff }: PlannedFile): object {
  return {
    path,
    kind,
    findings: findings.map(({ rule, severity, message, why, help, line, column, fix }) => ({
      rule,
      severity,
      message,
      why,
      help: help ?? null,
      line,
      column,
      fix: fix ? { title: fix.title, safety: fix.safety } : null,
    })),
    fixes: applied.map(({ rule, message, line, title, safety }) => ({ rule, message, line, title, safety })),
    refused: refused.map(({ rule, line, title, reason }) => ({ rule, line, title, reason })),
    crashes,
    diff,
  };
}
