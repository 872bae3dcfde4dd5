import { basename, join, sep } from "node:path";
import type { UserError } from "../user-error.ts";
import type { ReadableDisk } from "./disk.ts";
import { enclosingFolders } from "./git.ts";
import { walk } from "./walk.ts";

const LONE_CONFIG = /^(?:circle\.yml|@?orb\.ya?ml)$/;
const PACK_ROOTS = ["@orb.yml", "@orb.yaml"];

/** Files that were found, and folders that could not be looked into. */
export interface Found {
  readonly files: string[];
  readonly unread: UnreadFolder[];
}

export interface UnreadFolder {
  readonly path: string;
  readonly error: UserError;
}

/** YAML files in or below a folder that may be CircleCI's: configuration, and the sources of orbs. */
export function searchFolder(disk: ReadableDisk, start: string): Found {
  const files: string[] = [];
  const unread: UnreadFolder[] = [];
  /** The folder, if we are in one, below which every YAML file counts. */
  let whole = enclosingFolders(start).find((folder) => isConfigFolder(folder) || isPackRoot(disk, folder));
  for (const { path, yamlFiles, unread: error } of walk(disk, start)) {
    if (error) unread.push({ path, error });
    const inWhole = whole !== undefined && (path === whole || path.startsWith(whole + sep));
    const startsWhole = !inWhole && (isConfigFolder(path) || yamlFiles.some((name) => PACK_ROOTS.includes(name)));
    if (startsWhole) whole = path;
    const counted = inWhole || startsWhole ? yamlFiles : yamlFiles.filter((name) => LONE_CONFIG.test(name));
    for (const name of counted) files.push(join(path, name));
  }
  return { files, unread };
}

function isConfigFolder(path: string): boolean {
  return basename(path) === ".circleci";
}

function isPackRoot(disk: ReadableDisk, folder: string): boolean {
  return PACK_ROOTS.some((name) => disk.kind(join(folder, name)) === "file");
}
