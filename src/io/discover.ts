import { join, resolve } from "node:path";
import { UserError } from "../user-error.ts";
import type { ReadableDisk } from "./disk.ts";
import { findGitRoot } from "./git.ts";
import { isGlob, searchGlob } from "./glob.ts";
import { byCodeUnit, shownPath } from "./paths.ts";
import { searchFolder } from "./search.ts";

export interface FoundFile {
  /** Absolute. */
  readonly path: string;
  /** Relative to where the run started within its repository, else absolute; forward slashes. */
  readonly shown: string;
  /** Relative to the root of the repository around the start of the run, for patches; forward slashes. */
  readonly repositoryPath: string;
  /** True when the user named this very file, not a folder or glob that led to it. */
  readonly named: boolean;
}

export interface Discovery {
  /** Each file once, sorted by `shown`. */
  readonly files: readonly FoundFile[];
}

interface Place {
  readonly cwd: string;
  readonly disk: ReadableDisk;
  /** The repository around `cwd`, else `cwd`. */
  readonly root: string;
}

/**
 * The files that paths stand for. A file stands for itself, a folder and a glob for what they hold and git does not
 * ignore; no path stands for `.circleci/` of the repository. A path that stands for nothing is a UserError.
 */
export function discover(paths: readonly string[], { cwd, disk }: Pick<Place, "cwd" | "disk">): Discovery {
  const place = { cwd, disk, root: findGitRoot(disk, cwd) ?? resolve(cwd) };
  const found = new Map<string, FoundFile>();
  const asked = paths.length > 0 ? paths : [configFolder(place)];
  for (const path of asked)
    for (const file of filesOf(path, place)) if (file.named || !found.has(file.path)) found.set(file.path, file);
  return { files: [...found.values()].sort((a, b) => byCodeUnit(a.shown, b.shown)) };
}

function configFolder({ cwd, disk, root }: Place): string {
  const folder = join(root, ".circleci");
  if (disk.kind(folder) === "folder") return folder;
  throw new UserError(`there is no \`.circleci/\` folder in \`${shownPath(root, cwd, root)}\``, {
    help: "Pass a file, or a folder that holds CircleCI configuration",
  });
}

function filesOf(asked: string, { cwd, disk, root }: Place): FoundFile[] {
  if (asked === "") throw new UserError("an empty path", { help: "Leave the path away to read `.circleci/`" });
  const path = resolve(cwd, asked);
  const found = (paths: string[], named = false): FoundFile[] =>
    paths.map((path) => ({
      path,
      shown: shownPath(path, cwd, root),
      repositoryPath: shownPath(path, root, root),
      named,
    }));
  const kind = disk.kind(path);
  if (kind === "file") return found([path], true);
  if (kind === "folder") return orElse(found(searchFolder(disk, path)), () => nothingUnder(shownPath(path, cwd, root)));
  if (!isGlob(asked))
    throw new UserError(`\`${asked}\` does not exist`, {
      help: "Pass a file, a folder or a glob; without one, `.circleci/` is read",
    });
  return orElse(found(searchGlob(disk, asked, cwd)), () => new UserError(`no file matches \`${asked}\``));
}

function orElse(files: FoundFile[], error: () => UserError): FoundFile[] {
  if (files.length === 0) throw error();
  return files;
}

function nothingUnder(shown: string): UserError {
  return new UserError(`no CircleCI configuration under \`${shown}\``, {
    help: "Pass a file, or a folder that holds `.circleci/`",
  });
}
