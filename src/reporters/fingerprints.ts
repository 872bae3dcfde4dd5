import { createHash } from "node:crypto";
import type { RunResult } from "../engine/result.ts";
import type { Finding } from "../finding.ts";

/**
 * A name for each finding that outlives edits around it: the SHA-256 of its rule, its path and what it is about, and of how many
 * before it have these in common. Suppressed ones count, so that a name stays when another finding is suppressed.
 */
export function fingerprintsOf({ files }: RunResult): ReadonlyMap<Finding, string> {
  const seen = new Map<string, number>();
  const prints = new Map<Finding, string>();
  for (const { repositoryPath, findings, suppressed } of files) {
    const all = [...findings, ...suppressed.map(({ finding }) => finding)];
    for (const finding of all.toSorted((a, b) => a.span.start - b.span.start)) {
      const key = JSON.stringify([finding.rule, repositoryPath, finding.subject]);
      const ordinal = seen.get(key) ?? 0;
      seen.set(key, ordinal + 1);
      prints.set(finding, createHash("sha256").update(`${key}\n${ordinal}`).digest("hex"));
    }
  }
  return prints;
}
