import { GraphQLError, buildSchema, graphql } from "graphql";
import type { BareRepository, Commit, Identity, TreeEntry } from "../bare-repository.ts";
import type { FakePull, FakeRepository, ForgeState } from "./state.ts";
import { SCHEMA } from "./schema.ts";

const schema = buildSchema(SCHEMA);
const GITHUB: Identity = { name: "GitHub", email: "noreply@github.com" };
/** Characters after which GitHub cuts the text of a blob off. */
const TRUNCATED = 512_000;

/** Answers a query as GitHub does: status 200, `data`, and errors that have a type. */
export async function answerGraph(state: ForgeState, text: string): Promise<object> {
  const { query = "", variables = {} } = JSON.parse(text) as { query?: string; variables?: Record<string, unknown> };
  state.points.remaining = Math.max(0, state.points.remaining - state.points.cost);
  const result = await graphql({ schema, source: query, variableValues: variables, rootValue: new Root(state) });
  const errors = result.errors?.map(({ message, path, extensions }) => ({ type: extensions["type"], message, path }));
  return { data: result.data, ...(errors ? { errors } : {}) };
}

function fail(type: string, message: string): never {
  throw new GraphQLError(message, { extensions: { type } });
}

interface Page {
  readonly first?: number;
  readonly after?: string | null;
}

class Root {
  readonly #state: ForgeState;

  constructor(state: ForgeState) {
    this.#state = state;
  }

  rateLimit(): object | null {
    const { isLimited, limit, remaining, resetAt, cost } = this.#state.points;
    if (!isLimited) return null;
    return { cost, limit, nodeCount: cost, remaining, used: limit - remaining, resetAt: resetAt.toISOString() };
  }

  viewer(): object {
    return { login: this.#state.login };
  }

  node({ id }: { id: string }): object {
    const found = this.#state.repositories.find((one) => one.id === id);
    return found ? toNode(found) : fail("NOT_FOUND", `Could not resolve to a node with the global id of '${id}'`);
  }

  repository({ owner, name }: { owner: string; name: string }): object {
    const full = `${owner}/${name}`;
    const found = this.#state.find(full) ?? this.#state.findFormer(full);
    return found ? toNode(found) : fail("NOT_FOUND", `Could not resolve to a Repository with the name '${full}'.`);
  }

  repositoryOwner({ login }: { login: string }): object | null {
    const own = this.#state.repositories.filter(({ name }) => name.startsWith(`${login}/`));
    if (own.length === 0) return null;
    return { __typename: "Organization", login, repositories: (page: Page) => toPage(own, page) };
  }

  search({ query, ...page }: Page & { query: string }): object {
    const words = query.split(/\s+/);
    const found = this.#state.repositories.filter(({ name, topics }) =>
      words.every((word) => {
        const [key, value = ""] = word.split(":");
        if (key === "org") return name.startsWith(`${value}/`);
        return key === "topic" ? topics.includes(value) : name.includes(word);
      }),
    );
    return toPage(found, page);
  }

  createCommitOnBranch({ input }: { input: CommitInput }): object {
    const { repositoryNameWithOwner: name, branchName: branch } = input.branch;
    const repository = this.#writable(this.#state.find(name), name);
    const tip = repository.bare.tip(branch);
    if (tip === undefined) return fail("NOT_FOUND", `Could not resolve to a Ref with the name '${branch}'`);
    if (tip !== input.expectedHeadOid) {
      return fail("STALE_DATA", `Expected branch to point to "${input.expectedHeadOid}" but it points to "${tip}".`);
    }
    const { login } = this.#state;
    const oid = repository.bare.commit({
      parents: [tip],
      message: [input.message.headline, input.message.body ?? ""].filter(Boolean).join("\n\n"),
      author: { name: login, email: `${login}@users.noreply.github.com` },
      committer: GITHUB,
      files: Object.fromEntries(
        (input.fileChanges.additions ?? []).map(({ path, contents }) => [path, Buffer.from(contents, "base64")]),
      ),
    });
    repository.bare.moveBranch(branch, oid, tip);
    this.#state.settle(repository);
    return { commit: { oid } };
  }

  updateRefs({ input }: { input: RefsInput }): object {
    const repository = this.#writable(
      this.#state.repositories.find(({ id }) => id === input.repositoryId),
      input.repositoryId,
    );
    const updates = input.refUpdates.map((update) => ({ ...update, branch: update.name.replace("refs/heads/", "") }));
    for (const { branch, beforeOid, afterOid, force } of updates) {
      const now = repository.bare.tip(branch);
      const tip = now ?? "0".repeat(40);
      const isForward = !now || /^0+$/.test(afterOid) || repository.bare.between(afterOid, now).length === 0;
      if (!isForward && force !== true) return fail("UNPROCESSABLE", "Reference cannot be fast-forwarded");
      if (beforeOid && beforeOid !== tip) return fail("STALE_DATA", "Reference cannot be updated");
    }
    for (const { branch, afterOid } of updates) {
      repository.bare.moveBranch(branch, /^0+$/.test(afterOid) ? undefined : afterOid);
    }
    this.#state.settle(repository);
    return {};
  }

  #writable(repository: FakeRepository | undefined, name: string): FakeRepository {
    if (!repository) return fail("NOT_FOUND", `Could not resolve to a Repository with the name '${name}'.`);
    if (repository.isArchived) return fail("FORBIDDEN", "Repository was archived so is read-only.");
    if (!repository.isWritable) return fail("FORBIDDEN", "Resource not accessible by personal access token");
    return repository;
  }
}

