import { dirname, join, relative } from "node:path";
import { UserError } from "../user-error.ts";
import { decode } from "./decode.ts";
import { type DiskEntry, type ReadableDisk, MAX_BESIDE } from "./disk.ts";
import { readGit } from "./git-command.ts";
import { byCodeUnit, isOutside, slashed } from "./paths.ts";

interface TreeFile {
  readonly object: string;
  readonly isLink: boolean;
}

const MODE_OF_LINK = "120000";
const MODE_OF_SUBMODULE = "160000";
const MOST_LINKS = 8;

/**
 * The files of a repository as a commit has them, under the paths that they have in the folder where it is checked out. A revision
 * that the repository does not have is a UserError.
 */
export function openRevision(root: string, revision: string): ReadableDisk {
  const commit = readGit(root, ["rev-parse", "--quiet", "--verify", "--end-of-options", `${revision}^{commit}`]);
  if (!commit) {
    throw new UserError(`git knows no revision \`${revision}\` here`, {
      help: "Fetch it first: a shallow clone has only the newest commits, and a checkout of CI often no other branch",
    });
  }
  return new TreeDisk(root, readTree(root, commit.toString("utf8").trim()));
}

/** The files of a commit by their path from the root. */
function readTree(root: string, commit: string): ReadonlyMap<string, TreeFile> {
  const listing = readGit(root, ["ls-tree", "-r", "-z", "--full-tree", commit]);
  if (!listing) throw new UserError(`git cannot list the files of \`${commit}\``);
  const files = new Map<string, TreeFile>();
  for (const line of listing.toString("utf8").split("\0")) {
    const [, mode, object = "", path] = /^(\d+) \w+ (\w+)\t([^]*)$/.exec(line) ?? [];
    if (path === undefined || mode === MODE_OF_SUBMODULE) continue;
    files.set(path, { object, isLink: mode === MODE_OF_LINK });
  }
  return files;
}

class TreeDisk implements ReadableDisk {
  readonly #root: string;
  readonly #files: ReadonlyMap<string, TreeFile>;
  /** What each folder holds; the root is the empty path. */
  readonly #folders: ReadonlyMap<string, ReadonlyMap<string, DiskEntry>>;

  constructor(root: string, files: ReadonlyMap<string, TreeFile>) {
    this.#root = root;
    this.#files = files;
    this.#folders = foldersOf(files);
  }

  readText(path: string): string {
    const file = this.#fileAt(path);
    if (!file) throw new UserError(`\`${path}\` does not exist`);
    return decode(path, this.#bytes(path, file));
  }

  readInside(folder: string, path: string): string | undefined {
    const file = isOutside(relative(folder, path)) ? undefined : this.#fileAt(path);
    if (!file) return undefined;
    const bytes = this.#bytes(path, file);
    try {
      return bytes.length > MAX_BESIDE ? undefined : decode(path, bytes);
    } catch (error) {
      if (error instanceof UserError) return undefined;
      throw error;
    }
  }

  kind(path: string): "file" | "folder" | undefined {
    const name = this.#nameOf(path);
    if (name === undefined) return undefined;
    // What the folder of a repository holds besides its files.
    if (name === ".git" || this.#folders.has(name)) return "folder";
    return this.#fileAt(path) ? "file" : undefined;
  }

  list(folder: string): readonly DiskEntry[] {
    const held = this.#folders.get(this.#nameOf(folder) ?? "..");
    if (!held) throw new UserError(`\`${folder}\` does not exist`);
    return [...held.values()]
      .map((entry) => (entry.kind === "other" && this.#fileAt(join(folder, entry.name)) ? asFile(entry) : entry))
      .toSorted((a, b) => byCodeUnit(a.name, b.name));
  }

  #nameOf(path: string): string | undefined {
    const name = relative(this.#root, path);
    return isOutside(name) ? undefined : slashed(name);
  }

  /** The file at a path, through symbolic links to other files of the commit. */
  #fileAt(path: string): TreeFile | undefined {
    let at = path;
    for (let links = 0; links < MOST_LINKS; links += 1) {
      const name = this.#nameOf(at);
      const file = name === undefined ? undefined : this.#files.get(name);
      if (!file?.isLink) return file;
      at = join(dirname(at), this.#bytes(at, file).toString("utf8"));
    }
    return undefined;
  }

  #bytes(path: string, { object }: TreeFile): Buffer {
    const bytes = readGit(this.#root, ["cat-file", "blob", object]);
    if (bytes) return bytes;
    throw new UserError(`git cannot read \`${path}\``, { help: "A partial clone has to fetch it first" });
  }
}

function asFile(entry: DiskEntry): DiskEntry {
  return { ...entry, kind: "file" };
}

function foldersOf(files: ReadonlyMap<string, TreeFile>): ReadonlyMap<string, Map<string, DiskEntry>> {
  const folders = new Map<string, Map<string, DiskEntry>>([["", new Map<string, DiskEntry>()]]);
  for (const [path, { isLink }] of files) {
    const steps = path.split("/");
    for (const [index, name] of steps.entries()) {
      const folder = steps.slice(0, index).join("/");
      const held = folders.get(folder) ?? new Map<string, DiskEntry>();
      folders.set(folder, held);
      const isLast = index === steps.length - 1;
      if (!held.has(name)) held.set(name, { name, kind: isLast ? (isLink ? "other" : "file") : "folder" });
    }
  }
  return folders;
}
