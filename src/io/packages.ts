import { join } from "node:path";
import type { ReadableDisk } from "./disk.ts";
import { enclosingFolders } from "./git.ts";

/** The folder of an installed npm package, in the closest `node_modules` at or above a folder; `undefined` where it is in none. */
export function findPackage(disk: ReadableDisk, name: string, folder: string): string | undefined {
  const candidates = enclosingFolders(folder).map((above) => join(above, "node_modules", name));
  return candidates.find((candidate) => disk.kind(candidate) === "folder");
}
