import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type GitEnd, runGit } from "./git/run-git.ts";
import type { GitPlace } from "./git/safety.ts";

/** A commit that is to be made. */
export interface CommitRequest {
  /** What it stands on. */
  readonly base: string;
  readonly message: string;
  readonly files: readonly { readonly path: string; readonly text: string; readonly isExecutable: boolean }[];
}

/** A commit, or why there is none, one clause. */
export type Committed = { readonly commit: string } | { readonly fault: string };

const WRITTEN = /^(?!-)(?!\/)(?:(?!\.{1,2}(?:\/|$)|\.git(?:\/|$))[^\0\n/]+(?:\/(?!$)|$))+$/i;

/**
 * Makes a commit with some files changed, beside index, work tree and branches, by an index of its own. Who commits is what git
 * is told anyway. `filters`: whether files go through the filters that a checkout has for them, such as line endings.
 */
export async function commitFiles(
  { base, message, files }: CommitRequest,
  place: GitPlace,
  filters: boolean,
): Promise<Committed> {
  const strange = files.find(({ path }) => !WRITTEN.test(path));
  if (strange) return { fault: "a path to write leads out of the repository" };
  const folder = mkdtempSync(join(tmpdir(), "circlesec-index-"));
  try {
    const own = { ...place, env: { ...place.env, GIT_INDEX_FILE: join(folder, "index") } };
    const steps: string[] = [];
    for (const { path, text, isExecutable } of files) {
      const way = filters ? [`--path=${path}`] : ["--no-filters"];
      const blob = await runGit(["hash-object", "-w", "--stdin", ...way], own, text);
      if (!blob.isDone) return faultOf(blob);
      steps.push(`${isExecutable ? "100755" : "100644"} ${nameIn(blob)}\t${path}\0`);
    }
    const read = await runGit(["read-tree", base], own);
    if (!read.isDone) return faultOf(read);
    const added = await runGit(["update-index", "-z", "--add", "--index-info"], own, steps.join(""));
    if (!added.isDone) return faultOf(added);
    const tree = await runGit(["write-tree", "--missing-ok"], own);
    if (!tree.isDone) return faultOf(tree);
    const made = await runGit(["commit-tree", nameIn(tree), "-p", base, "-F", "-"], own, message);
    return made.isDone ? { commit: nameIn(made) } : faultOf(made);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function nameIn({ stdout }: GitEnd): string {
  return stdout.toString().trim();
}

function faultOf({ said }: GitEnd): { readonly fault: string } {
  return { fault: `git failed: ${said}` };
}
