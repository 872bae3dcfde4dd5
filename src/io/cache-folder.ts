import nodeFs from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { UserError } from "../user-error.ts";
import { errorCode } from "./file-system.ts";

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;
const WRITABLE_BY_OTHERS = 0o022;

/** Names that backup and indexing programs, and git, look for. */
const NOTES: Readonly<Record<string, string>> = {
  "CACHEDIR.TAG": "Signature: 8a477f597d28d172789f06886806bc55\n# Made by circlesec; may be removed at any time.\n",
  ".gitignore": "*\n",
};

/**
 * Makes a folder that only its user can write to, or takes the one that is there. One that belongs to another user, that others
 * can write to, or that cannot be made is a UserError: what stands in it could be anything.
 */
export function openCacheFolder(folder: string): void {
  try {
    if (nodeFs.mkdirSync(folder, { recursive: true, mode: FOLDER_MODE }) !== undefined) {
      for (const [name, text] of Object.entries(NOTES)) nodeFs.writeFileSync(join(folder, name), text);
    }
    const { uid, mode } = nodeFs.statSync(folder);
    const user = process.geteuid?.();
    if (user !== undefined && user !== uid) throw unusable(folder, "belongs to another user");
    if (user !== undefined && (mode & WRITABLE_BY_OTHERS) !== 0) throw unusable(folder, "can be written to by others");
  } catch (error) {
    const code = errorCode(error);
    throw code === undefined ? error : unusable(folder, `cannot be used: ${code}`);
  }
}

function unusable(folder: string, why: string): UserError {
  return new UserError(`the cache folder \`${folder}\` ${why}`, { help: "Name another one with --cache-location" });
}

function quietly<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return undefined;
  }
}

/** The files of a cache folder; nothing throws. */
export function cacheFilesIn(folder: string) {
  return {
    read: (name: string): Buffer | undefined => quietly(() => nodeFs.readFileSync(join(folder, name))),
    append: (name: string, text: string): number | undefined =>
      quietly(() => {
        const file = nodeFs.openSync(join(folder, name), "a", FILE_MODE);
        try {
          nodeFs.writeSync(file, text);
          return nodeFs.fstatSync(file).size;
        } finally {
          nodeFs.closeSync(file);
        }
      }),
    replace: (name: string, text: string): void => {
      quietly(() => {
        const temporary = join(folder, `${name}.${process.pid}.tmp`);
        nodeFs.writeFileSync(temporary, text, { mode: FILE_MODE });
        nodeFs.renameSync(temporary, join(folder, name));
      });
    },
  };
}
