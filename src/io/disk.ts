import { isUtf8 } from "node:buffer";
import nodeFs from "node:fs";
import { dirname, join, relative } from "node:path";
import process from "node:process";
import { UserError } from "../user-error.ts";
import { attempt, errorCode, type FileStats, type FileSystem, type FolderEntry } from "./file-system.ts";
import { byCodeUnit, isOutside } from "./paths.ts";

export interface DiskEntry {
  readonly name: string;
  /** A symbolic link is a file if it leads to one, else `other`; so is what is neither file nor folder. */
  readonly kind: "file" | "folder" | "other";
}

/** Files and folders to read. What cannot be done is a UserError of one line. */
export interface ReadableDisk {
  /** Text of a UTF-8 file, its byte-order mark kept; refuses binary files and other encodings. */
  readText(path: string): string;
  /**
   * Text of a file that lies in a folder, through symbolic links that lead nowhere else; `undefined` for what is not there, is
   * no UTF-8 text, has more than a mebibyte, or cannot be read.
   */
  readInside(folder: string, path: string): string | undefined;
  /** What is there, through symbolic links; `undefined` for nothing. Pipes and devices count as files. */
  kind(path: string): "file" | "folder" | undefined;
  /** What a folder holds, sorted by name. */
  list(folder: string): readonly DiskEntry[];
}

/** Files and folders. */
export interface Disk extends ReadableDisk {
  /**
   * Replaces a file in one step, or leaves it as it was; keeps its mode, and a symbolic link to it. Refuses if the file
   * no longer holds `expected`.
   */
  replaceText(path: string, expected: string, text: string): void;
  /** Writes a file in one step, whether or not there was one. */
  writeText(path: string, text: string): void;
}

const NOTHING_THERE = new Set(["ENOENT", "ENOTDIR", "ELOOP", "ENAMETOOLONG"]);
const PERMISSIONS = 0o7777;
/** Bytes of a file that is read beside a config: a Dockerfile, a compose file, a script. */
export const MAX_BESIDE = 1_048_576;

export function createDisk(fs: FileSystem = nodeFs): Disk {
  const readText = (path: string): string =>
    decode(
      path,
      attempt(path, "read", () => fs.readFileSync(path)),
    );

  return {
    readText,

    readInside: (folder, path) => {
      try {
        const target = fs.realpathSync(path);
        const inside = relative(fs.realpathSync(folder), target);
        const stats = fs.statSync(target);
        if (isOutside(inside) || !stats.isFile() || stats.size > MAX_BESIDE) return undefined;
        return readText(target);
      } catch (error) {
        if (error instanceof UserError || errorCode(error) !== undefined) return undefined;
        throw error;
      }
    },

    replaceText: (path, expected, text) =>
      attempt(path, "written", () => {
        const target = fs.realpathSync(path);
        const stats = fs.statSync(target);
        if (!stats.isFile()) throw new UserError(`\`${path}\` is not a regular file`);
        const temporary = temporaryBeside(target);
        try {
          writeNew(fs, temporary, text, stats);
          // As late as can be: what another program writes after this line is lost.
          if (readText(target) !== expected) throw changedMeanwhile(path);
          fs.renameSync(temporary, target);
        } catch (error) {
          fs.rmSync(temporary, { force: true });
          throw error;
        }
      }),

    writeText: (path, text) =>
      attempt(path, "written", () => {
        const stats = statOrNothing(fs, path);
        if (stats?.isDirectory()) throw new UserError(`\`${path}\` is a folder, not a file`);
        const target = stats ? fs.realpathSync(path) : path;
        const temporary = temporaryBeside(target);
        try {
          writeNew(fs, temporary, text, stats);
          fs.renameSync(temporary, target);
        } catch (error) {
          fs.rmSync(temporary, { force: true });
          throw error;
        }
      }),

    kind: (path) =>
      attempt(path, "read", () => {
        const stats = statOrNothing(fs, path);
        return stats && (stats.isDirectory() ? "folder" : "file");
      }),

    list: (folder) =>
      attempt(folder, "read", () => fs.readdirSync(folder, { withFileTypes: true }))
        .map((entry) => ({ name: entry.name, kind: entryKind(fs, folder, entry) }))
        .sort((a, b) => byCodeUnit(a.name, b.name)),
  };
}

export function decode(path: string, bytes: Buffer): string {
  if (isUtf8(bytes) && !bytes.includes(0)) return bytes.toString("utf8");
  throw new UserError(`\`${path}\` is not UTF-8 text`, { help: "Save it as UTF-8, or leave it out" });
}

function changedMeanwhile(path: string): UserError {
  return new UserError(`\`${path}\` changed after it was read, so it was left as it is`, { help: "Run again" });
}

function temporaryBeside(path: string): string {
  return join(dirname(path), `.circlesec-${process.pid}-${Math.random().toString(36).slice(2)}.tmp`);
}

/** A new file, with the owner and mode of another one, or as the system gives them. */
function writeNew(fs: FileSystem, path: string, text: string, like: FileStats | undefined): void {
  const file = fs.openSync(path, "wx", like ? 0o600 : 0o666);
  try {
    fs.writeFileSync(file, text);
    if (like) {
      // Only root may give a file away, and only root would take it away: from the user of a mounted checkout.
      if (process.getuid?.() === 0) fs.fchownSync(file, like.uid, like.gid);
      fs.fchmodSync(file, like.mode & PERMISSIONS);
    }
    fs.fsyncSync(file);
  } finally {
    fs.closeSync(file);
  }
}

function statOrNothing(fs: FileSystem, path: string): FileStats | undefined {
  try {
    return fs.statSync(path);
  } catch (error) {
    if (NOTHING_THERE.has(errorCode(error) ?? "")) return undefined;
    throw error;
  }
}

function entryKind(fs: FileSystem, folder: string, entry: FolderEntry): DiskEntry["kind"] {
  if (entry.isDirectory()) return "folder";
  if (entry.isSymbolicLink()) return leadsToFile(fs, join(folder, entry.name)) ? "file" : "other";
  return entry.isFile() ? "file" : "other";
}

/** False also where the link leads to nothing, or to where we may not look. */
function leadsToFile(fs: FileSystem, link: string): boolean {
  try {
    return fs.statSync(link).isFile();
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return false;
  }
}
