import { join, resolve } from "node:path";
import { UserError } from "../user-error.ts";
import type { ReadableDisk } from "./disk.ts";
import { findGitRoot } from "./git.ts";
import { searchGlob } from "./glob.ts";
import { byCodeUnit, isGlob, shownPath } from "./paths.ts";
import { type Found, searchFolder } from "./search.ts";
import type { Staged } from "./staged.ts";

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
  /** Folders that could not be looked into, sorted in the same way. */
  readonly unread: readonly UnreadPath[];
}

/** What could not be looked into, as `FoundFile` shows it, and why, one clause. */
export interface UnreadPath {
  readonly path: string;
  readonly message: string;
  readonly help?: string | undefined;
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
  const asked = paths.length > 0 ? paths : [configFolder(place)];
  return toDiscovery(
    asked.map((path) => filesOf(path, place)),
    place,
  );
}

/** Each file and folder once, sorted; a file that was named anywhere is named. */
function toDiscovery(asked: readonly FilesAsked[], { cwd, root }: Pick<Place, "cwd" | "root">): Discovery {
  const found = new Map<string, FoundFile>();
  const unread = new Map<string, UnreadPath>();
  for (const { files, unread: folders } of asked) {
    for (const file of files) if (file.named || !found.has(file.path)) found.set(file.path, file);
    for (const { path: folder, error } of folders) {
      const shown = shownPath(folder, cwd, root);
      unread.set(folder, { path: shown, message: error.message.replaceAll(folder, shown), help: error.help });
    }
  }
  return {
    files: [...found.values()].sort((a, b) => byCodeUnit(a.shown, b.shown)),
    unread: [...unread.values()].sort((a, b) => byCodeUnit(a.path, b.path)),
  };
}

/**
 * The files among those that a commit would add or change: in what `paths` stand for, or else in the whole repository. There
 * may be none.
 */
export function discoverStaged(paths: readonly string[], cwd: string, { root, disk, changed }: Staged): Discovery {
  const { files, unread } =
    paths.length > 0
      ? discover(paths, { cwd, disk })
      : toDiscovery([filesIn(root, { cwd, disk, root })], { cwd, root });
  return { files: files.filter(({ path }) => changed.has(path)), unread };
}

function configFolder({ cwd, disk, root }: Place): string {
  const folder = join(root, ".circleci");
  const isFolder = disk.kind(folder) === "folder";
  if (isFolder && !disk.isInside(root, folder)) {
    throw new UserError("`.circleci/` is a symbolic link that leads out of the repository, so it was not followed", {
      help: "Name it to read what it leads to: circlesec lint .circleci",
    });
  }
  if (isFolder) return folder;
  throw new UserError(`there is no \`.circleci/\` folder in \`${shownPath(root, cwd, root)}\``, {
    help: "Pass a file, or a folder that holds CircleCI configuration",
  });
}

function filesOf(asked: string, place: Place): FilesAsked {
  const { cwd, disk, root } = place;
  if (asked === "") throw new UserError("an empty path", { help: "Leave the path away to read `.circleci/`" });
  const path = resolve(cwd, asked);
  const kind = disk.kind(path);
  if (kind === "file") return { files: [toFound(path, { cwd, root }, true)], unread: [] };
  if (kind === "folder") return orElse(filesIn(path, place), () => nothingUnder(shownPath(path, cwd, root)));
  if (!isGlob(asked))
    throw new UserError(`\`${asked}\` does not exist`, {
      help: "Pass a file, a folder or a glob; without one, `.circleci/` is read",
    });
  return orElse(toFiles(searchGlob(disk, asked, cwd), place), () => new UserError(`no file matches \`${asked}\``));
}

interface FilesAsked extends Pick<Found, "unread"> {
  readonly files: readonly FoundFile[];
}

function filesIn(folder: string, place: Place): FilesAsked {
  return toFiles(searchFolder(place.disk, folder), place);
}

function toFiles({ files, unread }: Found, place: Pick<Place, "cwd" | "root">): FilesAsked {
  return { files: files.map((path) => toFound(path, place)), unread };
}

function toFound(path: string, { cwd, root }: Pick<Place, "cwd" | "root">, named = false): FoundFile {
  return { path, shown: shownPath(path, cwd, root), repositoryPath: shownPath(path, root, root), named };
}

function orElse(found: FilesAsked, error: () => UserError): FilesAsked {
  if (found.files.length + found.unread.length === 0) throw error();
  return found;
}

function nothingUnder(shown: string): UserError {
  return new UserError(`no CircleCI configuration under \`${shown}\``, {
    help: "Pass a file, or a folder that holds `.circleci/`",
  });
}
