import { GraphQLError, type GraphQLResolveInfo, buildSchema, graphql } from "graphql";
import type { Reply } from "../faulty-server.ts";
import { complexityOf } from "./complexity.ts";
import { SCHEMA } from "./schema.ts";
import { type FakeMergeRequest, type FakeProject, type GitlabState, isDraft } from "./state.ts";

const schema = buildSchema(SCHEMA);

/** Answers a query as GitLab does: status 200, `data`, and errors. What the schema does not have is a call that it does not know. */
export async function answerGraph(state: GitlabState, text: string): Promise<Reply | undefined> {
  const { query = "", variables = {}, ...others } = JSON.parse(text) as { query?: string; variables?: object };
  if (Object.keys(others).length > 0) return undefined;
  const variableValues = variables as Record<string, unknown>;
  const complexity = complexityOf(query, variableValues);
  if (complexity > state.most.complexity) {
    const message = `Query has complexity of ${complexity}, which exceeds max complexity of ${state.most.complexity}`;
    return { status: 200, body: { errors: [{ message }] } };
  }
  const result = await graphql({ schema, source: query, variableValues, rootValue: new Root(state) });
  if (result.errors?.some(({ path }) => path === undefined)) return undefined;
  const errors = result.errors?.map(({ message, path }) => ({ message, path }));
  return { status: 200, body: { data: result.data, ...(errors ? { errors } : {}) } };
}

interface Page {
  readonly first?: number;
  readonly after?: string | null;
}

/** Pages of at most a hundred, with cursors that mean nothing to anybody else. */
function toPage(items: readonly unknown[], { first = 100, after }: Page): object {
  const start = after ? Number(Buffer.from(after, "base64").toString()) : 0;
  const end = start + Math.min(first, 100);
  return {
    count: items.length,
    nodes: items.slice(start, end),
    pageInfo: { hasNextPage: end < items.length, endCursor: Buffer.from(String(end)).toString("base64") },
  };
}

class Root {
  readonly #state: GitlabState;

  constructor(state: GitlabState) {
    this.#state = state;
  }

  namespace({ fullPath }: { fullPath: string }): object | null {
    const own = this.#state.projects.filter(({ path }) => path.startsWith(`${fullPath}/`));
    if (own.length === 0) return null;
    return {
      projects: ({
        includeSubgroups,
        search,
        ...page
      }: Page & { includeSubgroups: boolean; search?: string | null }) => {
        const isDirect = ({ path }: FakeProject): boolean => !path.slice(fullPath.length + 1).includes("/");
        return toPage(
          this.#nodes(own.filter((one) => (includeSubgroups || isDirect(one)) && one.path.includes(search ?? ""))),
          page,
        );
      },
    };
  }

  projects({ ids, fullPaths, search, topics, membership, ...page }: Page & ProjectsArguments): object {
    if ((fullPaths?.length ?? 0) > 50) throw new GraphQLError("You cannot provide more than 50 full paths.");
    const wanted = this.#state.projects.filter(
      (one) =>
        (!ids || ids.includes(`gid://gitlab/Project/${one.id}`)) &&
        (!fullPaths || fullPaths.some((path) => path.toLowerCase() === one.path.toLowerCase())) &&
        (!search || one.path.includes(search)) &&
        (!membership || one.isMine) &&
        (topics ?? []).every((topic) => one.topics.includes(topic)),
    );
    return toPage(this.#nodes(wanted), page);
  }

  users({ usernames, ...page }: Page & { usernames: readonly string[] }): object {
    const found = this.#state.users.filter(({ username }) => usernames.includes(username));
    return toPage(
      found.map(({ id, username }) => ({ id: `gid://gitlab/User/${id}`, username })),
      page,
    );
  }

