import { join } from "node:path";
import { UserError } from "../user-error.ts";
import type { DiskEntry, ReadableDisk } from "./disk.ts";
import { repositoryRoot } from "./git.ts";
import { type IgnoreRules, rulesAround, rulesInside } from "./ignore.ts";

/** A folder of a walk, and the names of the YAML files that lie directly in it. */
export interface WalkedFolder {
  readonly path: string;
  readonly yamlFiles: readonly string[];
  /** Why nothing below it is known; not for the folder that the walk starts in, which throws. */
  readonly unread: UserError | undefined;
}

const NEVER_ENTERED = new Set([".git", "node_modules"]);
const YAML_FILE = /\.ya?ml$/i;

/**
 * The folder and those below it, each before what it holds, without what git ignores. Symbolic links to folders, and those
 * to files outside of the repository, are not followed. `levels` is how deep to look: 1 for the folder alone.
 */
export function* walk(disk: ReadableDisk, start: string, levels = Infinity): Generator<WalkedFolder> {
  const pending: { path: string; levels: number; around: IgnoreRules | undefined; root: string }[] = [];
  pending.push({ path: start, levels, around: rulesAround(disk, start), root: repositoryRoot(disk, start) });
  for (let folder = pending.pop(); folder; folder = pending.pop()) {
    const { path, levels } = folder;
    const entries = path === start ? disk.list(path) : listOrError(disk, path);
    if (entries instanceof UserError) {
      yield { path, yamlFiles: [], unread: entries };
      continue;
    }
    const root = entries.some(({ name }) => name === ".git") ? path : folder.root;
    const rules = rulesInside(disk, path, folder.around, (name) => entries.some((entry) => entry.name === name));
    const yamlFiles: string[] = [];
    for (const { name, kind, isLink } of entries) {
      const isFolder = kind === "folder";
      const wanted = isFolder ? levels > 1 && !NEVER_ENTERED.has(name) : kind === "file" && YAML_FILE.test(name);
      if (!wanted) continue;
      const child = join(path, name);
      if (rules?.ignores(child, isFolder) || (isLink && !disk.isInside(root, child))) continue;
      if (isFolder) pending.push({ path: child, levels: levels - 1, around: rules, root });
      else yamlFiles.push(name);
    }
    yield { path, yamlFiles, unread: undefined };
  }
}

function listOrError(disk: ReadableDisk, folder: string): readonly DiskEntry[] | UserError {
  try {
    return disk.list(folder);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}
