import { basename, join, relative } from "node:path";
import { UserError } from "../user-error.ts";
import { decode } from "./decode.ts";
import { type DiskEntry, MAX_BESIDE, type ReadableDisk } from "./disk.ts";
import type { GitTree } from "./git-tree.ts";
import { byCodeUnit, isOutside, slashed } from "./paths.ts";

/**
 * The files that git has, as a disk, under the paths that they have in the working tree at `root`: what stands below it is read
 * from git, everything else from the disk beneath. Nothing in it is ignored.
 */
export function createGitDisk(tree: GitTree, root: string, beneath: ReadableDisk): ReadableDisk {
  /** The path from the root; `undefined` for what is not of the working tree. */
  const inTree = (path: string): string | undefined => {
    const short = relative(root, path);
    return isOutside(short) || /^\.git(?:[\\/]|$)/.test(short) ? undefined : slashed(short);
  };
  const toEntry = (path: string, name: string): DiskEntry => {
    const kind = tree.kind(path) ?? "other";
    const isLink = tree.isLink(path);
    return { name, kind: kind === "folder" && isLink ? "other" : kind, isLink };
  };
  return {
    readText: (path) => {
      const own = inTree(path);
      if (own === undefined) return beneath.readText(path);
      const bytes = tree.read(own);
      if (bytes) return decode(path, bytes);
      throw new UserError(`\`${path}\` is not a file that git has there`);
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

    isInside: (folder, path) => {
      const own = inTree(path);
      if (own === undefined) return beneath.isInside(folder, path);
      const target = tree.follow(own);
      return target !== undefined && !isOutside(relative(folder, join(root, target)));
    },

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
        .map((name) => toEntry(own === "" ? name : `${own}/${name}`, name))
        .sort((a, b) => byCodeUnit(a.name, b.name));
    },
  };
}

/** What git tracks is not ignored, whatever these files say. */
function isIgnoreFile(path: string): boolean {
  return basename(path) === ".gitignore";
}
