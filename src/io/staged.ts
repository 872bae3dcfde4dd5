import { basename, join, relative } from "node:path";
import { UserError } from "../user-error.ts";
import { decode } from "./decode.ts";
import { MAX_BESIDE, type Disk, type DiskEntry } from "./disk.ts";
import { findGitRoot } from "./git.ts";
import { openGit } from "./index-git.ts";
import { IndexTree, split } from "./index-tree.ts";
import { byCodeUnit, isOutside, slashed } from "./paths.ts";

/** What the next commit would hold. */
export interface Staged {
  /** The root of the working tree, absolute. */
  readonly root: string;
  /**
   * The index as a disk: what stands below the root is read from it, everything else from the disk beneath. Nothing in it is
   * ignored. A file is replaced in the working tree, if it has the very text that is staged.
   */
  readonly disk: Disk;
  /** Absolute paths of the files that the commit would add or change. */
  readonly changed: ReadonlySet<string>;
}

interface Surroundings {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly disk: Disk;
}

/** Reads the index that git would commit from `cwd`; outside of a working tree that is a UserError. */
export function readStaged({ cwd, env, disk }: Surroundings): Staged {
  const root = findGitRoot(disk, cwd) ?? askForRoot(cwd, env);
  // Hooks name the index by a path from the root, whatever folder they went to.
  const git = openGit(root, env);
  const tree = new IndexTree(git);
  const changes = ["diff", "--cached", "--name-only", "-z", "--no-renames", "--diff-filter=ACMT", "--no-ext-diff"];
  const changed = split(git.run(changes)).map((path) => join(root, path));
  return { root, disk: createIndexDisk(tree, root, disk), changed: new Set(changed) };
}

function askForRoot(cwd: string, env: NodeJS.ProcessEnv): string {
  try {
    return openGit(cwd, env).run(["rev-parse", "--show-toplevel"]).toString().replace(/\n$/, "");
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(error.message, { help: "--staged is for the working tree of a git repository", cause: error });
  }
}

function createIndexDisk(tree: IndexTree, root: string, beneath: Disk): Disk {
  /** The path from the root; `undefined` for what is not of the working tree. */
  const inTree = (path: string): string | undefined => {
    const short = relative(root, path);
    return isOutside(short) || /^\.git(?:[\\/]|$)/.test(short) ? undefined : slashed(short);
  };
  const entryKind = (path: string): DiskEntry["kind"] => {
    const kind = tree.kind(path) ?? "other";
    return kind === "folder" && tree.isLink(path) ? "other" : kind;
  };
  return {
    readText: (path) => {
      const own = inTree(path);
      if (own === undefined) return beneath.readText(path);
      const bytes = tree.read(own);
      if (bytes) return decode(path, bytes);
      throw new UserError(`\`${path}\` is not a file that git has in its index`);
    },

    readInside: (folder, path) => {
      const own = inTree(path);
      if (own === undefined) return beneath.readInside(folder, path);
      const target = tree.follow(own);
      if (target === undefined || isOutside(relative(folder, join(root, target)))) return undefined;
      const bytes = tree.read(target, MAX_BESIDE);
      try {
        return bytes && decode(path, bytes);
      } catch (error) {
        if (error instanceof UserError) return undefined;
        throw error;
      }
    },

    replaceText: (path, expected, text) => {
      if (beneath.readText(path) === expected) return beneath.replaceText(path, expected, text);
      throw new UserError(`\`${path}\` in the working tree is not what is staged, so it was left as it is`);
    },

    writeText: (path, text) => beneath.writeText(path, text),

    kind: (path) => {
      const own = inTree(path);
      if (own === undefined) return beneath.kind(path);
      return isIgnoreFile(path) ? undefined : tree.kind(own);
    },

    list: (folder) => {
      const own = inTree(folder);
      if (own === undefined) return beneath.list(folder);
      return tree
        .names(own)
        .filter((name) => !isIgnoreFile(name))
        .map((name) => ({ name, kind: entryKind(own === "" ? name : `${own}/${name}`) }))
        .sort((a, b) => byCodeUnit(a.name, b.name));
    },
  };
}

/** What git tracks is not ignored, whatever these files say. */
function isIgnoreFile(path: string): boolean {
  return basename(path) === ".gitignore";
}
