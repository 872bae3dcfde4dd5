import type { FileResult } from "../engine/result.ts";
import type { RepositoryFiles } from "../io/repositories.ts";
import type { Task } from "../run/run-files.ts";
import { digest } from "./key.ts";
import { type PackedFixes, type PackedResult, packFixes, packResult, unpackResult } from "./packed.ts";
import { holdsPiece } from "./pieces.ts";

/** Longer ones cost more than they save. */
const MAX_ENTRY = 128_000;
/** Characters of the digest before each entry: what was written by halves, or has changed on the disk, counts for nothing. */
const CHECKSUM = 16;
/** Between what every report needs and what fixes would write; JSON has none. */
const TAB = "\t";
const TAB_CODE = 9;

/** A result and what it depends on. */
interface Entry {
  /** `null` for a file that is not CircleCI's. */
  readonly result: PackedResult | null;
  /** The files that were read beside it: path from the root of the repository, and digest; `null` for one that was not there. */
  readonly beside?: readonly (readonly [path: string, digest: string | null])[];
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
 * what repeats a piece of a secret. What fixes would write is left out where the file holds one: they may move it.
 */
export async function writeEntry(
  task: Task,
  result: FileResult | undefined,
  { texts }: RecordingFiles,
): Promise<string | undefined> {
  if (result && !isLasting(result)) return undefined;
  const beside = [...texts].map(([path, text]) => [path, digestOf(text)] as const);
  const entry: Entry = { result: result ? packResult(result, task) : null, ...(beside.length > 0 && { beside }) };
  const json = JSON.stringify(entry);
  if (result && result.secrets.length > 0 && (await tellsSecret(textsIn(entry).join("\n"), result))) return undefined;
  const line = result && result.secrets.length === 0 ? `${json}${TAB}${JSON.stringify(packFixes(result))}` : json;
  return line.length > MAX_ENTRY ? undefined : `${digest(line).slice(0, CHECKSUM)}${line}`;
}

/** All texts in what is to be written: what is between them in JSON is the same for any file. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/**
 * True for a text that repeats a piece of a secret of the file. What our own pages say, in whatever case, is none, for our sentences
 * are made of it; nor are letters that stand in the file outside of all secrets, where every report may show them.
 */
async function tellsSecret(text: string, result: FileResult): Promise<boolean> {
  const { RULE_DOCS } = await import("../rules/docs.generated.ts");
  const own = Object.values(RULE_DOCS).join("\n").toLowerCase();
  const secrets = secretsOf(result);
  const rest = withoutSecrets(result, secrets);
  const isCommon = (piece: string): boolean =>
    own.includes(piece.toLowerCase()) || (/^[a-z]+$/i.test(piece) && rest.includes(piece));
  return holdsPiece(text, secrets, isCommon);
}

function withoutSecrets({ source, secrets }: FileResult, texts: readonly string[]): string {
  const ends = [0, ...secrets.map(({ end }) => end)];
  const starts = [...secrets.map(({ start }) => start), source.text.length];
  const left = ends.map((end, index) => source.text.slice(end, starts[index])).join("\n");
  return texts.reduce((rest, text) => (text === "" ? rest : rest.replaceAll(text, "\n")), left);
}

function isLasting({ crashes, refused, applied, before }: FileResult): boolean {
  return crashes.length + refused.length + applied.length === 0 && before === undefined;
}

function secretsOf({ source, secrets, secretTexts = [] }: FileResult): string[] {
  return [...secrets.map((span) => source.slice(span)), ...secretTexts];
}

/**
 * The result for a file; `undefined` where what lies around it has changed, the line is damaged, or what fixes would write is
 * wanted and was not remembered.
 */
export function readEntry(
  line: Buffer,
  task: Task,
  wantsEdits: boolean,
): { readonly result: FileResult | undefined } | undefined {
  const body = line.subarray(CHECKSUM);
  if (line.toString("latin1", 0, CHECKSUM) !== digest(body).slice(0, CHECKSUM)) return undefined;
  const tab = body.indexOf(TAB_CODE);
  const { result, beside = [] } = parseEntry(body.subarray(0, tab === -1 ? body.length : tab));
  if (!beside.every(([path, expected]) => digestOf(task.repository.read(path)) === expected)) return undefined;
  if (!result) return { result: undefined };
  if (!wantsEdits) return { result: unpackResult(result, undefined, task) };
  return tab === -1 ? undefined : { result: unpackResult(result, parseFixes(body.subarray(tab + 1)), task) };
}

function parseEntry(bytes: Buffer): Entry {
  const entry: Entry = JSON.parse(bytes.toString());
  return entry;
}

function parseFixes(bytes: Buffer): PackedFixes {
  const fixes: PackedFixes = JSON.parse(bytes.toString());
  return fixes;
}

function digestOf(text: string | undefined): string | null {
  return text === undefined ? null : digest(text);
}
