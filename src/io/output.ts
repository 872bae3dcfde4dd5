import { fstatSync, statSync, writeSync } from "node:fs";
import process from "node:process";

/** Where a run writes to: what is asked of a standard stream of Node. */
export interface Output {
  readonly fd: number;
  readonly isTTY: boolean;
  /** Of a terminal. */
  readonly columns: number;
  readonly errored: Error | null;
  /** True when more may be written at once; else `taken` is called when it may, or nothing more will be taken. */
  readonly write: (text: string, taken?: () => void) => boolean;
}

/** A stream of Node as far as it is asked. */
interface Stream extends Output {
  readonly write: (text: string | Uint8Array, taken?: () => void) => boolean;
}

/**
 * What stands behind a descriptor, standard output or error. Getting a stream of Node ready takes a millisecond or two, so text goes straight into
 * a file, pipe or socket that takes it at once. Terminals and whatever else there is get `stream`.
 */
export function openOutput(fd: number, stream: () => Stream): Output {
  return isPlain(fd) ? new PlainOutput(fd, stream) : stream();
}

/** On Windows only the stream knows how a console is written to. */
function isPlain(fd: number): boolean {
  if (process.platform === "win32") return false;
  const stats = fstatSync(fd);
  // A program that Node has started has sockets for pipes.
  if (stats.isFile() || stats.isFIFO() || stats.isSocket()) return true;
  return stats.isCharacterDevice() && stats.rdev === statSync("/dev/null", { throwIfNoEntry: false })?.rdev;
}

/** Hands over to the stream at the first thing that goes wrong: it waits for a pipe that is full, and tells what else is. */
class PlainOutput implements Output {
  readonly fd: number;
  readonly isTTY = false;
  readonly columns = 0;
  readonly #stream: () => Stream;
  #instead: Stream | undefined;

  constructor(fd: number, stream: () => Stream) {
    this.fd = fd;
    this.#stream = stream;
  }

  get errored(): Error | null {
    return this.#instead?.errored ?? null;
  }

  write(text: string, taken?: () => void): boolean {
    if (this.#instead) return this.#instead.write(text, taken);
    let rest = Buffer.from(text);
    try {
      while (rest.length > 0) rest = rest.subarray(writeSync(this.fd, rest));
    } catch {
      this.#instead = this.#stream();
      return this.#instead.write(rest, taken);
    }
    taken?.();
    return true;
  }
}
