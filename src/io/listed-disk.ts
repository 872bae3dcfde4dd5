import { basename, dirname, join, sep } from "node:path";
import type { Disk } from "./disk.ts";

/** Who holds one of these is asked for much that is not there: for settings, and for what a config may read. */
const MARKS = new Set([".git", ".circleci"]);
/** Names that no system takes for another one, but for their case. */
const PLAIN = /^[\w.-]*[\w-]$/;

/**
 * A disk that is asked no second time for what a listing of a folder has shown not to be there. It holds for one run, which
 * writes nothing that it looks for later. Of what was listed, only repositories and their `.circleci/` are worth remembering.
 */
export function createListedDisk(disk: Disk): Disk {
  /** Names in lower case: some systems take them for the same. */
  const listed = new Map<string, ReadonlySet<string>>();
  const isMissing = (path: string): boolean => {
    const name = basename(path);
    return PLAIN.test(name) && listed.get(dirname(path))?.has(name.toLowerCase()) === false;
  };

  return {
    ...disk,
    list: (folder) => {
      const entries = disk.list(folder);
      if (basename(folder) === ".circleci" || entries.some(({ name }) => MARKS.has(name))) {
        listed.set(folder, new Set(entries.map(({ name }) => name.toLowerCase())));
      }
      return entries;
    },
    kind: (path) => (isMissing(path) ? undefined : disk.kind(path)),
    readInside: (folder, path) => {
      const end = path.indexOf(sep, folder.length + 1);
      const first = end === -1 ? path : path.slice(0, end);
      return path.startsWith(join(folder, sep)) && isMissing(first) ? undefined : disk.readInside(folder, path);
    },
  };
}
