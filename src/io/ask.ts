import { readSync } from "node:fs";
import { isatty } from "node:tty";
import { errorCode } from "./file-system.ts";

const STANDARD_INPUT = 0;
const NEWLINE = 10;
const PAUSE_MS = 20;

/** True when a person can type into standard input. */
export function isStandardInputATerminal(): boolean {
  return isatty(STANDARD_INPUT);
}

/** The next line of standard input without its end, waiting for it; `undefined` at the end of the input. */
export function readLine(): string | undefined {
  const byte = Buffer.alloc(1);
  const bytes: number[] = [];
  for (;;) {
    if (readByte(byte) === 0) return bytes.length === 0 ? undefined : decode(bytes);
    if (byte[0] === NEWLINE) return decode(bytes);
    bytes.push(byte[0] ?? 0);
  }
}

function decode(bytes: readonly number[]): string {
  return Buffer.from(bytes).toString().replace(/\r$/, "");
}

/** How many bytes came: none at the end. A terminal that another program has set not to block is asked again. */
function readByte(into: Buffer): number {
  for (;;) {
    try {
      return readSync(STANDARD_INPUT, into);
    } catch (error) {
      const code = errorCode(error);
      if (code === "EOF") return 0;
      if (code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}
