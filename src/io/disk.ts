import nodeFs from "node:fs";
import { dirname, join, relative } from "node:path";
import process from "node:process";
import { UserError } from "../user-error.ts";
import { decode, refuseTooLarge } from "./decode.ts";
import { attempt, errorCode, type FileStats, type FileSystem, type FolderEntry } from "./file-system.ts";
import { byCodeUnit, isOutside } from "./paths.ts";

export interface DiskEntry {
  readonly name: string;
  /** A symbolic link is a file if it leads to one, else `other`; so is what is neither file nor folder. */
  readonly kind: "file" | "folder" | "other";
  readonly isLink: boolean;
}

/** Files and folders to read. What cannot be done is a UserError of one line. */
export interface ReadableDisk {
  /** Text of a UTF-8 file, its byte-order mark kept; refuses other encodings, pipes and devices, and what is too large. */
  readText(path: string): string;
  /**
   * Text of a file that lies in a folder, through symbolic links that lead nowhere else; `undefined` for what is not there, is
   * no UTF-8 text, has more than a mebibyte, or cannot be read.
   */
  readInside(folder: string, path: string): string | undefined;
  /** True for what lies in a folder, and does so where its symbolic links lead, too. */
  isInside(folder: string, path: string): boolean;
  /** What is there, through symbolic links; `undefined` for nothing. Pipes and devices count as files. */
  kind(path: string): "file" | "folder" | undefined;
  /** What a folder holds, sorted by name. */
  list(folder: string): readonly DiskEntry[];
}

/** Files and folders. */
export interface Disk extends ReadableDisk {
  /**
   * Replaces a file in one step, or leaves it as it was; keeps its mode, and a symbolic link to it. Refuses if the file
   * no longer holds `expected`, is read-only, or is another user's.
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
  const readText = (path: string): string => {
    const bytes = attempt(path, "read", () => {
      refuseUnreadable(path, fs.statSync(path));
      return fs.readFileSync(path);
    });
    return decode(path, bytes);
  };

  return {
    readText,

    readInside: (folder, path) => {
      try {
        // Most that is asked for is not there, and to look costs less than to follow links.
        const stats = statOrNothing(fs, path);
        if (!stats?.isFile() || stats.size > MAX_BESIDE) return undefined;
        const target = fs.realpathSync(path);
        if (isOutside(relative(fs.realpathSync(folder), target))) return undefined;
        return readText(target);
      } catch (error) {
        if (error instanceof UserError || errorCode(error) !== undefined) return undefined;
        throw error;
      }
    },

    isInside: (folder, path) => {
      try {
        return !isOutside(relative(fs.realpathSync(folder), fs.realpathSync(path)));
      } catch (error) {
        if (errorCode(error) === undefined) throw error;
        return false;
      }
    },

    replaceText: (path, expected, text) =>
      attempt(path, "written", () => {
        const target = fs.realpathSync(path);
        const stats = fs.statSync(target);
        refuseUnwritable(fs, path, target, stats);
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
        .map((entry) => ({ name: entry.name, kind: entryKind(fs, folder, entry), isLink: entry.isSymbolicLink() }))
        .sort((a, b) => byCodeUnit(a.name, b.name)),
  };
}

/** Reading a pipe or a device could wait, or go on, for ever. */
function refuseUnreadable(path: string, stats: FileStats): void {
  if (stats.isFile()) return refuseTooLarge(path, stats.size);
  if (stats.isDirectory()) return;
  throw new UserError(`\`${path}\` is a ${stats.isFIFO() ? "pipe" : "device or socket"}, not a file`, {
    help: "For text from another program: circlesec lint - < PATH",
  });
}

/** A file that its owner has made read-only, or that is another user's, is not replaced by one that is neither. */
function refuseUnwritable(fs: FileSystem, path: string, target: string, stats: FileStats): void {
  if (!stats.isFile()) throw new UserError(`\`${path}\` is not a regular file`);
  fs.closeSync(fs.openSync(target, "r+", 0));
  const user = process.geteuid?.() ?? 0;
  if (user === 0 || user === stats.uid) return;
  throw new UserError(`\`${path}\` belongs to another user, and would be yours once it is replaced`, {
    help: "Run as that user, or apply what `circlesec fix --diff` prints",
  });
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
    // An error costs more than the look.
    return fs.statSync(path, { throwIfNoEntry: false });
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
