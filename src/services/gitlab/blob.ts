import type { FetchedFile } from "../../fleet/forge.ts";
import { LONGEST, TOO_LONG, fileOf, isTextOf } from "../fetched-file.ts";
import { at, numberAt, textAt } from "../json.ts";

/** A blob of which only its name is known; its bytes are to be fetched for themselves. */
export interface BlobToFetch {
  readonly kind: "again";
  readonly path: string;
  readonly id: string;
  readonly mode: string;
}

/** Reads a `RepositoryBlob` that has its text; `undefined` for what is no file. */
export function readBlob(blob: unknown): FetchedFile | BlobToFetch | undefined {
  const [path, id, mode] = [textAt(blob, "path"), textAt(blob, "oid"), textAt(blob, "mode")];
  if (mode === "160000") return { kind: "unreadable", why: "it is a submodule" };
  if (!/^1[02]0/.test(mode)) return undefined;
  // GraphQL gives big numbers as texts.
  if (numberAt(blob, "size") > LONGEST || Number(textAt(blob, "size")) > LONGEST) {
    return { kind: "unreadable", why: TOO_LONG };
  }
  const text = at(blob, "rawTextBlob");
  if (typeof text === "string" && isTextOf(text, id)) return fileWith(Buffer.from(text), mode);
  if (text === null) return { kind: "unreadable", why: "it is no text" };
  return { kind: "again", path, id, mode };
}

/** A file, or a link, from its bytes and its mode as git writes it. */
export function fileWith(bytes: Buffer, mode: string): FetchedFile {
  const file = fileOf(bytes, mode === "100755");
  return mode === "120000" && file.kind === "text" ? { kind: "link", target: file.text } : file;
}
