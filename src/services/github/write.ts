import { besideOf } from "../branches/beside.ts";
import { MOVED } from "../branches/branches.ts";
import { type BranchRequest, type Failure, isFailure } from "../../fleet/forge.ts";
import { readChange } from "../../fleet/trailer.ts";
import { UserError } from "../../user-error.ts";
import type { Api } from "../http/api.ts";
import { at, textAt } from "../json.ts";
import { makeCommit } from "./commit-objects.ts";
import { AnswerError, type Graph, type GraphAnswer, toFailure } from "./graphql.ts";

interface Connection {
  readonly graph: Graph;
  readonly api: Api;
}

const TIP = `query($id: ID!, $ref: String!) { node(id: $id) { ... on Repository {
  defaultBranchRef { compare(headRef: $ref) { aheadBy } }
  ref(qualifiedName: $ref) { target { oid ... on Commit { message parents(first: 2) { nodes { oid } } } } }
} } }`;
const COMMIT = `mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }`;
const MOVE = `mutation($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }`;
/** What git calls no object, as the name of one. */
const NOTHING = "0".repeat(40);

/** The tip of a branch, and what it is when it is our commit. */
interface Tip {
  readonly commit: string;
  readonly message: string;
  readonly parent: string;
  /** False where it has a commit over the default branch that is none of ours. */
  readonly isFree: boolean;
}

/**
 * Makes a branch with one commit over the base, or replaces one of ours. The commit is made by `createCommitOnBranch`, so that
 * GitHub signs it: on the branch itself where it is new, else on one beside it, to which the branch is moved in one step. A pull
 * request is closed by GitHub when its branch is at its base, so that the branch itself never goes there. That mutation makes
 * no file executable: a commit with one is made object by object, and the branch is led to it in one step.
 */
export async function writeBranch(request: BranchRequest, connection: Connection): Promise<string | Failure> {
  const { repository, branch, base, expected } = request;
  const tip = await readTip(request, branch, connection);
  if (tip && isDone(tip, request)) return tip.commit;
  if ((tip?.commit ?? undefined) !== expected && !(expected === undefined && tip?.commit === base)) return MOVED;
  if (request.files.some(({ isExecutable }) => isExecutable)) return leadToObjects(request, tip?.commit, connection);
  if (tip === undefined || tip.commit === base) {
    const failure = tip ? undefined : await move(request, branch, { from: NOTHING, to: base }, connection);
    return failure ?? commitOn(branch, request, connection);
  }
  const beside = besideOf(branch);
  const made = await commitBeside(beside, request, connection);
  if (typeof made !== "string") return made;
  const failure = await moveAll(
    repository.id,
    [
      { name: `refs/heads/${branch}`, beforeOid: tip.commit, afterOid: made, force: true },
      { name: `refs/heads/${beside}`, afterOid: NOTHING },
    ],
    connection,
  );
  return failure ?? made;
}

/** Makes the commit first; the branch goes from what it was to it, or stays. */
async function leadToObjects(
  request: BranchRequest,
  tip: string | undefined,
  connection: Connection,
): Promise<string | Failure> {
  const made = await makeCommit(request, connection.api);
  if (isFailure(made)) return made;
  const failure = await move(request, request.branch, { from: tip ?? NOTHING, to: made }, connection);
  // It may be done although nobody said so.
  return failure && (await readTip(request, request.branch, connection))?.commit !== made ? failure : made;
}

/** A commit on a branch of its own, which a killed run may have left anywhere. */
async function commitBeside(beside: string, request: BranchRequest, connection: Connection): Promise<string | Failure> {
  const left = await readTip(request, beside, connection);
  if (left && isDone(left, request)) return left.commit;
  if (left && !left.isFree)
    return { kind: "moved", message: `\`${beside}\`, which is needed for a moment, is somebody else's` };
  const start = { from: left?.commit ?? NOTHING, to: request.base };
  const failure = left?.commit === request.base ? undefined : await move(request, beside, start, connection);
  return failure ?? commitOn(beside, request, connection);
}

