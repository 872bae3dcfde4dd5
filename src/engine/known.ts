import type { Finding } from "../finding.ts";
import type { FileResult, Suppression } from "./result.ts";

/** A finding as it is known from elsewhere: what it is about, and where, from the root of the repository with `/` between folders. */
export interface KnownFinding {
  readonly path: string;
  readonly rule: string;
  readonly subject: string;
}

/** Files without the findings that were known, and what is known of findings that are not there any more. */
export interface Parted {
  readonly files: readonly FileResult[];
  readonly gone: readonly KnownFinding[];
}

/**
 * Takes known findings out of what files hold. Each known one answers to one finding: a second fault of the same name at the same
 * place is new. What is known of a file that is there no longer (`exists` is false for its path) answers to the same finding in
 * another file.
 */
export function partKnown(
  files: readonly FileResult[],
  known: Iterable<KnownFinding>,
  suppression: Suppression,
  exists: (path: string) => boolean,
): Parted {
  const open = new Set(known);
  const taken = new Set<Finding>();
  const match = (offered: Iterable<KnownFinding>, keyOf: (one: KnownFinding) => string): void => {
    const offers = new Map<string, KnownFinding[]>();
    for (const one of offered) offers.set(keyOf(one), [...(offers.get(keyOf(one)) ?? []), one]);
    for (const { repositoryPath: path, findings } of files) {
      for (const finding of findings) {
        const answer = taken.has(finding) ? undefined : offers.get(keyOf({ ...finding, path }))?.shift();
        if (!answer) continue;
        open.delete(answer);
        taken.add(finding);
      }
    }
  };
  match(open, ({ path, rule, subject }) => `${path}\n${rule}\n${subject}`);
  match(
    [...open].filter(({ path }) => !exists(path)),
    ({ rule, subject }) => `${rule}\n${subject}`,
  );
  return {
    files: files.map((file) => ({
      ...file,
      findings: file.findings.filter((finding) => !taken.has(finding)),
      suppressed: [
        ...file.suppressed,
        ...file.findings.filter((finding) => taken.has(finding)).map((finding) => ({ finding, suppression })),
      ],
    })),
    gone: [...open],
  };
}

/** What files hold, as it can be known later. */
export function toKnown(files: readonly FileResult[]): KnownFinding[] {
  return files.flatMap(({ repositoryPath: path, findings }) =>
    findings.map(({ rule, subject }) => ({ path, rule, subject })),
  );
}
