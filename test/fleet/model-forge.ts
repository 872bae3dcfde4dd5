import { createHash } from "node:crypto";
import type {
  Access,
  Answers,
  BranchRequest,
  Checks,
  Failure,
  FetchedFile,
  FetchedFiles,
  FilesRequest,
  Forge,
  ProposalState,
  PullRequest,
  PullState,
  Selection,
} from "../../src/fleet/forge.ts";
import type { FleetRepository } from "../../src/fleet/repository.ts";
import { readChange } from "../../src/fleet/trailer.ts";

/** Who our token belongs to. */
export const LOGIN = "circlesec-bot";

interface ModelCommit {
  readonly parent: string | undefined;
  readonly author: string;
  readonly message: string;
  readonly files: Readonly<Record<string, string>>;
}

/** One repository as plain data. */
export interface ModelRepository {
  readonly repository: FleetRepository;
  readonly commits: Record<string, ModelCommit>;
  readonly branches: Record<string, string>;
  pulls: (PullState & { readonly branch: string })[];
  readonly checks: Record<string, Checks>;
  /** What must never happen: words for each time that it did. */
  readonly faults: string[];
}

/** Where repositories are kept; each change is one step. */
export interface ModelStore {
  load(name: string): ModelRepository | undefined;
  save(name: string, repository: ModelRepository): void;
  names(): readonly string[];
}

/** What happens instead of an answer: a failure, or something that is thrown; before or after the forge did what was asked. */
export type Fault = (operation: Operation, name: string, moment: "before" | "after") => Failure | undefined;
export type Operation = "read" | "proposals" | "checks" | "write" | "open" | "edit" | "close" | "sweep";

export class MemoryStore implements ModelStore {
  readonly #texts = new Map<string, string>();

  load(name: string): ModelRepository | undefined {
    const text = this.#texts.get(name);
    return text === undefined ? undefined : (JSON.parse(text) as ModelRepository);
  }

  save(name: string, repository: ModelRepository): void {
    this.#texts.set(name, JSON.stringify(repository));
  }

  names(): readonly string[] {
    return [...this.#texts.keys()];
  }
}

/** Puts a commit on a branch, which is made where there is none; says its name. */
export function commitTo(
  model: ModelRepository,
  branch: string,
  commit: Omit<ModelCommit, "parent"> & { readonly parent?: string | undefined },
): string {
  const whole = { ...commit, parent: commit.parent ?? model.branches[branch] };
  const id = createHash("sha1").update(JSON.stringify(whole)).digest("hex");
  model.commits[id] = whole;
  model.branches[branch] = id;
  return id;
}

/** A repository with one commit on `main`. */
export function modelRepository(repository: FleetRepository, files: Readonly<Record<string, string>>): ModelRepository {
  const model: ModelRepository = { repository, commits: {}, branches: {}, pulls: [], checks: {}, faults: [] };
  commitTo(model, "main", { author: "dev", message: "Start", files });
  return model;
}

/** A forge that keeps to what `Forge` says, on repositories that are data. */
export class ModelForge implements Forge {
  readonly place = "github";
  readonly host = "github.test";
  readonly calls: string[] = [];
  readonly #store: ModelStore;
  readonly #fault: Fault;

  constructor(store: ModelStore, fault: Fault = () => undefined) {
    this.#store = store;
    this.#fault = fault;
  }

  async access(): Promise<Access> {
    return { login: LOGIN, lacks: [] };
  }

  async *list(selection: Selection): AsyncGenerator<FleetRepository> {
    if (selection.kind !== "owner") throw new Error(`the model lists owners only, not ${selection.kind}`);
    for (const name of this.#store.names()) {
      const model = this.#store.load(name);
      if (model) yield { ...model.repository, base: { branch: "main", commit: model.branches["main"] ?? "" } };
    }
  }

