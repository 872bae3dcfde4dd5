import fs from "node:fs";
import { dirname } from "node:path";
import process from "node:process";
import { attempt } from "./file-system.ts";

/** Bytes from one offset to another. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

const OURS_ONLY = 0o600;

/** A file that grows at its end and is read anywhere; what cannot be done is a UserError. */
export class LogFile {
  readonly #path: string;
  readonly #check: () => void;
  #file: number;
  #size: number;

  /** Opens a file, and makes it if it is to be written. `check`: throws where it may not be any more. */
  constructor(
    path: string,
    { writes, check = () => undefined }: { readonly writes: boolean; readonly check?: () => void },
  ) {
    this.#path = path;
    this.#check = check;
    this.#file = attempt(path, writes ? "written" : "read", () => fs.openSync(path, writes ? "a+" : "r", OURS_ONLY));
    this.#size = fs.fstatSync(this.#file).size;
  }

  get size(): number {
    return this.#size;
  }

  /** The bytes of a stretch; fewer where the file ends before it. */
  read({ start, end }: Stretch): Buffer {
    return attempt(this.#path, "read", () => {
      const bytes = Buffer.alloc(end - start);
      let length = 0;
      while (length < bytes.length) {
        const read = fs.readSync(this.#file, bytes, length, bytes.length - length, start + length);
        if (read === 0) break;
        length += read;
      }
      return bytes.subarray(0, length);
    });
  }

  /** Adds to the end; what could be added in part only is taken away again. */
  append(text: string): void {
    this.#check();
    attempt(this.#path, "written", () => {
      const bytes = Buffer.from(text);
      try {
        writeAll(this.#file, bytes);
      } catch (error) {
        fs.ftruncateSync(this.#file, this.#size);
        throw error;
      }
      this.#size += bytes.length;
    });
  }

  /** Returns once all that was added is on the disk. */
  sync(): void {
    attempt(this.#path, "written", () => {
      fs.fdatasyncSync(this.#file);
    });
  }

  /** Takes away what stands behind an offset. */
  cut(size: number): void {
    attempt(this.#path, "written", () => {
      fs.ftruncateSync(this.#file, size);
    });
    this.#size = size;
  }

  /** Leaves only these stretches, one behind the other, in one step. */
  keep(stretches: readonly Stretch[]): void {
    const temporary = `${this.#path}.tmp`;
    attempt(this.#path, "written", () => {
      const file = fs.openSync(temporary, "w", OURS_ONLY);
      try {
        for (const stretch of stretches) writeAll(file, this.read(stretch));
        fs.fsyncSync(file);
      } finally {
        fs.closeSync(file);
      }
      fs.renameSync(temporary, this.#path);
      syncFolder(dirname(this.#path));
      fs.closeSync(this.#file);
      this.#file = fs.openSync(this.#path, "a+", OURS_ONLY);
      this.#size = fs.fstatSync(this.#file).size;
    });
  }

  close(): void {
    fs.closeSync(this.#file);
  }
}

function writeAll(file: number, bytes: Buffer): void {
  for (let length = 0; length < bytes.length;) length += fs.writeSync(file, bytes, length);
}

/** Makes the names in a folder last; Windows has no such thing. */
function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const file = fs.openSync(folder, "r");
  try {
    fs.fsyncSync(file);
  } finally {
    fs.closeSync(file);
  }
}
