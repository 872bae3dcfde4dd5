import {
  type Answers,
  type BranchState,
  type Checks,
  type Failure,
  type ProposalState,
  isFailure,
} from "../../fleet/forge.ts";
import type { FleetRepository } from "../../fleet/repository.ts";
import { readChange } from "../../fleet/trailer.ts";
import type { Api } from "../http/api.ts";
import { at, itemsAt, listAt, textAt } from "../json.ts";
import type { Self } from "./access.ts";
import { type Batches, broken } from "./batch.ts";
import { DENIED, GONE, type Graph, errorsAt, isTooMuch, numberOf, projectId } from "./graphql.ts";
import { pullOfGraph } from "./pull-state.ts";
import { failureOf } from "./rest.ts";
import { besideOf } from "../branches/beside.ts";

/** Projects of one query, of which all are asked the same. */
const BATCH = 50;
/** Commits over the base that are looked at: ours has one. */
const COMMITS = 5;

const STATES = `query($ids: [ID!], $ref: String!, $beside: String!, $branch: [String!]) {
  projects(ids: $ids, first: ${BATCH}) { nodes {
    id fullPath webUrl
    repository {
      rootRef now: tree { lastCommit { sha } }
      ours: tree(ref: $ref) { trees(first: 1) { nodes { sha } } blobs(first: 1) { nodes { sha } } }
      beside: tree(ref: $beside) { trees(first: 1) { nodes { sha } } blobs(first: 1) { nodes { sha } } }
    }
    mergeRequests(sourceBranches: $branch, sort: CREATED_DESC, first: 20) {
      nodes { iid webUrl state title description draft diffHeadSha sourceProjectId targetProjectId }
    }
  } }
}`;

interface Connection {
  readonly graph: Graph;
  readonly api: Api;
  readonly self: Self;
}

/** The state of a branch and its merge requests in many projects, which are told by their names of now; one request more for each project that has the branch. */
export async function* readProposals(
  repositories: readonly FleetRepository[],
  branch: string,
  connection: Connection,
): Answers<ProposalState> {
  for (let start = 0; start < repositories.length; start += BATCH) {
    yield* readBatch(repositories.slice(start, start + BATCH), branch, connection);
  }
}

async function* readBatch(
  batch: readonly FleetRepository[],
  branch: string,
  connection: Connection,
): Answers<ProposalState> {
  const ids = batch.map(({ id }) => projectId(id));
  const refs = { ref: `refs/heads/${branch}`, beside: `refs/heads/${besideOf(branch)}` };
  const variables = { ids, ...refs, branch: [branch] };
  const answer = await connection.graph.ask(STATES, variables);
  if (isTooMuch(answer)) {
    const middle = Math.ceil(batch.length / 2);
    if (batch.length > 1) {
      yield* readBatch(batch.slice(0, middle), branch, connection);
      yield* readBatch(batch.slice(middle), branch, connection);
    } else for (const repository of batch) yield { repository, answer: { kind: "broken", message: answer.message } };
    return;
  }
  const nodes = itemsAt(answer.data, "projects", "nodes");
  for (const repository of batch) {
    const index = nodes.findIndex((node) => numberOf(textAt(node, "id")) === repository.id);
    const node = nodes[index];
    const [error] = errorsAt(answer.errors, "projects", "nodes", index);
    const state = error ? broken(error.message) : await toState(node, repository, branch, connection);
    const now = isFailure(state) ? {} : { name: textAt(node, "fullPath"), url: textAt(node, "webUrl") };
    yield { repository: { ...repository, ...now }, answer: state };
  }
}

