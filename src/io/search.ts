import { basename, join, sep } from "node:path";
import type { ReadableDisk } from "./disk.ts";
import { enclosingFolders } from "./git.ts";
import { walk } from "./walk.ts";

const LONE_CONFIG = /^(?:circle\.yml|@?orb\.ya?ml)$/;
const PACK_ROOTS = ["@orb.yml", "@orb.yaml"];

/** YAML files in or below a folder that may be CircleCI's: configuration, and the sources of orbs. */
export function searchFolder(disk: ReadableDisk, start: string): string[] {
  const found: string[] = [];
  /** The folder, if we are in one, below which every YAML file counts. */
  let whole = enclosingFolders(start).find((folder) => isConfigFolder(folder) || isPackRoot(disk, folder));
  for (const { path, yamlFiles } of walk(disk, start)) {
    const inWhole = whole !== undefined && (path === whole || path.startsWith(whole + sep));
    const startsWhole = !inWhole && (isConfigFolder(path) || yamlFiles.some((name) => PACK_ROOTS.includes(name)));
    if (startsWhole) whole = path;
    const counted = inWhole || startsWhole ? yamlFiles : yamlFiles.filter((name) => LONE_CONFIG.test(name));
    found.push(...counted.map((name) => join(path, name)));
  }
  return found;
}

function isConfigFolder(path: string): boolean {
  return basename(path) === ".circleci";
}

function isPackRoot(disk: ReadableDisk, folder: string): boolean {
  return PACK_ROOTS.some((name) => disk.kind(join(folder, name)) === "file");
}
