import {
  type Answers,
  type Failure,
  type FetchedFile,
  type FetchedFiles,
  type FilesRequest,
  isFailure,
} from "../../fleet/forge.ts";
import { LONGEST, TOO_LONG } from "../fetched-file.ts";
import type { Api } from "../http/api.ts";
import { at, listAt, textAt } from "../json.ts";
import { type Batches, type Question, type ReadNode, broken } from "./batch.ts";
import { type BlobToFetch, fileWith, readBlob } from "./blob.ts";
import { DENIED } from "./graphql.ts";
import { failureOf } from "./rest.ts";

/** Entries of a page of a folder, and files of one field, both the most that GitLab gives. */
const PAGE = 100;
/** Pages of the folders of one repository. */
const MOST_PAGES = 20;
/** What a folder of CircleCI mostly has, and mostly alone: asked for before anybody knows. */
const USUAL = "config.yml";

interface Connection {
  readonly api: Api;
  readonly files: Batches;
  readonly commits: Batches;
}

/** What is known of the files of one repository while they are read. */
interface Reading {
  readonly request: FilesRequest;
  readonly files: Map<string, FetchedFile>;
  /** Blobs whose text has to be fetched for itself. */
  readonly again: BlobToFetch[];
  /** Folders of which a page is to be asked for, and behind what. */
  folders: readonly { readonly folder: string; readonly after: string | null }[];
  paths: readonly string[];
  readonly asked: Set<string>;
  pages: number;
  /** Whether files are too large to come with the rest. */
  isHeavy: boolean;
}

/**
 * Reads files of many repositories by few requests: folders and texts together, then what the folders have beside; one more for
 * each file that GraphQL does not give byte for byte.
 */
export async function* readFiles(requests: readonly FilesRequest[], connection: Connection): Answers<FetchedFiles> {
  const readings = new Map(requests.map((request) => [request.repository.id, begin(request)]));
  const empty: FilesRequest[] = [];
  while (readings.size > 0) {
    for await (const { repository, answer } of connection.files.ask([...readings.values()].map(toQuestion), keep)) {
      const reading = readings.get(repository.id);
      if (!reading) continue;
      const failure = isFailure(answer) ? answer : take(answer, reading);
      if (failure) {
        readings.delete(repository.id);
        yield { repository, answer: failure };
      } else if (reading.folders.length + reading.paths.length === 0) {
        readings.delete(repository.id);
        if (reading.files.size + reading.again.length === 0) empty.push(reading.request);
        else yield { repository, answer: (await readAgain(reading, connection.api)) ?? { files: reading.files } };
      }
    }
  }
  yield* confirmEmpty(empty, connection.commits);
}

function keep(found: ReadNode): ReadNode {
  return found;
}

function begin(request: FilesRequest): Reading {
  const { folders, paths } = request;
  const guesses = folders.map((folder) => (folder === "" ? USUAL : `${folder}/${USUAL}`));
  const first = [...new Set([...paths, ...guesses])];
  return {
    request,
    files: new Map(),
    again: [],
    folders: folders.map((folder) => ({ folder, after: null })),
    paths: first,
    asked: new Set(first),
    pages: 0,
    isHeavy: false,
  };
}

function toQuestion({ request, folders, paths, isHeavy }: Reading): Question {
  const text = isHeavy ? "" : " rawTextBlob";
  const groups = Array.from({ length: Math.ceil(paths.length / PAGE) }, (_, at) =>
    paths.slice(at * PAGE, (at + 1) * PAGE),
  );
  return {
    repository: request.repository,
    fields: (index) => `repository { exists
      ${folders.map((_, at) => `f${at}: tree(path: $f${index}_${at}, ref: $c${index}, recursive: true) { blobs(first: ${PAGE}, after: $a${index}_${at}) { nodes { path sha } pageInfo { hasNextPage endCursor } } }`).join(" ")}
      ${groups.map((group, at) => `p${at}: blobs(paths: $p${index}_${at}, ref: $c${index}, first: ${group.length}) { nodes { path oid mode size${text} } }`).join(" ")}
    }`,
    variables: (index) => [
      [`c${index}`, "String!", request.commit],
      ...folders.flatMap(({ folder, after }, at) => [
        [`f${index}_${at}`, "String!", folder] as const,
        [`a${index}_${at}`, "String", after] as const,
      ]),
      ...groups.map((group, at) => [`p${index}_${at}`, "[String!]!", group] as const),
    ],
  };
}