  async *read(requests: readonly FilesRequest[]): Answers<FetchedFiles> {
    for (const { repository, commit, folders, paths } of requests) {
      const answer = this.#do("read", repository, (model): FetchedFiles => {
        const all = Object.entries(model.commits[commit]?.files ?? {});
        const asked = all.filter(
          ([path]) => paths.includes(path) || folders.some((folder) => path.startsWith(`${folder}/`)),
        );
        return {
          files: new Map<string, FetchedFile>(
            asked.map(([path, text]) => [path, { kind: "text", text, isExecutable: false }]),
          ),
        };
      });
      yield { repository, answer };
    }
  }

  async *proposals(repositories: readonly FleetRepository[], branch: string): Answers<ProposalState> {
    for (const repository of repositories) {
      yield { repository, answer: this.#do("proposals", repository, (model) => stateOf(model, branch)) };
    }
  }

  async *checks(
    commits: readonly { readonly repository: FleetRepository; readonly commit: string }[],
  ): Answers<Checks> {
    for (const { repository, commit } of commits) {
      yield { repository, answer: this.#do("checks", repository, (model) => model.checks[commit] ?? "passed") };
    }
  }

  async write(request: BranchRequest): Promise<string | Failure> {
    return this.#do("write", request.repository, (model): string | Failure => {
      const before = stateOf(model, request.branch).branch;
      if (before?.commit !== request.expected) return { kind: "moved", message: "the branch moved" };
      if (before && !before.isOurs) model.faults.push(`wrote over commits of others on ${request.branch}`);
      const files = { ...model.commits[request.base]?.files };
      for (const { path, text } of request.files) files[path] = text;
      return commitTo(model, request.branch, {
        author: LOGIN,
        message: request.message,
        parent: request.base,
        files,
      });
    });
  }

  async open({ repository, branch, title, body, isDraft }: PullRequest): Promise<PullState | Failure> {
    return this.#do("open", repository, (model): PullState | Failure => {
      const commit = model.branches[branch];
      if (commit === undefined) return { kind: "broken", message: "there is no such branch" };
      if (model.pulls.some((pull) => pull.branch === branch && pull.state === "open")) {
        return { kind: "broken", message: "a pull request already exists" };
      }
      const number = model.pulls.length + 1;
      const url = `${repository.url}/pull/${number}`;
      const pull = { branch, number, url, state: "open", title, body: kept(body), isDraft, commit } as const;
      model.pulls.unshift(pull);
      return pull;
    });
  }

  async edit({ repository, title, body }: PullRequest, number: number, reopen: boolean): Promise<PullState | Failure> {
    return this.#do("edit", repository, (model): PullState | Failure => {
      const pull = model.pulls.find((one) => one.number === number);
      if (!pull) return { kind: "gone", message: "there is no such pull request" };
      if (reopen && model.branches[pull.branch] !== pull.commit) {
        return { kind: "broken", message: "its branch is another one" };
      }
      const edited = { ...pull, title, body: kept(body), ...(reopen ? { state: "open" as const } : {}) };
      model.pulls = model.pulls.map((one) => (one === pull ? edited : one));
      return refreshed(model, edited);
    });
  }

  async close(
    { repository, branch }: Pick<PullRequest, "repository" | "branch">,
    number: number,
    commit: string,
  ): Promise<undefined | Failure> {
    return this.#do("close", repository, (model): Failure | undefined => {
      const before = stateOf(model, branch).branch;
      if (before && before.commit !== commit) return { kind: "moved", message: "the branch moved" };
      if (before && !before.isOurs) model.faults.push(`deleted commits of others with ${branch}`);
      closePull(model, number);
      if (before) delete model.branches[branch];
      return undefined;
    });
  }

  async sweep(
    { repository, branch }: Pick<PullRequest, "repository" | "branch">,
    commit: string,
  ): Promise<undefined | Failure> {
    return this.#do("sweep", repository, (model): Failure | undefined => {
      if (model.branches[`${branch}-next`] === commit) delete model.branches[`${branch}-next`];
      return undefined;
    });
  }

  async end(): Promise<void> {
    await Promise.resolve();
  }

  #do<T>(operation: Operation, { name }: FleetRepository, action: (model: ModelRepository) => T): T | Failure {
    this.calls.push(`${operation} ${name}`);
    const fault = this.#fault(operation, name, "before");
    if (fault) return fault;
    const model = this.#store.load(name);
    if (!model) return { kind: "gone", message: "it is gone" };
    const answer = action(model);
    settlePulls(model);
    this.#store.save(name, model);
    return this.#fault(operation, name, "after") ?? answer;
  }
}

/** Closes a pull request as a person does. */
export function closePull(model: ModelRepository, number: number): void {
  model.pulls = model.pulls.map((pull) => (pull.number === number ? { ...pull, state: "closed" } : pull));
}

/** Merges a pull request as a person does, into one commit. */
export function mergePull(model: ModelRepository, number: number): void {
  const pull = model.pulls.find((one) => one.number === number);
  const tip = pull && model.commits[model.branches[pull.branch] ?? ""];
  if (!pull || !tip) return;
  const before = model.commits[tip.parent ?? ""]?.files ?? {};
  const changed = Object.entries(tip.files).filter(([path, text]) => before[path] !== text);
  const main = model.commits[model.branches["main"] ?? ""];
  commitTo(model, "main", {
    author: "dev",
    message: pull.title,
    files: { ...main?.files, ...Object.fromEntries(changed) },
  });
  model.pulls = model.pulls.map((one) => (one === pull ? { ...one, state: "merged" } : one));
}

/** Forges keep other line ends. */
function kept(body: string): string {
  return body.replaceAll("\n", "\r\n");
}

function refreshed(model: ModelRepository, { branch, ...pull }: ModelRepository["pulls"][number]): PullState {
  const tip = model.branches[branch];
  return pull.state === "open" && tip !== undefined ? { ...pull, commit: tip } : pull;
}

/** Lets pull requests follow their branches. */
export function settlePulls(model: ModelRepository): void {
  model.pulls = model.pulls.map((pull) => ({ ...refreshed(model, pull), branch: pull.branch }));
}

function stateOf(model: ModelRepository, branch: string): ProposalState {
  return { ...stateOfBranch(model, branch), leftover: model.branches[`${branch}-next`] };
}

function stateOfBranch(model: ModelRepository, branch: string): ProposalState {
  const base = model.branches["main"] ?? "";
  const commit = model.branches[branch];
  settlePulls(model);
  const pulls = model.pulls.filter((pull) => pull.branch === branch).map((pull) => refreshed(model, pull));
  if (commit === undefined) return { base: { branch: "main", commit: base }, branch: undefined, pulls };
  const below = new Set(historyOf(model, base));
  const over = historyOf(model, commit).filter((id) => !below.has(id));
  const commits = over.flatMap((id) => model.commits[id] ?? []);
  return {
    base: { branch: "main", commit: base },
    branch: {
      commit,
      isOurs: commits.every(({ author, message }) => author === LOGIN && readChange(message) !== undefined),
      change: commits[0] && readChange(commits[0].message),
      standsOn: commits.length === 1 ? commits[0]?.parent : undefined,
    },
    pulls,
  };
}

function historyOf({ commits }: ModelRepository, tip: string): string[] {
  const ids: string[] = [];
  for (let id: string | undefined = tip; id !== undefined; id = commits[id]?.parent) ids.push(id);
  return ids;
}
