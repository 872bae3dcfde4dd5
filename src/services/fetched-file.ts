import { createHash } from "node:crypto";
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

/** Forges give the text of a blob decoded, and may cut it off; git's name of the blob says whether it is the whole. */
export function isTextOf(text: string, id: string): boolean {
  const bytes = Buffer.from(text);
  const hash = createHash(id.length === 64 ? "sha256" : "sha1");
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest("hex") === id;
}
