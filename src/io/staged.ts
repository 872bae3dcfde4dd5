import { join } from "node:path";
import { UserError } from "../user-error.ts";
import type { Disk } from "./disk.ts";
import { openGit, split } from "./git/open-git.ts";
import { createTreeDisk } from "./tree-disk.ts";
import type { FileTree } from "./file-tree.ts";
import { treeOfIndex } from "./git/git-tree.ts";
import { findGitRoot } from "./git.ts";

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
  const tree = treeOfIndex(git);
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

function createIndexDisk(tree: FileTree, root: string, beneath: Disk): Disk {
  return {
    ...createTreeDisk(tree, root, beneath),

    replaceText: (path, expected, text) => {
      if (beneath.readText(path) === expected) return beneath.replaceText(path, expected, text);
      throw new UserError(`\`${path}\` in the working tree is not what is staged, so it was left as it is`);
    },

    writeText: (path, text) => beneath.writeText(path, text),
  };
}
