import { basename, join, sep } from "node:path";
import type { Disk, DiskEntry } from "./disk.ts";

/** Who holds one of these is asked for much that is not there: for settings, and for what a config may read. */
const MARKS = new Set([".git", ".circleci"]);
/** Names that no system takes for another one, but for their case. */
const PLAIN = /^[\w.-]*[\w-]$/;

/**
 * A disk that is asked no second time for what a listing of a folder has shown. It holds for one run, which
 * writes nothing that it looks for later. Of what was listed, only repositories and their `.circleci/` are worth remembering.
 */
export function createListedDisk(disk: Disk): Disk {
  const folders = new Map<string, Listing>();
  const listed = (path: string): Listed => {
    const end = path.lastIndexOf(sep);
    return folders.get(path.slice(0, end))?.look(path.slice(end + 1)) ?? "unknown";
  };

  return {
    ...disk,
    list: (folder) => {
      const entries = disk.list(folder);
      if (basename(folder) === ".circleci" || entries.some(({ name }) => MARKS.has(name))) {
        folders.set(folder, new Listing(entries));
      }
      return entries;
    },
    kind: (path) => {
      const kind = listed(path);
      if (kind === "missing") return undefined;
      return kind === "unknown" ? disk.kind(path) : kind;
    },
    readInside: (folder, path) => {
      const end = path.indexOf(sep, folder.length + 1);
      const first = end === -1 ? path : path.slice(0, end);
      const isMissing = path.startsWith(join(folder, sep)) && listed(first) === "missing";
      return isMissing ? undefined : disk.readInside(folder, path);
    },
  };
}

/** What a listing tells of a name: `unknown` where the disk has to be asked. */
type Listed = "file" | "folder" | "missing" | "unknown";

class Listing {
  /** By name in lower case: some systems take names for the same that differ in nothing else. */
  readonly #entries: ReadonlyMap<string, DiskEntry>;

  constructor(entries: readonly DiskEntry[]) {
    this.#entries = new Map(entries.map((entry) => [entry.name.toLowerCase(), entry]));
  }

  look(name: string): Listed {
    const entry = this.#entries.get(name.toLowerCase());
    if (!entry) return PLAIN.test(name) ? "missing" : "unknown";
    return entry.name === name && entry.kind !== "other" ? entry.kind : "unknown";
  }
}
