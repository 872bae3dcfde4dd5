import {
  type Answers,
  type Failure,
  type FetchedFile,
  type FetchedFiles,
  type FilesRequest,
  isFailure,
} from "../../fleet/forge.ts";
import type { FleetRepository } from "../../fleet/repository.ts";
import { fileOf } from "../fetched-file.ts";
import type { Api } from "../http/api.ts";
import { at, listAt, textAt } from "../json.ts";
import { type Question, askInBatches } from "./batch.ts";
import { readBlob } from "./blob.ts";
import type { Graph } from "./graphql.ts";

/** Repositories of one query. */
const BATCH = 25;
/** Folders below the one that is asked for which come with it; what lies deeper is asked for again. */
const LEVELS = 3;
/** Folders of one repository that are asked for in all. */
const MOST_FOLDERS = 200;

const BLOB = "fragment B on Blob { oid text byteSize isBinary }";
const ENTRIES = Array.from({ length: LEVELS }).reduce<string>(
  (below) => `entries { name mode type object { ...B ${below === "" ? "" : `... on Tree { ${below} }`} } }`,
  "",
);
const TREE = `fragment T on Tree { ${ENTRIES} }`;
const FILE = "fragment F on TreeEntry { mode type object { ...B } }";

interface Connection {
  readonly graph: Graph;
  readonly api: Api;
}

/** What is known of the files of one repository while they are read. */
interface Reading {
  readonly request: FilesRequest;
  readonly files: Map<string, FetchedFile>;
  /** Blobs whose text has to be fetched for itself. */
  readonly again: { readonly path: string; readonly id: string; readonly isExecutable: boolean }[];
  /** Folders that lay too deep. */
  folders: string[];
  asked: number;
}

/** Reads files of many repositories by few requests; one for each file that GraphQL gives incompletely. */
export async function* readFiles(requests: readonly FilesRequest[], connection: Connection): Answers<FetchedFiles> {
  for (let start = 0; start < requests.length; start += BATCH) {
    yield* readBatch(requests.slice(start, start + BATCH), connection);
  }
}

async function* readBatch(requests: readonly FilesRequest[], connection: Connection): Answers<FetchedFiles> {
  const readings = new Map(requests.map((request) => [request.repository.id, begin(request)]));
  let open: readonly FilesRequest[] = requests;
  while (open.length > 0) {
    const options = { size: BATCH, fragments: [TREE, FILE, BLOB], read: (node: object) => node };
    for await (const { repository, answer } of askInBatches(connection.graph, open.map(toQuestion), options)) {
      const reading = readings.get(repository.id);
      const failure = isFailure(answer) ? answer : reading && take(answer, reading, open);
      if (!failure) continue;
      readings.delete(repository.id);
      yield { repository, answer: failure };
    }
    open = [...readings.values()].flatMap(next);
  }
  for (const { request, files, again } of readings.values()) {
    const failure = await readAgain(request.repository, again, files, connection.api);
    yield { repository: request.repository, answer: failure ?? { files } };
  }
}

function begin(request: FilesRequest): Reading {
  return { request, files: new Map(), again: [], folders: [], asked: request.folders.length };
}

function toQuestion({ repository, commit, folders, paths }: FilesRequest): Question {
  return {
    repository,
    fields: (index) =>
      `object(oid: $c${index}) { ... on Commit { oid ${paths.map((_, at) => `p${at}: file(path: $p${index}_${at}) { ...F }`).join(" ")} } } ${folders.map((_, at) => `f${at}: object(expression: $f${index}_${at}) { ...T }`).join(" ")}`,
    variables: (index) => [
      [`c${index}`, "GitObjectID!", commit],
      ...paths.map((path, at) => [`p${index}_${at}`, "String!", path] as const),
      ...folders.map((folder, at) => [`f${index}_${at}`, "String!", `${commit}:${folder}`] as const),
    ],
  };
}

/** Takes an answer apart; a commit that is not there any more is a failure. */
function take(node: object, reading: Reading, open: readonly FilesRequest[]): Failure | undefined {
  const request = open.find(({ repository }) => repository.id === reading.request.repository.id);
  const commit = at(node, "object");
  if (!request || typeof commit !== "object" || commit === null) {
    return { kind: "moved", message: "the commit that was looked at is not there any more" };
  }
  reading.folders = [];
  for (const [index, path] of request.paths.entries()) takeEntry(at(commit, `p${index}`), path, 0, reading);
  for (const [index, folder] of request.folders.entries()) takeTree(at(node, `f${index}`), folder, LEVELS, reading);
  return undefined;
}

function takeTree(tree: unknown, folder: string, levels: number, reading: Reading): void {
  for (const entry of listAt(tree, "entries")) {
    const name = textAt(entry, "name");
    takeEntry(entry, folder === "" ? name : `${folder}/${name}`, levels - 1, reading);
  }
}

function takeEntry(entry: unknown, path: string, levels: number, reading: Reading): void {
  const type = textAt(entry, "type");
  if (type === "commit") reading.files.set(path, { kind: "unreadable", why: "it is a submodule" });
  if (type === "tree" && levels > 0) takeTree(at(entry, "object"), path, levels, reading);
  // A path that was asked for as a file, and is none, is not there.
  else if (type === "tree" && !reading.request.paths.includes(path)) reading.folders.push(path);
  if (type !== "blob") return;
  const read = readBlob(entry);
  if (read.kind === "again") reading.again.push({ path, ...read });
  else reading.files.set(path, read);
}

/** What is still to be asked of a repository: folders that lay too deep, up to a limit. */
function next(reading: Reading): FilesRequest[] {
  const folders = reading.folders.slice(0, Math.max(0, MOST_FOLDERS - reading.asked));
  for (const path of reading.folders.slice(folders.length)) {
    reading.files.set(path, { kind: "unreadable", why: "it lies among too many folders" });
  }
  reading.asked += folders.length;
  reading.folders = [];
  const { repository, commit } = reading.request;
  return folders.length === 0 ? [] : [{ repository, commit, folders, paths: [] }];
}

async function readAgain(
  { name }: FleetRepository,
  blobs: Reading["again"],
  files: Map<string, FetchedFile>,
  api: Api,
): Promise<Failure | undefined> {
  for (const { path, id, isExecutable } of blobs) {
    const { status, body } = await api.ask({ method: "GET", path: `/repos/${name}/git/blobs/${id}` });
    if (status !== 200) return { kind: "broken", message: `GitHub does not give out \`${path}\` (answer ${status})` };
    files.set(path, fileOf(Buffer.from(textAt(body, "content"), "base64"), isExecutable));
  }
  return undefined;
}
