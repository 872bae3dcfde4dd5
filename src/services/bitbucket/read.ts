import type { Answers, FetchedFile, FetchedFiles, FilesRequest } from "../../fleet/forge.ts";
import { repositoryKey } from "../../fleet/repository.ts";
import { LONGEST, TOO_LONG, fileOf } from "../fetched-file.ts";
import type { Api } from "../http/api.ts";
import { Refusal, orFailure } from "../refusal.ts";
import { toFailure } from "./failure.ts";
import { inParallel } from "../in-parallel.ts";
import { type Entry, Tree } from "./tree.ts";

/** Files of one answer; what is more is not read. */
const MOST_FILES = 1000;
/** Repositories whose folders are remembered for what else is asked of them: more than a plan has under way at once. */
const KEPT_TREES = 200;

/** Reads files: a request for each folder that has to be looked into, and one for each file that is there. */
export class Reader {
  readonly #api: Api;
  readonly #trees = new Map<string, Tree>();

  constructor(api: Api) {
    this.#api = api;
  }

  async *read(requests: readonly FilesRequest[]): Answers<FetchedFiles> {
    yield* inParallel(requests, async (request) => ({
      repository: request.repository,
      answer: await orFailure(() => this.#readOne(request)),
    }));
  }

  async #readOne({ repository, commit, folders, paths }: FilesRequest): Promise<FetchedFiles> {
    const tree = this.#treeOf({ repository, commit });
    const wanted = new Map<string, Entry>();
    for (const folder of folders) for (const entry of await tree.below(folder)) wanted.set(entry.path, entry);
    for (const path of paths) {
      const entry = await tree.find(path);
      // A path that was asked for as a file, and is none, is not there.
      if (entry && entry.kind !== "folder") wanted.set(path, entry);
    }
    const files = new Map<string, FetchedFile>();
    for await (const [path, file] of inParallel([...wanted.values()].entries(), ([index, entry]) =>
      index < MOST_FILES ? this.#readFile(entry, tree) : skip(entry),
    ))
      files.set(path, file);
    return { files };
  }

  #treeOf({ repository, commit }: Pick<FilesRequest, "repository" | "commit">): Tree {
    const key = `${commit} ${repositoryKey(repository)}`;
    const tree = this.#trees.get(key) ?? new Tree(this.#api, repository, commit);
    this.#trees.set(key, tree);
    const [oldest] = this.#trees.size > KEPT_TREES ? this.#trees.keys() : [];
    if (oldest !== undefined) this.#trees.delete(oldest);
    return tree;
  }

  async #readFile(entry: Entry, tree: Tree): Promise<[path: string, file: FetchedFile]> {
    const { path, kind, size, isBinary, isExecutable } = entry;
    if (kind === "submodule") return unreadable(path, "it is a submodule");
    if (size > LONGEST) return unreadable(path, TOO_LONG);
    if (isBinary && kind === "file") return unreadable(path, "it is no text");
    const answer = await this.#api.ask({ method: "GET", path: tree.addressOf(path), accept: "*/*", isFile: true });
    const { status, body } = answer;
    if (status >= 300 && status < 400) return unreadable(path, "it is kept outside the repository (Git LFS)");
    if (!(body instanceof Buffer)) throw new Refusal(toFailure(answer));
    return [path, kind === "link" ? { kind: "link", target: body.toString() } : fileOf(body, isExecutable)];
  }
}

function unreadable(path: string, why: string): [path: string, file: FetchedFile] {
  return [path, { kind: "unreadable", why }];
}

async function skip({ path }: Entry): Promise<[path: string, file: FetchedFile]> {
  await Promise.resolve();
  return unreadable(path, "it lies among too many files");
}
