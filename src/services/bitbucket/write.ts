import type { BranchRequest, Failure } from "../../fleet/forge.ts";
import type { ApiAnswer } from "../http/transport.ts";
import { listAt, textAt } from "../json.ts";
import { encodePath, queryOf } from "./address.ts";
import { type Commit, type Desk, FENCE, isFence, readChain, readTip } from "./branch.ts";
import { MOVED, Refusal, toFailure } from "./failure.ts";
import { fitsForm, writeForm } from "./form.ts";
import { allOf } from "./pages.ts";
import { keepProposed } from "./pulls.ts";

const ODD_PATH: Failure = {
  kind: "broken",
  message: "the change is of a file whose path Bitbucket's API cannot be given",
};
const LOST_MODE: Failure = {
  kind: "broken",
  message: "the change is of an executable file, whose mode Bitbucket did not keep",
};

/**
 * Makes a branch with one commit over the base, or replaces one of ours. Bitbucket cannot move a branch but forward, by a commit
 * on the tip that is named. So a branch that stands on the base gets one more commit, in one step; one that stands elsewhere is
 * taken away and made anew, so that for a moment there is none.
 */
export async function writeBranch(request: BranchRequest, desk: Desk): Promise<string | Failure> {
  const { branch, base, expected, files } = request;
  if (!files.every(({ path }) => fitsForm(path))) return ODD_PATH;
  const tip = await readTip(branch, desk);
  if (tip && (await isDone(tip, request, desk))) return tip.hash;
  if (tip?.hash !== expected && !(expected === undefined && tip?.hash === base)) return MOVED;
  if (!tip || tip.hash === base) return commitAt(base, request, desk);
  if (await mayGoOn(tip, request, desk)) return commitAt(tip.hash, request, desk);
  return keepProposed(branch, desk, async () => {
    const failure = await takeAway(tip, branch, desk);
    return failure ?? commitAt(base, request, desk, true);
  });
}

/** Closes a branch to others and deletes it, if it is still at a commit; one that is not there is deleted already. */
export async function deleteBranch(branch: string, commit: string, desk: Desk): Promise<Failure | undefined> {
  const tip = await readTip(branch, desk);
  if (!tip) return undefined;
  const isClosed = tip.isOurs && isFence(tip) && tip.parents[0] === commit;
  return tip.hash === commit || isClosed ? takeAway(tip, branch, desk) : MOVED;
}

/** The branch says what is wanted, on the base that is wanted. */
async function isDone(tip: Commit, request: BranchRequest, desk: Desk): Promise<boolean> {
  if (tip.message.trim() !== request.message.trim()) return false;
  return (await readChain(tip, request.base, desk)).standsOn === request.base;
}

/** A commit on top comes to the same as a branch made anew: only ours are below, and no file but those that are written differs. */
async function mayGoOn(tip: Commit, { base, files }: BranchRequest, desk: Desk): Promise<boolean> {
  const chain = await readChain(tip, base, desk);
  if (!chain.isOurs || chain.standsOn !== base) return false;
  const query = queryOf({
    pagelen: 100,
    topic: "false",
    renames: "false",
    fields: "next,values.new.path,values.old.path",
  });
  const changed = await allOf(desk.api, `${desk.path}/diffstat/${tip.hash}..${base}${query}`);
  const paths = changed.flatMap((one) => [textAt(one, "new", "path"), textAt(one, "old", "path")]);
  return paths.every((path) => path === "" || files.some((file) => file.path === path));
}

/** Commits on a branch that is at a parent, or on a new one; `isAtOnce`: without the pause between changes. */
async function commitAt(
  parent: string,
  request: BranchRequest,
  desk: Desk,
  isAtOnce = false,
): Promise<string | Failure> {
  const { branch, message, files } = request;
  const answer = await postCommit({ branch, parents: parent, message }, files, desk, isAtOnce);
  const made = answer.status === 201 ? (hashIn(answer) ?? (await readTip(branch, desk))?.hash) : undefined;
  if (made !== undefined) return (await keepsModes(made, files, desk)) ? made : undo(made, branch, desk);
  // It may be done although nobody said so, or have been done before.
  const tip = await readTip(branch, desk);
  return tip && (await isDone(tip, request, desk)) ? tip.hash : toFailure(answer);
}

/** Sent again it changes nothing: the branch is not at that parent any more. */
function postCommit(
  fields: Readonly<Record<"branch" | "parents" | "message", string>>,
  files: BranchRequest["files"],
  { api, path }: Desk,
  isAtOnce: boolean,
): Promise<ApiAnswer> {
  const content = writeForm(fields, files);
  return api.ask({ method: "POST", path: `${path}/src`, content, isRepeatable: true, changes: !isAtOnce });
}

function hashIn({ headers }: ApiAnswer): string | undefined {
  const { location } = headers;
  return typeof location === "string" ? /\/commit\/([0-9a-f]{40})$/.exec(location)?.[1] : undefined;
}

async function keepsModes(commit: string, files: BranchRequest["files"], { api, path }: Desk): Promise<boolean> {
  const query = queryOf({ format: "meta", fields: "attributes" });
  for (const file of files.filter(({ isExecutable }) => isExecutable)) {
    const answer = await api.ask({ method: "GET", path: `${path}/src/${commit}/${encodePath(file.path)}${query}` });
    if (answer.status !== 200) throw new Refusal(toFailure(answer));
    if (!listAt(answer.body, "attributes").includes("executable")) return false;
  }
  return true;
}

async function undo(commit: string, branch: string, desk: Desk): Promise<Failure> {
  return (await deleteBranch(branch, commit, desk)) ?? LOST_MODE;
}

/**
 * Deletes a branch that is at a commit. Bitbucket deletes whatever the branch is at by then; so a commit without a change is put on
 * it first, which fails where somebody has pushed, and after which nobody can push who has not seen it.
 */
async function takeAway(tip: Commit, branch: string, desk: Desk): Promise<Failure | undefined> {
  const failure = isFence(tip) ? undefined : await fence(tip, branch, desk);
  if (failure) return failure;
  const path = `${desk.path}/refs/branches/${encodePath(branch)}`;
  const answer = await desk.api.ask({ method: "DELETE", path, changes: false });
  return answer.status === 204 || answer.status === 404 ? undefined : toFailure(answer);
}

async function fence(tip: Commit, branch: string, desk: Desk): Promise<Failure | undefined> {
  const answer = await postCommit({ branch, parents: tip.hash, message: FENCE }, [], desk, false);
  if (answer.status === 201) return undefined;
  if (answer.status === 403 || answer.status === 404) return toFailure(answer);
  const now = await readTip(branch, desk);
  // Also where a commit without a change is not taken: it is still where it was.
  const isOurs = !now || now.hash === tip.hash || (now.isOurs && isFence(now) && now.parents[0] === tip.hash);
  return isOurs ? undefined : MOVED;
}