async function toState(
  node: unknown,
  { id }: FleetRepository,
  branch: string,
  connection: Connection,
): Promise<ProposalState | Failure> {
  if (node === undefined) return GONE;
  const repository = at(node, "repository");
  if (typeof repository !== "object" || repository === null) return DENIED;
  const name = textAt(repository, "rootRef");
  const commit = textAt(repository, "now", "lastCommit", "sha");
  const base = name === "" || commit === "" ? undefined : { branch: name, commit };
  const isThere = (which: string): boolean =>
    base !== undefined && ["trees", "blobs"].some((kind) => listAt(repository, which, kind, "nodes").length > 0);
  const state = isThere("ours") ? await readBranch(id, branch, commit, connection) : undefined;
  if (state && "kind" in state) return state;
  const beside = isThere("beside") ? await readBranch(id, besideOf(branch), commit, connection) : undefined;
  return {
    base,
    branch: state,
    pulls: listAt(node, "mergeRequests", "nodes")
      // The branch of a fork can have the same name.
      .filter((pull) => at(pull, "sourceProjectId") === at(pull, "targetProjectId"))
      .map(pullOfGraph),
    leftover: beside && "isOurs" in beside && beside.isOurs ? beside.commit : undefined,
  };
}

async function readBranch(
  id: string,
  branch: string,
  base: string,
  { api, self }: Connection,
): Promise<BranchState | Failure | undefined> {
  const range = encodeURIComponent(`${base}..refs/heads/${branch}`);
  const path = `/projects/${id}/repository/commits?ref_name=${range}&per_page=${COMMITS + 1}`;
  const answer = await api.ask({ method: "GET", path });
  if (answer.status !== 200) return failureOf(answer, "does not give the commits of its branch");
  const commits = listAt(answer.body);
  const [tip] = commits;
  if (tip === undefined) return readMerged(id, branch, api);
  const only = commits.length === 1 ? tip : undefined;
  return {
    commit: textAt(tip, "id"),
    isOurs: commits.length <= COMMITS && commits.every((one) => isBy(one, self)),
    change: only === undefined ? undefined : readChange(textAt(only, "message")),
    standsOn: only === undefined ? undefined : textAt(only, "parent_ids", 0),
  };
}

/** A branch without a commit over the base. */
async function readMerged(id: string, branch: string, api: Api): Promise<BranchState | Failure | undefined> {
  const path = `/projects/${id}/repository/branches/${encodeURIComponent(branch)}`;
  const answer = await api.ask({ method: "GET", path });
  const commit = textAt(answer.body, "commit", "id");
  if (answer.status === 404) return undefined;
  if (answer.status !== 200 || commit === "") return failureOf(answer, "does not give its branch");
  return { commit, isOurs: true, change: undefined, standsOn: undefined };
}

/** Where GitLab signs what is committed by its API, it is the committer itself. */
function isBy(commit: unknown, { emails }: Self): boolean {
  const isCommitter =
    emails.has(textAt(commit, "committer_email").toLowerCase()) || textAt(commit, "committer_name") === "GitLab";
  const isAuthor = emails.has(textAt(commit, "author_email").toLowerCase());
  return isAuthor && isCommitter && readChange(textAt(commit, "message")) !== undefined;
}

const CHECKS: Readonly<Record<string, Checks>> = { SUCCESS: "passed", SKIPPED: "none", FAILED: "failed" };
const OVER = new Set(["CANCELED", "CANCELING"]);

/** What the pipelines of commits say: of each kind of pipeline the newest one. What CircleCI reports is a pipeline, too. */
export function readChecks(
  commits: readonly { readonly repository: FleetRepository; readonly commit: string }[],
  batches: Batches,
): Answers<Checks> {
  const questions = commits.map(({ repository, commit }) => ({
    repository,
    fields: (index: number) => `pipelines(sha: $s${index}, first: 20) { nodes { status source ref } }`,
    variables: (index: number) => [[`s${index}`, "String", commit]] as const,
  }));
  return batches.ask(questions, ({ node, errors }) => {
    const [error] = errors;
    if (error) return broken(error.message);
    const pipelines = at(node, "pipelines");
    return typeof pipelines === "object" && pipelines !== null ? together(listAt(pipelines, "nodes")) : DENIED;
  });
}

function together(pipelines: readonly unknown[]): Checks {
  const newest = new Map<string, Checks>();
  for (const pipeline of pipelines) {
    const kind = `${textAt(pipeline, "source")} ${textAt(pipeline, "ref")}`;
    const status = textAt(pipeline, "status");
    if (!newest.has(kind)) newest.set(kind, CHECKS[status] ?? (OVER.has(status) ? "failed" : "pending"));
  }
  const all = new Set(newest.values());
  return (["failed", "pending", "passed"] as const).find((one) => all.has(one)) ?? "none";
}