  #nodes(projects: readonly FakeProject[]): object[] {
    return projects.map((project) => toNode(project, this.#state));
  }
}

interface ProjectsArguments {
  readonly ids?: readonly string[] | null;
  readonly fullPaths?: readonly string[] | null;
  readonly search?: string | null;
  readonly topics?: readonly string[] | null;
  readonly membership?: boolean;
}

function toNode(project: FakeProject, state: GitlabState): object {
  const { id, path, visibility, isArchived, isFork, forks, topics, mergeRequests, pipelines, access } = project;
  return {
    id: `gid://gitlab/Project/${id}`,
    fullPath: path,
    webUrl: `https://gitlab.com/${path}`,
    visibility,
    archived: isArchived,
    isForked: isFork,
    forksCount: forks,
    topics,
    repository: access === "guest" ? null : toRepository(project, state),
    mergeRequests: ({ sourceBranches, ...page }: Page & { sourceBranches: readonly string[] }) =>
      toPage(
        mergeRequests
          .filter(({ branch }) => sourceBranches.includes(branch))
          .toReversed()
          .map((one) => toMergeRequest(project, one)),
        page,
      ),
    pipelines: ({ sha, ...page }: Page & { sha: string }) =>
      toPage(
        pipelines.filter((one) => one.sha === sha),
        page,
      ),
  };
}

function toMergeRequest({ id, path }: FakeProject, one: FakeMergeRequest): object {
  return {
    iid: String(one.iid),
    webUrl: `https://gitlab.com/${path}/-/merge_requests/${one.iid}`,
    state: one.state,
    title: one.title,
    description: one.description,
    draft: isDraft(one.title),
    diffHeadSha: one.head,
    sourceProjectId: one.isOfFork ? id + 1000 : id,
    targetProjectId: id,
  };
}

function toRepository({ bare, branch }: FakeProject, { most }: GitlabState): object {
  const commitOf = (ref: string | null | undefined): string | undefined => {
    if (!ref) return bare.tip(branch);
    const name = ref.replace(/^refs\/heads\//, "");
    return /^[0-9a-f]{40}$/.test(ref) ? (bare.hasCommit(ref) ? ref : undefined) : bare.tip(name);
  };
  return {
    exists: true,
    rootRef: bare.tip(branch) === undefined ? null : branch,
    // A path or a ref that is not there has a tree without entries.
    tree: ({ path, ref, recursive }: { path: string; ref?: string | null; recursive: boolean }) => {
      if (!ref && bare.tip(branch) === undefined) return null;
      const commit = commitOf(ref);
      const below = commit === undefined ? [] : entriesBelow([...bare.files(commit)], path, recursive);
      return {
        lastCommit: commit === undefined ? null : { sha: commit },
        blobs: (page: Page) => toPage(below.filter(isBlob), page),
        trees: (page: Page) =>
          toPage([...new Set(below.filter((one) => !isBlob(one)).map(({ path }) => ({ path, sha: "0" })))], page),
      };
    },
    blobs: (
      { paths, ref, ...page }: Page & { paths: readonly string[]; ref?: string | null },
      _: unknown,
      { fieldNodes }: GraphQLResolveInfo,
    ) => {
      const wantsTexts = JSON.stringify(fieldNodes).includes("rawTextBlob");
      const commit = commitOf(ref);
      const found = commit === undefined ? [] : paths.flatMap((path) => bare.entry(commit, path) ?? []);
      const blobs = found.map(({ name, oid, mode, type }) => {
        const bytes = type === "blob" ? bare.blob(oid) : Buffer.alloc(0);
        const text = (): string | null => (bytes.subarray(0, 8000).includes(0) ? null : decode(bytes));
        return { path: name, oid, mode: mode.toString(8), size: String(bytes.length), rawTextBlob: text, bytes };
      });
      const total = blobs.reduce((sum, { bytes }) => sum + bytes.length, 0);
      if (wantsTexts && paths.length > 1 && total > most.bytes)
        throw new GraphQLError("Max blobs size limit exceeded (21 MB / 20 MB).");
      return toPage(blobs, page);
    },
  };
}

interface Entry {
  readonly path: string;
  readonly sha: string;
  readonly mode: string;
}

function isBlob({ mode }: Entry): boolean {
  return /^1[02]0/.test(mode);
}

function entriesBelow(files: readonly (readonly [string, string])[], folder: string, recursive: boolean): Entry[] {
  const inside = files.flatMap(([path, entry]): Entry[] => {
    const [mode = "", sha = ""] = entry.split(" ");
    return folder === "" || path.startsWith(`${folder}/`) ? [{ path, sha, mode }] : [];
  });
  if (recursive) return inside;
  const depth = folder === "" ? 1 : folder.split("/").length + 1;
  return inside.map((one) =>
    one.path.split("/").length === depth
      ? one
      : { path: one.path.split("/").slice(0, depth).join("/"), sha: "0", mode: "40000" },
  );
}

/** GitLab takes what is no UTF-8 for another encoding, and gives it as UTF-8. */
function decode(bytes: Buffer): string {
  const text = bytes.toString();
  return text.includes("\uFFFD") ? bytes.toString("latin1") : text;
}