/** Commits on a branch that is at the base. */
async function commitOn(branch: string, request: BranchRequest, connection: Connection): Promise<string | Failure> {
  const { repository, base, message, files } = request;
  const [headline = "", ...rest] = message.split("\n");
  const additions = files.map(({ path, text }) => ({ path, contents: Buffer.from(text).toString("base64") }));
  const input = {
    branch: { repositoryNameWithOwner: repository.name, branchName: branch },
    message: { headline, body: rest.join("\n").trim() },
    fileChanges: { additions },
    expectedHeadOid: base,
  };
  const answer = await mutate(COMMIT, input, connection);
  const made = textAt(answer?.data, "createCommitOnBranch", "commit", "oid");
  if (made !== "") return made;
  // It may be done although nobody said so, or have been done before.
  const tip = await readTip(request, branch, connection);
  if (tip && isDone(tip, request)) return tip.commit;
  return toFailure(answer?.errors[0] ?? { type: "", message: "" });
}

function isDone({ message, parent }: Tip, request: BranchRequest): boolean {
  return parent === request.base && message.trim() === request.message.trim();
}

async function readTip(
  { repository }: Pick<BranchRequest, "repository">,
  branch: string,
  { graph }: Connection,
): Promise<Tip | undefined> {
  const { data } = await graph.query(TIP, { id: repository.id, ref: `refs/heads/${branch}` });
  const target = at(data, "node", "ref", "target");
  const commit = textAt(target, "oid");
  if (commit === "") return undefined;
  const message = textAt(target, "message");
  const isMerged = at(data, "node", "defaultBranchRef", "compare", "aheadBy") === 0;
  const isFree = isMerged || readChange(message) !== undefined;
  return { commit, message, parent: textAt(target, "parents", "nodes", 0, "oid"), isFree };
}

function move(
  { repository }: BranchRequest,
  branch: string,
  { from, to }: { readonly from: string; readonly to: string },
  connection: Connection,
): Promise<Failure | undefined> {
  const update = { name: `refs/heads/${branch}`, beforeOid: from, afterOid: to, force: true };
  return moveAll(repository.id, [update], connection);
}

interface RefUpdate {
  readonly name: string;
  /** What it must be at; missing where that does not matter. */
  readonly beforeOid?: string;
  readonly afterOid: string;
  readonly force?: boolean;
}

/** Moves, makes and deletes branches, all or none. */
async function moveAll(
  repositoryId: string,
  refUpdates: readonly RefUpdate[],
  connection: Connection,
): Promise<Failure | undefined> {
  const answer = await mutate(MOVE, { repositoryId, refUpdates }, connection);
  const error = answer ? answer.errors[0] : { type: "", message: "" };
  return error && toFailure(error);
}

/** Deletes a branch that is still at a commit; one that is not there is deleted already. */
export async function deleteBranch(
  { repository, branch }: Pick<BranchRequest, "repository" | "branch">,
  commit: string,
  connection: Connection,
): Promise<Failure | undefined> {
  if (!(await readTip({ repository }, branch, connection))) return undefined;
  const update = { name: `refs/heads/${branch}`, beforeOid: commit, afterOid: NOTHING };
  return moveAll(repository.id, [update], connection);
}

/** Deletes what a killed run left beside a branch, unless it is somebody else's. */
export async function deleteBeside(
  { repository, branch }: Pick<BranchRequest, "repository" | "branch">,
  connection: Connection,
): Promise<Failure | undefined> {
  const beside = besideOf(branch);
  const left = await readTip({ repository }, beside, connection);
  if (!left?.isFree) return undefined;
  const update = { name: `refs/heads/${beside}`, beforeOid: left.commit, afterOid: NOTHING };
  return moveAll(repository.id, [update], connection);
}

/** `undefined` where no answer came, or none of GraphQL's, so that nobody knows whether it is done. */
async function mutate(query: string, input: object, { graph }: Connection): Promise<GraphAnswer | undefined> {
  try {
    return await graph.mutate(query, { input });
  } catch (error) {
    if (error instanceof AnswerError || error instanceof UserError) return undefined;
    throw error;
  }
}
