import {
  closeSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, isAbsolute, join, relative } from "node:path";
import process from "node:process";

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;
const OTHERS = 0o077;
/** Versions of circlesec and Node whose code is kept. */
const MOST_VERSIONS = 4;
/** What `codeFolder` names: build, version of Node, platform, architecture. */
const VERSION = /^\d+\.\d+\.\d+[\w.+-]*-v\d+\.\d+\.\d+[\w.+-]*-\w+-\w+$/;

/** What V8 has made of chunks, between runs. */
export interface CodeCache {
  /** The code that was made of just this text of a chunk; `undefined` where there is none to be trusted. */
  read(name: string, source: Buffer): Buffer | undefined;
  /** Says that a chunk has none, and how it is made: at the end, when what was used is compiled. */
  wants(name: string, source: Buffer, make: () => Buffer): void;
}

/** Where a version keeps its code; `undefined` where nothing is to be kept. */
export function codeFolder(env: NodeJS.ProcessEnv, build: string, base: string | undefined): string | undefined {
  const { CIRCLESEC_CACHE: chosen = "" } = env;
  if (chosen === "off") return undefined;
  // What comes with a checkout is not to be run.
  const isApart = isAbsolute(chosen) && relative(process.cwd(), chosen).startsWith("..");
  const folder = isApart ? chosen : base;
  const { version, arch, platform } = process;
  return folder && join(folder, "code", `${build}-${version}-${platform}-${arch}`);
}

/**
 * Keeps code in a folder that only its user can read and write: it is run as it is. A file holds the text of
 * the chunk and the code twice. V8 takes the code of any text of the same length for that of this one, and runs what has lost a bit as
 * gladly as what has not; to compare costs less than to load what computes a checksum. Whatever fails costs
 * nothing but time.
 */
export class FolderCodeCache implements CodeCache {
  readonly #folder: string;
  readonly #isOurs: boolean;
  readonly #wanted = new Map<string, () => Buffer[]>();

  constructor(folder: string) {
    this.#folder = folder;
    this.#isOurs = isOwnFolder(folder);
  }

  read(name: string, source: Buffer): Buffer | undefined {
    if (!this.#isOurs) return undefined;
    try {
      return readCode(join(this.#folder, name), source);
    } catch {
      // It is not there, or not to be read.
      return undefined;
    }
  }

  wants(name: string, source: Buffer, make: () => Buffer): void {
    this.#wanted.set(name, () => {
      const code = make();
      return [source, code, code];
    });
  }

  /**
   * Writes the code of the chunks that have none; the first run of all makes the folder, and no more: in a container of CI it is the
   * last one, too, and to make code takes a fifth of its time.
   */
  write(): void {
    if (this.#wanted.size === 0) return;
    if (this.#isOurs) for (const [name, make] of this.#wanted) this.#writeOne(name, make());
    else this.#make();
  }

  #make(): void {
    try {
      if (mkdirSync(this.#folder, { recursive: true, mode: FOLDER_MODE }) !== undefined) prune(dirname(this.#folder));
    } catch {
      // A home that cannot be written to is none of the user's concern.
    }
  }

  #writeOne(name: string, parts: readonly Buffer[]): void {
    const path = join(this.#folder, name);
    const temporary = `${path}.${Math.random().toString(36).slice(2)}`;
    try {
      writeFileSync(temporary, Buffer.concat(parts), { mode: FILE_MODE, flag: "wx" });
      renameSync(temporary, path);
    } catch {
      // So is a disk that is full.
      rmSync(temporary, { force: true });
    }
  }
}

/** The code in a file that nobody but its user can write to; `undefined` if it is of another text, or damaged. */
function readCode(path: string, source: Buffer): Buffer | undefined {
  const file = openSync(path, "r");
  try {
    const { size, uid, mode } = fstatSync(file);
    const length = (size - source.length) / 2;
    if (length <= 0 || !Number.isInteger(length) || !isTrusted(uid, mode)) return undefined;
    const all = Buffer.allocUnsafeSlow(size);
    if (readSync(file, all) !== size || !all.subarray(0, source.length).equals(source)) return undefined;
    const code = all.subarray(source.length, source.length + length);
    return code.equals(all.subarray(source.length + length)) ? code : undefined;
  } finally {
    closeSync(file);
  }
}

/** True for a folder, and no link to one, that nobody but its user can look into. */
function isOwnFolder(path: string): boolean {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    return stats !== undefined && stats.isDirectory() && isTrusted(stats.uid, stats.mode);
  } catch {
    // What stands in the way is none of ours.
    return false;
  }
}

/** On Windows, what stands in a user's folder is the user's. */
function isTrusted(uid: number, mode: number): boolean {
  const user = process.geteuid?.();
  return user === undefined || (user === uid && (mode & OTHERS) === 0);
}

/** Removes the code of the versions that were made first; nothing that is not just what we make. */
function prune(folder: string): void {
  const versions = readdirSync(folder)
    .filter((name) => VERSION.test(name))
    .map((name) => join(folder, name))
    .filter(isOwnFolder)
    .map((path) => ({ path, made: lstatSync(path).mtimeMs }));
  const old = versions.sort((a, b) => b.made - a.made).slice(MOST_VERSIONS);
  for (const { path } of old) rmSync(path, { recursive: true, force: true });
}

/** For runs without a folder. */
export const NO_CODE_CACHE: CodeCache = { read: () => undefined, wants: () => undefined };
