import { UserError } from "../user-error.ts";

/** What the disk needs of `node:fs`; memfs offers the same. */
export interface FileSystem {
  readFileSync(path: string): Buffer;
  statSync(path: string): FileStats;
  statSync(path: string, options: { throwIfNoEntry: false }): FileStats | undefined;
  readdirSync(path: string, options: { withFileTypes: true }): FolderEntry[];
  realpathSync(path: string): string;
  openSync(path: string, flags: string, mode: number): number;
  writeFileSync(file: number, text: string): void;
  fchownSync(file: number, uid: number, gid: number): void;
  fchmodSync(file: number, mode: number): void;
  fsyncSync(file: number): void;
  closeSync(file: number): void;
  renameSync(from: string, to: string): void;
  rmSync(path: string, options: { force: true }): void;
}

export interface FileStats {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  isFile(): boolean;
  isDirectory(): boolean;
  isFIFO(): boolean;
}

export interface FolderEntry {
  readonly name: string;
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

const REASONS: Record<string, string> = {
  EACCES: "permission denied",
  EPERM: "the system does not permit it",
  EROFS: "the disk is read-only",
  ENOSPC: "the disk is full",
  ENOTDIR: "it is not a folder",
  ELOOP: "its symbolic links lead in a circle",
};

/** The code of an error of the file system, as `ENOENT`; `undefined` for any other error. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** Runs an action on `path`; a failure of the file system becomes a UserError, any other error passes. */
export function attempt<T>(path: string, verb: "read" | "written", action: () => T): T {
  try {
    return action();
  } catch (cause) {
    const code = errorCode(cause);
    if (code === undefined) throw cause;
    if (code === "ENOENT") throw new UserError(`\`${path}\` does not exist`, { cause });
    if (code === "EISDIR") throw new UserError(`\`${path}\` is a folder, not a file`, { cause });
    throw new UserError(`\`${path}\` cannot be ${verb}: ${REASONS[code] ?? code}`, { cause });
  }
}