/** Takes an answer apart, and says what is to be asked next in the reading. */
function take({ node, errors }: ReadNode, reading: Reading): Failure | undefined {
  const tooMuch = errors.find(({ message }) => /blobs? size limit/i.test(message));
  if (tooMuch && !reading.isHeavy) {
    reading.isHeavy = true;
    return undefined;
  }
  const [error] = errors;
  if (error) return broken(error.message);
  const repository = at(node, "repository");
  if (typeof repository !== "object" || repository === null) return DENIED;
  if (at(repository, "exists") === false) return { kind: "moved", message: "it has no commit any more" };
  for (const [index] of reading.paths.entries()) {
    if (index % PAGE !== 0) continue;
    for (const blob of listAt(repository, `p${index / PAGE}`, "nodes")) {
      keepBlob(textAt(blob, "path"), blob, reading);
    }
  }
  return takeFolders(repository, reading);
}

function keepBlob(path: string, blob: unknown, { files, again, asked }: Reading): void {
  if (!asked.has(path)) return;
  const read = readBlob(blob);
  if (read?.kind === "again") again.push(read);
  else if (read) files.set(path, read);
}

function takeFolders(repository: object, reading: Reading): Failure | undefined {
  const folders: { folder: string; after: string | null }[] = [];
  const paths: string[] = [];
  for (const [index, { folder }] of reading.folders.entries()) {
    const blobs = at(repository, `f${index}`, "blobs");
    for (const blob of listAt(blobs, "nodes")) {
      const path = textAt(blob, "path");
      if (path === "" || reading.asked.has(path)) continue;
      reading.asked.add(path);
      paths.push(path);
    }
    reading.pages += 1;
    if (at(blobs, "pageInfo", "hasNextPage") === true) {
      folders.push({ folder, after: textAt(blobs, "pageInfo", "endCursor") });
    }
  }
  if (folders.length > 0 && reading.pages >= MOST_PAGES) {
    return { kind: "broken", message: `its folders have more than ${MOST_PAGES * PAGE} files` };
  }
  reading.folders = folders;
  reading.paths = paths;
  return undefined;
}

async function readAgain({ request, again, files }: Reading, api: Api): Promise<Failure | undefined> {
  for (const { path, id, mode } of again) {
    const place = `/projects/${request.repository.id}/repository/blobs/${id}/raw`;
    const answer = await api.ask({ method: "GET", path: place, isFile: true });
    const { status, body } = answer;
    if (status !== 200 || !Buffer.isBuffer(body)) return failureOf(answer, `does not give out \`${path}\``);
    files.set(path, body.length > LONGEST ? { kind: "unreadable", why: TOO_LONG } : fileWith(body, mode));
  }
  return undefined;
}

/** Tells a commit that has none of the files from one that is not there: GitLab answers both with nothing. */
async function* confirmEmpty(requests: readonly FilesRequest[], commits: Batches): Answers<FetchedFiles> {
  const questions = requests.map(({ repository, commit }) => ({
    repository,
    fields: (index: number) => `repository { tree(ref: $c${index}) { lastCommit { sha } } }`,
    variables: (index: number) => [[`c${index}`, "String!", commit]] as const,
  }));
  const wanted = new Map(requests.map(({ repository, commit }) => [repository.id, commit]));
  yield* commits.ask(questions, ({ node }, { id }): FetchedFiles | Failure =>
    textAt(node, "repository", "tree", "lastCommit", "sha") === wanted.get(id)
      ? { files: new Map() }
      : { kind: "moved", message: "the commit that was looked at is not there any more" },
  );
}
