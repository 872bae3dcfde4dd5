import type { FetchedFile } from "../fleet/forge.ts";

/** Bytes of a file that is read. */
export const LONGEST = 1_048_576;
export const TOO_LONG = "it has more than a mebibyte";

/** A file from its bytes. */
export function fileOf(bytes: Buffer, isExecutable: boolean): FetchedFile {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return { kind: "text", text, isExecutable };
  } catch {
    return { kind: "unreadable", why: "it is no UTF-8 text" };
  }
}
