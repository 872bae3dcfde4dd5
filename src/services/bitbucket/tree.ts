import type { FleetRepository } from "../../fleet/repository.ts";
import type { Api } from "../http/api.ts";
import type { ApiAnswer } from "../http/transport.ts";
import { listAt, numberAt, textAt } from "../json.ts";
import { encodePath, pathOf, queryOf } from "./address.ts";
import { Refusal } from "../refusal.ts";
import { toFailure } from "./failure.ts";

/** One thing in a folder. */
export interface Entry {
  /** From the root. */
  readonly path: string;
  readonly kind: "file" | "folder" | "link" | "submodule";
  readonly isExecutable: boolean;
  readonly isBinary: boolean;
  /** In bytes. */
  readonly size: number;
}

const FIELDS = "next,values.path,values.type,values.size,values.attributes";
/** What Bitbucket answers where so many levels take it too long. */
const TOO_LARGE = 555;
/** Folders below the one that is asked for which come with it; what lies deeper is asked for again. */
const LEVELS = 5;
/** Lists that are asked for of one repository at one commit. */
const MOST_LISTS = 200;

/** What a repository holds at one commit, as far as it was looked at. */
export class Tree {
  readonly #api: Api;
  readonly #repository: string;
  readonly #commit: string;
  readonly #folders = new Map<string, Promise<ReadonlyMap<string, Entry>>>();
  #lists = 0;

  constructor(api: Api, repository: FleetRepository, commit: string) {
    this.#api = api;
    this.#repository = pathOf(repository);
    this.#commit = commit;
  }

  /** Where the API has a file or, with a slash at its end, a folder. */
  addressOf(path: string): string {
    const encoded = path === "" ? "" : encodePath(path.replace(/\/$/, "")) + (path.endsWith("/") ? "/" : "");
    return `${this.#repository}/src/${this.#commit}/${encoded}`;
  }

  /** What is at a path; `undefined` where there is nothing. */
  async find(path: string): Promise<Entry | undefined> {
    const slash = path.lastIndexOf("/");
    const folder = path.slice(0, Math.max(slash, 0));
    return (await this.#isFolder(folder)) ? (await this.#list(folder)).get(path) : undefined;
  }

  /** All files and links in and below a folder; none where there is no folder. */
  async below(folder: string): Promise<readonly Entry[]> {
    return (await this.#isFolder(folder)) ? this.#walk(folder, LEVELS) : [];
  }

  /** Only what its parent says is a folder is listed: of a file Bitbucket would give out the bytes, which could look like a list. */
  async #isFolder(path: string): Promise<boolean> {
    return path === "" || (await this.find(path))?.kind === "folder";
  }

  #list(folder: string): Promise<ReadonlyMap<string, Entry>> {
    const known = this.#folders.get(folder);
    if (known) return known;
    const asked = this.#ask(folder, 1).then(byPath);
    this.#folders.set(folder, asked);
    // What failed may be there when it is asked for again.
    asked.catch(() => this.#folders.delete(folder));
    return asked;
  }

  async #walk(folder: string, levels: number): Promise<readonly Entry[]> {
    const found = await this.#ask(folder, levels);
    // Git has no empty folders: one of which nothing came lies too deep.
    const open = new Set(found.filter(({ kind }) => kind === "folder").map(({ path }) => path));
    for (const { path } of found) open.delete(path.slice(0, Math.max(path.lastIndexOf("/"), 0)));
    const files = found.filter(({ kind }) => kind !== "folder");
    for (const path of open) files.push(...(await this.#walk(path, levels)));
    return files;
  }

  async #ask(folder: string, levels: number): Promise<readonly Entry[]> {
    const query = { pagelen: 100, max_depth: levels, fields: FIELDS };
    const entries: Entry[] = [];
    for (let next = this.addressOf(folder === "" ? "" : `${folder}/`) + queryOf(query); next !== "";) {
      this.#lists += 1;
      if (this.#lists > MOST_LISTS)
        throw new Refusal({ kind: "broken", message: "it has too many folders to look at" });
      const answer = await this.#api.ask({ method: "GET", path: next });
      if (answer.status === TOO_LARGE && levels > 1) return this.#ask(folder, 1);
      if (answer.status !== 200) throw await this.#explain(answer);
      entries.push(...listAt(answer.body, "values").map(toEntry));
      next = textAt(answer.body, "next");
    }
    return entries;
  }

  /** Where there is no such commit, the branch has moved; where there is no repository, all of it is gone. */
  async #explain(answer: ApiAnswer): Promise<Refusal> {
    if (answer.status !== 404) return new Refusal(toFailure(answer));
    const { status } = await this.#api.ask({
      method: "GET",
      path: `${this.#repository}${queryOf({ fields: "uuid" })}`,
    });
    if (status !== 200) return new Refusal(toFailure(answer));
    return new Refusal({ kind: "moved", message: "the commit that was looked at is not there any more" });
  }
}

function byPath(entries: readonly Entry[]): ReadonlyMap<string, Entry> {
  return new Map(entries.map((entry) => [entry.path, entry]));
}

function toEntry(value: unknown): Entry {
  const attributes = listAt(value, "attributes");
  const isFolder = textAt(value, "type") === "commit_directory";
  const isSubmodule = attributes.includes("subrepository") || textAt(value, "type") === "commit_submodule";
  const isLink = attributes.includes("link");
  return {
    path: textAt(value, "path"),
    kind: isSubmodule ? "submodule" : isFolder ? "folder" : isLink ? "link" : "file",
    isExecutable: attributes.includes("executable"),
    isBinary: attributes.includes("binary"),
    size: numberAt(value, "size"),
  };
}
