import { relative, resolve, sep } from "node:path";
import { UserError } from "../user-error.ts";
import type { ReadableDisk } from "./disk.ts";
import { FileTree } from "./file-tree.ts";
import { isOutside, slashed } from "./paths.ts";
import { createTreeDisk } from "./tree-disk.ts";

/** Where a snapshot seems to be on a disk; nothing is read there. */
export const SNAPSHOT_ROOT = resolve(sep, "repository");

/** A file as it was fetched. */
export type SnapshotFile =
  | { readonly kind: "text"; readonly text: string; readonly isExecutable: boolean }
  /** A symbolic link, and where it leads, as it is written there. */
  | { readonly kind: "link"; readonly target: string }
  /** There, but not to be read: no UTF-8, more than a mebibyte, a submodule. */
  | { readonly kind: "unreadable"; readonly why: string };

/** What is to be fetched: everything in and below folders, and single files. */
export interface SnapshotRequest {
  readonly folders: readonly string[];
  readonly paths: readonly string[];
}

const NOTHING: ReadableDisk = {
  readText: (path) => {
    throw new UserError(`\`${path}\` does not exist`);
  },
  readInside: () => undefined,
  isInside: () => false,
  kind: (path) => (path === resolve(SNAPSHOT_ROOT, ".git") ? "folder" : undefined),
  list: () => [],
};

/**
 * Some files of a repository, in memory, as the disk of a checkout at `SNAPSHOT_ROOT`. It remembers what was looked for and was
 * never fetched.
 */
export class Snapshot {
  readonly disk: ReadableDisk;
  /** UTF-16 units of all texts. */
  size = 0;
  readonly #tree = new FileTree();
  readonly #files = new Map<string, SnapshotFile>();
  readonly #asked = { folders: new Set<string>(), paths: new Set<string>() };
  readonly #wanted = new Set<string>();

  constructor() {
    const disk = createTreeDisk(this.#tree, SNAPSHOT_ROOT, NOTHING, { hidesIgnoreFiles: false });
    this.disk = {
      ...disk,
      readText: (path) => {
        this.#look(path);
        return disk.readText(path);
      },
      readInside: (folder, path) => {
        this.#look(path);
        return disk.readInside(folder, path);
      },
      kind: (path) => {
        this.#look(path);
        return disk.kind(path);
      },
    };
  }

  /** How many files there are. */
  get count(): number {
    return this.#files.size;
  }

  /** Every path, in no order. */
  get paths(): Iterable<string> {
    return this.#files.keys();
  }

  /**
   * Takes what was fetched for a request: what of it is not in `files` is not there. Paths that lead elsewhere are left out. Says
   * how many files are new.
   */
  add({ folders, paths }: SnapshotRequest, files: ReadonlyMap<string, SnapshotFile>): number {
    const before = this.#files.size;
    for (const folder of folders) this.#asked.folders.add(folder);
    for (const path of paths) this.#asked.paths.add(path);
    for (const [path, file] of files) {
      if (!isPlain(path) || this.#files.has(path)) continue;
      this.#files.set(path, file);
      if (file.kind === "text") this.size += file.text.length;
      this.#tree.add(path, {
        kind: file.kind === "link" ? "link" : "file",
        read: (limit) => readStored(path, file, limit),
      });
    }
    return this.#files.size - before;
  }

  /** What was looked for since the last call, and was never asked for; `undefined` for nothing. */
  takeWanted(): SnapshotRequest | undefined {
    const paths = [...this.#wanted].sort();
    this.#wanted.clear();
    const folders = paths.filter((path) => this.#isConfigFolder(path));
    return paths.length === 0 ? undefined : { folders, paths };
  }

  /** The file that a path leads to through links; `undefined` where that is none. */
  find(path: string): { readonly path: string; readonly file: SnapshotFile } | undefined {
    const target = this.#tree.follow(path);
    const file = target === undefined ? undefined : this.#files.get(target);
    return target === undefined || !file ? undefined : { path: target, file };
  }

  #look(path: string): void {
    const short = relative(SNAPSHOT_ROOT, path);
    if (short === "" || isOutside(short)) return;
    const target = this.#tree.follow(slashed(short));
    if (target === undefined || !isPlain(target) || this.#tree.kind(target) !== undefined) return;
    // A folder on the way may be a link, which only who asks for it hears of.
    for (const part of [...foldersAbove(target), target]) if (!this.#isKnown(part)) this.#wanted.add(part);
  }

  #isKnown(path: string): boolean {
    const { folders, paths } = this.#asked;
    return (
      paths.has(path) ||
      this.#tree.kind(path) !== undefined ||
      [...foldersAbove(path), path].some((folder) => folders.has(folder))
    );
  }

  /** True for what `.circleci` leads to, if that is a link. */
  #isConfigFolder(path: string): boolean {
    return this.#tree.isLink(".circleci") && this.#tree.follow(".circleci") === path;
  }
}

function readStored(path: string, file: SnapshotFile, limit = Infinity): Buffer | undefined {
  if (file.kind === "unreadable") throw new UserError(`\`${path}\` cannot be read: ${file.why}`);
  const bytes = Buffer.from(file.kind === "link" ? file.target : file.text);
  return bytes.length > limit ? undefined : bytes;
}

/** The folders that a path lies in, the outermost first. */
function foldersAbove(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

/** False for a path that is not written as git writes one, or is git's own. */
function isPlain(path: string): boolean {
  return !path.includes("\0") && path.split("/").every((part) => !/^(?:\.{0,2}|\.git)$/i.test(part));
}
