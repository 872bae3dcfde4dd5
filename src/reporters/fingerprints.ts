import { createHash } from "node:crypto";
import type { FileResult } from "../engine/result.ts";
import type { Finding } from "../finding.ts";

/**
 * A name for each finding that outlives edits around it: the SHA-256 of its rule, its path and what it is about, and of how many
 * before it in the run have these in common. Suppressed ones count, so that a name stays when another finding is suppressed.
 */
export class Fingerprints {
  readonly #seen = new Map<string, number>();

  /** The names of the findings of the next file of the run. */
  ofFile({ repositoryPath, findings, suppressed }: FileResult): ReadonlyMap<Finding, string> {
    const prints = new Map<Finding, string>();
    const all = [...findings, ...suppressed.map(({ finding }) => finding)];
    for (const finding of all.toSorted((a, b) => a.span.start - b.span.start)) {
      const key = JSON.stringify([finding.rule, repositoryPath, finding.subject]);
      const ordinal = this.#seen.get(key) ?? 0;
      this.#seen.set(key, ordinal + 1);
      prints.set(finding, createHash("sha256").update(`${key}\n${ordinal}`).digest("hex"));
    }
    return prints;
  }
}
