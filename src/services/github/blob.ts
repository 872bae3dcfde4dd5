import type { FetchedFile } from "../../fleet/forge.ts";
import { LONGEST, TOO_LONG, isTextOf } from "../fetched-file.ts";
import { at, numberAt, textAt } from "../json.ts";

/** Modes of git, in decimal, as GraphQL has them. */
const LINK = 0o120000;
const EXECUTABLE = 0o100755;

/** What a tree entry tells of a file; `id` of its blob where the text that came with it is not the file's, byte for byte. */
export type ReadBlob = FetchedFile | { readonly kind: "again"; readonly id: string; readonly isExecutable: boolean };

/** Reads an entry whose object is a blob. */
export function readBlob(entry: unknown): ReadBlob {
  const blob = at(entry, "object");
  const mode = numberAt(entry, "mode");
  const id = textAt(blob, "oid");
  if (numberAt(blob, "byteSize") > LONGEST) return { kind: "unreadable", why: TOO_LONG };
  const text = at(blob, "text");
  if (typeof text === "string" && isTextOf(text, id)) return toFile(text, mode);
  if (at(blob, "isBinary") === true) return { kind: "unreadable", why: "it is no text" };
  return { kind: "again", id, isExecutable: mode === EXECUTABLE };
}

function toFile(text: string, mode: number): FetchedFile {
  return mode === LINK ? { kind: "link", target: text } : { kind: "text", text, isExecutable: mode === EXECUTABLE };
}