interface CommitInput {
  readonly branch: { readonly repositoryNameWithOwner: string; readonly branchName: string };
  readonly message: { readonly headline: string; readonly body?: string };
  readonly expectedHeadOid: string;
  readonly fileChanges: { readonly additions?: readonly { readonly path: string; readonly contents: string }[] };
}

interface RefUpdate {
  readonly name: string;
  readonly beforeOid?: string;
  readonly afterOid: string;
  readonly force?: boolean;
}

interface RefsInput {
  readonly repositoryId: string;
  readonly refUpdates: readonly RefUpdate[];
}

function toPage(all: readonly FakeRepository[], { first = 0, after }: Page): object {
  if (first < 1 || first > 100) return fail("INVALID", "`first` must be from 1 to 100");
  const start = after ? Number(after) : 0;
  const end = start + first;
  return {
    nodes: all.slice(start, end).map(toNode),
    pageInfo: { endCursor: String(end), hasNextPage: end < all.length },
    totalCount: all.length,
    repositoryCount: all.length,
  };
}

function toNode(repository: FakeRepository): object {
  const { id, name, bare, branch, visibility, isFork, isArchived, forks, topics, pulls } = repository;
  const tip = bare.tip(branch);
  return {
    __typename: "Repository",
    id,
    nameWithOwner: name,
    url: `https://github.com/${name}`,
    visibility,
    isFork,
    isArchived,
    forkCount: forks,
    repositoryTopics: { nodes: topics.map((topic) => ({ topic: { name: topic } })) },
    defaultBranchRef: tip === undefined ? null : toRef(repository, branch, tip),
    object: ({ oid, expression }: { oid?: string; expression?: string }) =>
      objectOf(repository, oid ?? expression ?? ""),
    ref: ({ qualifiedName }: { qualifiedName: string }) => {
      const short = qualifiedName.replace("refs/heads/", "");
      const at = bare.tip(short);
      return at === undefined ? null : toRef(repository, short, at);
    },
    pullRequests: ({ headRefName }: { headRefName?: string }) => {
      const found = pulls.filter((pull) => headRefName === undefined || pull.branch === headRefName);
      return { nodes: found.toReversed().map((pull) => toPull(name, pull)), totalCount: found.length };
    },
  };
}

function toRef(repository: FakeRepository, name: string, tip: string): object {
  return {
    name,
    target: () => objectOf(repository, tip),
    compare: ({ headRef }: { headRef: string }) => {
      const head = repository.bare.tip(headRef.replace("refs/heads/", ""));
      if (head === undefined) return null;
      const commits = repository.bare.between(tip, head);
      return {
        aheadBy: commits.length,
        behindBy: 0,
        commits: ({ last = 0 }: { last?: number }) => ({
          nodes: commits.slice(-last).map((commit) => toCommit(repository, commit)),
        }),
      };
    },
  };
}

/** What an expression of git stands for: a commit, or what a path leads to in it. */
function objectOf(repository: FakeRepository, expression: string): object | null {
  const { bare } = repository;
  const colon = expression.indexOf(":");
  if (colon === -1) {
    const commit = bare.commitOf(expression);
    return commit ? toCommit(repository, commit) : null;
  }
  const [commit, path] = [expression.slice(0, colon), expression.slice(colon + 1)];
  if (path === "") return toTree(bare, commit, "");
  const entry = bare.entry(commit, path);
  return entry ? objectAt(bare, commit, path, entry) : null;
}

function toCommit(repository: FakeRepository, commit: Commit): object {
  const { bare, checks } = repository;
  const { oid, message, parents } = commit;
  return {
    __typename: "Commit",
    oid,
    message,
    author: toActor(commit.author),
    committer: toActor(commit.committer),
    parents: { nodes: parents.map((parent) => ({ __typename: "Commit", oid: parent })) },
    file: ({ path }: { path: string }) => {
      const entry = bare.entry(oid, path);
      return entry ? toTreeEntry(bare, oid, path, entry) : null;
    },
    statusCheckRollup: checks.has(oid) ? { state: checks.get(oid) } : null,
  };
}

function toActor({ name, email }: Identity): object {
  const login = email.endsWith("@users.noreply.github.com") ? name : undefined;
  return { name, email, user: login === undefined ? null : { login } };
}

function toTree(bare: BareRepository, commit: string, folder: string): object {
  const entries = bare.list(commit, folder) ?? [];
  return {
    __typename: "Tree",
    oid: "0".repeat(40),
    entries: () =>
      entries.map((entry) => toTreeEntry(bare, commit, folder === "" ? entry.name : `${folder}/${entry.name}`, entry)),
  };
}

function toTreeEntry(bare: BareRepository, commit: string, path: string, entry: TreeEntry): object {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return { name, path, mode: entry.mode, type: entry.type, object: () => objectAt(bare, commit, path, entry) };
}

function objectAt(bare: BareRepository, commit: string, path: string, { type, oid }: TreeEntry): object | null {
  if (type === "commit") return null;
  if (type === "tree") return toTree(bare, commit, path);
  const bytes = bare.blob(oid);
  const isBinary = bytes.includes(0);
  const text = bytes.toString().slice(0, TRUNCATED);
  const isTruncated = bytes.length > TRUNCATED;
  return { __typename: "Blob", oid, byteSize: bytes.length, isBinary, isTruncated, text: isBinary ? null : text };
}

function toPull(name: string, { number, state, title, body, isDraft, head, isOfFork }: FakePull): object {
  const url = `https://github.com/${name}/pull/${number}`;
  return { number, url, state, title, body, isDraft, headRefOid: head, isCrossRepository: isOfFork };
}
