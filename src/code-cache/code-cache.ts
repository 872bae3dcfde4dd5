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
import { dirname, join } from "node:path";
import process from "node:process";

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;
const OTHERS = 0o077;
/** Versions of circlesec and Node whose code is kept. */
const MOST_VERSIONS = 4;

/** What V8 has made of chunks, between runs. */
export interface CodeCache {
  /** The code of a chunk; `undefined` where there is none to be trusted. */
  read(name: string): Buffer | undefined;
  /** Says that a chunk has none, and how it is made: at the end, when what was used is compiled. */
  wants(name: string, make: () => Buffer): void;
}

/** Where a version keeps its code; `undefined` where nothing is to be kept. */
export function codeFolder(env: NodeJS.ProcessEnv, build: string, base: string | undefined): string | undefined {
  const { CIRCLESEC_CACHE: chosen } = env;
  if (chosen === "off") return undefined;
  const folder = chosen || base;
  const { version, arch, platform } = process;
  return folder && join(folder, "code", `${build}-${version}-${platform}-${arch}`);
}

/**
 * Keeps code in a folder that only its user can read and write: it is run as it is. A file holds it twice, because V8 runs what has
 * lost a bit as gladly as what has not, and to compare costs less than to load what computes a checksum. Whatever fails costs
 * nothing but time.
 */
export class FolderCodeCache implements CodeCache {
  readonly #folder: string;
  readonly #isOurs: boolean;
  readonly #wanted = new Map<string, () => Buffer>();

  constructor(folder: string) {
    this.#folder = folder;
    this.#isOurs = isOwn(folder, true);
  }

  read(name: string): Buffer | undefined {
    if (!this.#isOurs) return undefined;
    try {
      return readTwice(join(this.#folder, name));
    } catch {
      // It is not there, or not to be read.
      return undefined;
    }
  }

  wants(name: string, make: () => Buffer): void {
    this.#wanted.set(name, make);
  }

  /** Writes the code of the chunks that have none. */
  write(): void {
    if (this.#wanted.size === 0) return;
    try {
      if (!this.#isOurs) this.#make();
      for (const [name, make] of this.#wanted) this.#writeOne(name, make());
    } catch {
      // A home that cannot be written to, or that is full, is none of the user's concern.
    }
  }

  #make(): void {
    if (mkdirSync(this.#folder, { recursive: true, mode: FOLDER_MODE }) === undefined && !isOwn(this.#folder, true)) {
      throw new Error("the folder is another's");
    }
    prune(dirname(this.#folder));
  }

  #writeOne(name: string, code: Buffer): void {
    const path = join(this.#folder, name);
    const temporary = `${path}.${process.pid}`;
    writeFileSync(temporary, Buffer.concat([code, code]), { mode: FILE_MODE, flag: "wx" });
    renameSync(temporary, path);
  }
}

/** The half of a file, if the other half is the same and only its user can write to it. */
function readTwice(path: string): Buffer | undefined {
  const file = openSync(path, "r");
  try {
    const { size, uid, mode } = fstatSync(file);
    if (size === 0 || size % 2 !== 0 || !isTrusted(uid, mode)) return undefined;
    const both = Buffer.allocUnsafeSlow(size);
    if (readSync(file, both) !== size) return undefined;
    const half = both.subarray(0, size / 2);
    return half.equals(both.subarray(size / 2)) ? half : undefined;
  } finally {
    closeSync(file);
  }
}

function isOwn(path: string, isFolder: boolean): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats !== undefined && stats.isDirectory() === isFolder && isTrusted(stats.uid, stats.mode);
}

/** On Windows, what stands in a user's folder is the user's. */
function isTrusted(uid: number, mode: number): boolean {
  const user = process.geteuid?.();
  return user === undefined || (user === uid && (mode & OTHERS) === 0);
}

/** Removes the code of the versions that were made first. */
function prune(folder: string): void {
  const versions = readdirSync(folder).map((name) => {
    const path = join(folder, name);
    return { path, made: lstatSync(path).mtimeMs };
  });
  const old = versions.sort((a, b) => b.made - a.made).slice(MOST_VERSIONS);
  for (const { path } of old) rmSync(path, { recursive: true, force: true });
}

/** For runs without a folder. */
export const NO_CODE_CACHE: CodeCache = { read: () => undefined, wants: () => undefined };
