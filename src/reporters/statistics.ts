import type { FileResult } from "../engine/result.ts";
import { count } from "./count.ts";

/** Findings of one rule. */
export interface RuleCount {
  readonly rule: string;
  readonly findings: number;
  /** How many of them have a fix, unsafe ones included. */
  readonly fixable: number;
}

/** Counts the findings of one more file. */
export function countRules(counts: Map<string, RuleCount>, { findings }: FileResult): void {
  for (const { rule, fix } of findings) {
    const before = counts.get(rule) ?? { rule, findings: 0, fixable: 0 };
    counts.set(rule, { rule, findings: before.findings + 1, fixable: before.fixable + (fix ? 1 : 0) });
  }
}

/** How often each rule found something, the most frequent first. */
export function sortCounts(counts: ReadonlyMap<string, RuleCount>): RuleCount[] {
  return [...counts.values()].sort((a, b) => b.findings - a.findings || (a.rule < b.rule ? -1 : 1));
}

/** The counts as lines for a person; empty without findings. */
export function reportStatistics(counted: ReadonlyMap<string, RuleCount>): string {
  const counts = sortCounts(counted);
  const width = Math.max(0, ...counts.map(({ rule }) => rule.length));
  const digits = String(counts[0]?.findings ?? 0).length;
  return counts
    .map(({ rule, findings, fixable }) => {
      const fixes = fixable === 0 ? "no fix" : `${fixable} with a fix`;
      return `${String(findings).padStart(digits)}  ${rule.padEnd(width)}  ${fixes}\n`;
    })
    .join("")
    .concat(
      counts.length > 1
        ? `${count(
            counts.reduce((sum, { findings }) => sum + findings, 0),
            "finding",
          )} of ${count(counts.length, "rule")}\n`
        : "",
    );
}
