import type { FileResult } from "../engine/result.ts";
import type { RepositoryFiles } from "../io/repositories.ts";
import { type PlainResult, fromPlain, toPlain } from "../run/plain-result.ts";
import type { Task } from "../run/run-files.ts";
import { digest } from "./key.ts";

/** Longer ones cost more than they save. */
const MAX_ENTRY = 128_000;
/** Characters of the digest before each entry: what was written by halves, or has changed on the disk, counts for nothing. */
const CHECKSUM = 16;

/** A result and what it depends on. */
interface Entry {
  /** `null` for a file that is not CircleCI's. */
  readonly result: PlainResult | null;
  /** The files that were read beside it: path from the root of the repository, and digest; `null` for one that was not there. */
  readonly beside: readonly (readonly [path: string, digest: string | null])[];
}

/** A repository that remembers what was asked of it. */
export interface RecordingFiles extends RepositoryFiles {
  readonly texts: ReadonlyMap<string, string | undefined>;
}

export function recording(files: RepositoryFiles): RecordingFiles {
  const texts = new Map<string, string | undefined>();
  return {
    texts,
    read: (path) => {
      const text = files.read(path);
      texts.set(path, text);
      return text;
    },
  };
}

/**
 * One line for the cache; `undefined` for what must not be remembered: our own failures, what was or would be changed, and
 * anything about a file in which there is a secret.
 */
export function writeEntry(task: Task, result: FileResult | undefined, { texts }: RecordingFiles): string | undefined {
  if (result && !isLasting(result)) return undefined;
  const beside = [...texts].map(([path, text]) => [path, digestOf(text)] as const);
  const entry: Entry = { result: result ? toPlain(result, task) : null, beside };
  const json = JSON.stringify(entry);
  return json.length > MAX_ENTRY ? undefined : `${checksum(json)}${json}`;
}

function checksum(json: string): string {
  return digest(json).slice(0, CHECKSUM);
}

function isLasting({ crashes, refused, applied, before, secrets }: FileResult): boolean {
  return crashes.length + refused.length + applied.length + secrets.length === 0 && before === undefined;
}

/** The result for a file; `undefined` where what lies around it has changed, or the line is damaged. */
export function readEntry(line: string, task: Task): { readonly result: FileResult | undefined } | undefined {
  const entry = parseEntry(line);
  if (
    !Array.isArray(entry?.beside) ||
    !entry.beside.every(([path, expected]) => digestOf(task.repository.read(path)) === expected)
  )
    return undefined;
  return { result: entry.result ? fromPlain(entry.result, task) : undefined };
}

function parseEntry(line: string): Entry | undefined {
  const json = line.slice(CHECKSUM);
  if (line.slice(0, CHECKSUM) !== checksum(json)) return undefined;
  const entry: Entry = JSON.parse(json);
  return entry;
}

function digestOf(text: string | undefined): string | null {
  return text === undefined ? null : digest(text);
}
