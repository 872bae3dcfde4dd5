import { basename, join, relative } from "node:path";
import { UserError } from "../user-error.ts";
import { decode } from "./decode.ts";
import { type DiskEntry, MAX_BESIDE, type ReadableDisk } from "./disk.ts";
import type { FileTree } from "./file-tree.ts";
import { byCodeUnit, isOutside, slashed } from "./paths.ts";

/** How a tree is shown as a disk. */
interface TreeDiskOptions {
  /** True where the tree has what git tracks, which no `.gitignore` ignores. */
  readonly hidesIgnoreFiles: boolean;
}

/** A tree as a disk, below `root`: what stands there is read from the tree, everything else from the disk beneath. */
export function createTreeDisk(
  tree: FileTree,
  root: string,
  beneath: ReadableDisk,
  { hidesIgnoreFiles }: TreeDiskOptions = { hidesIgnoreFiles: true },
): ReadableDisk {
  const isHidden = (path: string): boolean => hidesIgnoreFiles && basename(path) === ".gitignore";
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
      throw new UserError(`\`${path}\` is not a file that is there`);
    },

    readInside: (folder, path) => {
      const own = inTree(path);
      if (own === undefined) return beneath.readInside(folder, path);
      const target = tree.follow(own);
      if (target === undefined || isOutside(relative(folder, join(root, target)))) return undefined;
      try {
        const bytes = tree.read(target, MAX_BESIDE);
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
      return isHidden(path) ? undefined : tree.kind(own);
    },

    list: (folder) => {
      const own = inTree(folder);
      if (own === undefined) return beneath.list(folder);
      return tree
        .names(own)
        .filter((name) => !isHidden(name))
        .map((name) => toEntry(own === "" ? name : `${own}/${name}`, name))
        .sort((a, b) => byCodeUnit(a.name, b.name));
    },
  };
}
