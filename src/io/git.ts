import { dirname, join, resolve } from "node:path";
import { UserError } from "../user-error.ts";
import type { ReadableDisk } from "./disk.ts";

/** The closest folder at or above `from` that holds `.git`, a folder or the file of a worktree or submodule. */
export function findGitRoot(disk: ReadableDisk, from: string): string | undefined {
  return enclosingFolders(from).find((folder) => disk.kind(join(folder, ".git")) !== undefined);
}

/** The repository that a path belongs to: what holds its `.circleci/`, else what git says, else the folder itself. */
export function repositoryRoot(disk: ReadableDisk, folder: string): string {
  const match = /^(.*?)[\\/]\.circleci(?:[\\/]|$)/.exec(folder);
  return match ? (match[1] ?? "") || "/" : (findGitRoot(disk, folder) ?? folder);
}

/** The patterns of `info/exclude`, which all worktrees of a repository share. */
export function readExcludes(disk: ReadableDisk, gitRoot: string): string {
  return readIfPossible(disk, join(commonGitFolder(disk, join(gitRoot, ".git")), "info", "exclude"));
}

/** Text of a file, empty if it cannot be read: what cannot be read ignores nothing. */
export function readIfPossible(disk: ReadableDisk, path: string): string {
  try {
    return disk.kind(path) === "file" ? disk.readText(path) : "";
  } catch (error) {
    if (error instanceof UserError) return "";
    throw error;
  }
}

/** The folder itself and those above it, closest first. */
export function enclosingFolders(from: string): string[] {
  const folders: string[] = [];
  for (let next = resolve(from); next !== folders.at(-1); next = dirname(next)) folders.push(next);
  return folders;
}

/** `gitrepository-layout`: a `.git` file names the git folder, and that of a worktree names the one it shares. */
function commonGitFolder(disk: ReadableDisk, git: string): string {
  // Most are folders, and to try to read one costs more than to look.
  if (disk.kind(git) === "folder") return git;
  const link = readIfPossible(disk, git)
    .replace(/^gitdir:/, "")
    .trim();
  if (link === "") return git;
  const own = resolve(dirname(git), link);
  return resolve(own, readIfPossible(disk, join(own, "commondir")).trim());
}
