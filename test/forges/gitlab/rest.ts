import type { Call, Reply } from "../faulty-server.ts";
import { createMergeRequest, showMergeRequest, updateMergeRequest } from "./merge-requests.ts";
import type { Commit } from "../bare-repository.ts";
import type { FakeProject, GitlabState } from "./state.ts";

const NO_PROJECT: Reply = { status: 404, body: { message: "404 Project Not Found" } };

/** What a call has beside its place: all of it must be known. */
export interface Given {
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Names that a call may have in its query, and in its body. */
interface Known {
  readonly query?: readonly string[];
  readonly body?: readonly string[];
}

type Handler = (parts: readonly string[], given: Given, project: FakeProject, state: GitlabState) => Reply;

const COMMIT_KEYS = ["branch", "start_sha", "commit_message", "actions", "stats"];
const ACTION_KEYS = ["action", "file_path", "content", "encoding", "execute_filemode"];
const NEW_KEYS = ["source_branch", "target_branch", "title", "description", "labels", "reviewer_ids"];
const CHANGED_KEYS = ["title", "description", "add_labels", "reviewer_ids", "state_event"];

/** Calls below a project: the path, what it may have, and what is answered. */
const CALLS: readonly (readonly [RegExp, Known, Handler])[] = [
  [/^GET $/, {}, (_, __, project) => ({ status: 200, body: showProject(project) })],
  [/^GET repository\/branches\/([^/]+)$/, {}, showBranch],
  [
    /^GET repository\/commits\/([0-9a-f]{40})$/,
    { query: ["stats"] },
    ([sha = ""], _, { bare }) => showCommit(bare.commitOf(sha)),
  ],
  [/^GET repository\/commits$/, { query: ["ref_name", "per_page"] }, listCommits],
  [/^POST repository\/commits$/, { body: COMMIT_KEYS }, createCommit],
  [
    /^GET repository\/blobs\/([0-9a-f]{40})\/raw$/,
    {},
    ([sha = ""], _, { bare }) => ({
      status: 200,
      body: bare.blob(sha),
      headers: { "content-type": "application/octet-stream" },
    }),
  ],
  [/^GET merge_requests$/, { query: ["state", "source_branch", "per_page"] }, listMergeRequests],
  [
    /^POST merge_requests$/,
    { body: NEW_KEYS },
    (_, { body }, project, state) => createMergeRequest(project, body, state),
  ],
  [/^GET merge_requests\/(\d+)$/, {}, ([iid = ""], _, project) => showMergeRequest(project, iid)],
  [
    /^PUT merge_requests\/(\d+)$/,
    { body: CHANGED_KEYS },
    ([iid = ""], { body }, project, state) => updateMergeRequest(project, iid, body, state),
  ],
];

/** Answers the part of REST that is asked for; `path` is below `/api/v4`, as it was sent. */
export function answerRest(state: GitlabState, path: string, { method, url, text }: Call): Reply | undefined {
  if (method === "GET" && path === "/user")
    return { status: 200, body: { ...state.self, commit_email: state.self.email } };
  if (method === "GET" && path === "/personal_access_tokens/self") {
    return { status: 200, body: { id: 1, scopes: state.scopes, active: true } };
  }
  const [, encoded = "", rest = ""] = /^\/projects\/([^/]+)(?:\/(.+))?$/.exec(path) ?? [];
  if (encoded === "") return undefined;
  const wanted = decodeURIComponent(encoded);
  const former = state.findFormer(wanted);
  if (former) return redirect(former, method, url, encoded);
  const project = state.find(wanted);
  if (!project) return NO_PROJECT;
  const given = { query: url.searchParams, body: (text === "" ? {} : JSON.parse(text)) as Given["body"] };
  for (const [pattern, known, handle] of CALLS) {
    const parts = pattern.exec(`${method} ${rest}`);
    if (!parts) continue;
    if (!isKnown(given, known)) return undefined;
    if (rest !== "" && project.access === "guest") return { status: 403, body: { message: "403 Forbidden" } };
    const mayWrite = project.access === "developer" && !project.isArchived;
    if (method !== "GET" && !mayWrite) return { status: 403, body: { message: "403 Forbidden" } };
    return handle(parts.slice(1).map(decodeURIComponent), given, project, state);
  }
  return undefined;
}

function isKnown({ query, body }: Given, known: Known): boolean {
  const actions = (body["actions"] ?? []) as readonly object[];
  return (
    [...query.keys()].every((key) => known.query?.includes(key)) &&
    Object.keys(body).every((key) => known.body?.includes(key)) &&
    actions.every((action) => Object.keys(action).every((key) => ACTION_KEYS.includes(key)))
  );
}

/** Where a project was, GET is sent on, and nothing else is taken. */
function redirect({ id }: FakeProject, method: string, url: URL, encoded: string): Reply {
  if (method !== "GET") {
    return { status: 405, body: { message: "405 Non GET methods are not allowed for moved projects" } };
  }
  return { status: 302, headers: { location: url.pathname.replace(encoded, String(id)) + url.search } };
}

function showProject({ id, path, isArchived, branch }: FakeProject): object {
  return { id, path_with_namespace: path, archived: isArchived, default_branch: branch };
}

function showBranch([name = ""]: readonly string[], _: Given, { bare }: FakeProject): Reply {
  const tip = bare.tip(name);
  const commit = tip === undefined ? undefined : bare.commitOf(tip);
  if (!commit) return { status: 404, body: { message: "404 Branch Not Found" } };
  // As some versions do.
  return { status: 200, body: { name, commit: { ...toCommit(commit), parent_ids: [] } } };
}

function showCommit(commit: Commit | undefined): Reply {
  if (!commit) return { status: 404, body: { message: "404 Commit Not Found" } };
  return { status: 200, body: toCommit(commit) };
}

function toCommit({ oid, parents, message, author, committer }: Commit): object {
  return {
    id: oid,
    parent_ids: parents,
    message,
    author_name: author.name,
    author_email: author.email,
    committer_name: committer.name,
    committer_email: committer.email,
  };
}

function listCommits(_: readonly string[], { query }: Given, { bare }: FakeProject): Reply {
  const [, from = "", branch = ""] = /^([0-9a-f]{40})\.\.refs\/heads\/(.+)$/.exec(query.get("ref_name") ?? "") ?? [];
  const tip = bare.tip(branch);
  if (tip === undefined) return { status: 404, body: { message: "404 Commit Not Found" } };
  const commits = bare.between(from, tip).toReversed().map(toCommit);
  return { status: 200, body: commits.slice(0, Number(query.get("per_page"))) };
}

interface Action {
  readonly action: string;
  readonly file_path: string;
  readonly content?: string;
  readonly execute_filemode?: boolean;
}

function createCommit(_: readonly string[], { body }: Given, project: FakeProject, state: GitlabState): Reply {
  const {
    branch,
    start_sha: start,
    commit_message: message,
    actions,
  } = body as {
    branch: string;
    start_sha: string;
    commit_message: string;
    actions: readonly Action[];
  };
  const { bare } = project;
  const refuse = (said: string): Reply => ({ status: 400, body: { message: said } });
  if (!bare.hasCommit(start)) return refuse(`Cannot find start_sha '${start}'`);
  if (bare.tip(branch) !== undefined) {
    return refuse(`A branch called '${branch}' already exists. Switch to that branch in order to make changes`);
  }
  const modes = new Map([...bare.files(start)].map(([path, entry]) => [path, entry.split(" ")[0]]));
  const files: Record<string, Buffer | { executable: string }> = {};
  for (const { action, file_path: path, content = "", execute_filemode: isExecutable } of actions) {
    if (!modes.has(path)) return refuse("A file with this name doesn't exist");
    if (action === "update") {
      const bytes = Buffer.from(content, "base64");
      files[path] = modes.get(path) === "100755" ? { executable: bytes.toString() } : bytes;
    } else if (action !== "chmod" || isExecutable !== true || modes.get(path) !== "100755") {
      return refuse("You must provide an action");
    }
  }
  const oid = bare.commit({ parents: [start], message, files, ...state.committer() });
  bare.moveBranch(branch, oid, null);
  state.settle(project);
  const made = bare.commitOf(oid);
  return { status: 201, body: made && toCommit(made) };
}

function listMergeRequests(_: readonly string[], { query }: Given, project: FakeProject): Reply {
  const found = project.mergeRequests.filter(
    (one) => one.state === query.get("state") && one.branch === query.get("source_branch"),
  );
  return { status: 200, body: found.map(({ iid }) => showMergeRequest(project, String(iid)).body) };
}
