import { isUtf8 } from "node:buffer";
import { UserError } from "../user-error.ts";

/** Bytes of the largest file that is read: a config of that size has hundreds of thousands of lines. */
export const MAX_BYTES = 33_554_432;

/** The text of a file as it is, byte-order mark included; a UserError for one that is too large or is no UTF-8. */
export function decode(path: string, bytes: Buffer): string {
  refuseTooLarge(path, bytes.length);
  if (isUtf8(bytes) && !bytes.includes(0)) return bytes.toString("utf8");
  throw new UserError(`\`${path}\` ${faultOf(bytes)}`, { help: "Save it as UTF-8, or leave it out" });
}

export function refuseTooLarge(path: string, size: number): void {
  if (size <= MAX_BYTES) return;
  throw new UserError(`\`${path}\` has ${inMebibytes(size)}; the most that is read is ${inMebibytes(MAX_BYTES)}`, {
    help: "Leave it out, or split it",
  });
}

function inMebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 1_048_576)} MiB`;
}

/** What is wrong with bytes that are no text in UTF-8, as a clause about the file. */
function faultOf(bytes: Buffer): string {
  if (isUtf16(bytes)) return "is text in UTF-16; only UTF-8 is read";
  if (bytes.includes(0)) return "is no text: it holds NUL bytes";
  return `is no UTF-8 text: line ${firstBadLine(bytes)} holds bytes of another encoding`;
}

/** A byte-order mark, or the NUL bytes that ASCII has in UTF-16: all in even places, or all in odd ones. */
function isUtf16(bytes: Buffer): boolean {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  const start = bytes.subarray(0, 64);
  const nulsFrom = (offset: number): number => start.filter((byte, at) => byte === 0 && at % 2 === offset).length;
  const half = Math.floor(start.length / 2);
  return half > 1 && [nulsFrom(0), nulsFrom(1)].toSorted((a, b) => a - b).join(" ") === `0 ${half}`;
}

/** One-based. Bytes of a character never look like a line feed, so each line can be judged by itself. */
function firstBadLine(bytes: Buffer): number {
  let line = 1;
  for (let at = 0; at < bytes.length; line += 1) {
    const newline = bytes.indexOf(0x0a, at);
    const end = newline === -1 ? bytes.length : newline;
    if (!isUtf8(bytes.subarray(at, end))) return line;
    at = end + 1;
  }
  return line;
}
