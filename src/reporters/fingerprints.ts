import { createHash } from "node:crypto";
import type { Row } from "./rows.ts";

/**
 * A name for each row that outlives edits around it: the SHA-256 of its rule, its path and what it is about, and of how many
 * rows before it have these in common. In the order of the rows.
 */
export function fingerprintsOf(rows: readonly Row[]): string[] {
  const seen = new Map<string, number>();
  return rows.map(({ finding, file }) => {
    const key = JSON.stringify([finding.rule, file.repositoryPath, finding.subject]);
    const ordinal = seen.get(key) ?? 0;
    seen.set(key, ordinal + 1);
    return createHash("sha256").update(`${key}\n${ordinal}`).digest("hex");
  });
}
