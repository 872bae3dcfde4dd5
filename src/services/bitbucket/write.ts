import { besideOf } from "../beside.ts";
import type { BranchRequest, Failure } from "../../fleet/forge.ts";
import type { ApiAnswer } from "../http/transport.ts";
import { listAt } from "../json.ts";
import { encodePath, queryOf } from "./address.ts";
import { type Commit, type Desk, readTip } from "./branch.ts";
import { MOVED, Refusal, toFailure } from "./failure.ts";
import { fitsForm, writeForm } from "./form.ts";
import { push } from "./push.ts";

const ODD_PATH: Failure = {
  kind: "broken",
  message: "the change is of a file whose path Bitbucket's API cannot be given",
};
const LOST_MODE: Failure = {
  kind: "broken",
  message: "the change is of an executable file, whose mode Bitbucket did not keep",
};

/**
 * Makes a branch with one commit over the base, or replaces one of ours. The API makes a new branch with its commit in one step, and
 * only if there is none. One that is there it could only move forward; so the commit is made on a branch beside it, and a push of git
 * moves the branch to it in one step, from where it was seen.
 */
export async function writeBranch(request: BranchRequest, desk: Desk): Promise<string | Failure> {
  const { branch, base, expected, files } = request;
  if (!files.every(({ path }) => fitsForm(path))) return ODD_PATH;
  const tip = await readTip(branch, desk);
  if (tip && isDone(tip, request)) return tip.hash;
  if (tip?.hash !== expected && !(expected === undefined && tip?.hash === base)) return MOVED;
  if (!tip || tip.hash === base) return commitOn(branch, request, desk);
  const made = await commitBeside(request, desk);
  if (typeof made !== "string") return made;
  const failure = await push({ branch, from: tip.hash, to: made }, desk);
  // Where that fails, the next run sees that it was left.
  await deleteBranch(besideOf(branch), made, desk);
  return failure ?? made;
}

/** A commit on a branch of its own, which a killed run may have left. */
async function commitBeside(request: BranchRequest, desk: Desk): Promise<string | Failure> {
  const beside = besideOf(request.branch);
  const left = await readTip(beside, desk);
  if (left && isDone(left, request)) return left.hash;
  if (left && !left.isOurs) {
    return { kind: "moved", message: `\`${beside}\`, which is needed for a moment, is somebody else's` };
  }
  const failure = left && (await push({ branch: beside, from: left.hash, to: undefined }, desk));
  return failure ?? commitOn(beside, request, desk);
}

/** Deletes a branch that is still at a commit; one that is not there is deleted already. */
export async function deleteBranch(branch: string, commit: string, desk: Desk): Promise<Failure | undefined> {
  const tip = await readTip(branch, desk);
  if (!tip) return undefined;
  return tip.hash === commit ? push({ branch, from: commit, to: undefined }, desk) : MOVED;
}

/** Deletes what a killed run left beside a branch. */
export async function deleteBeside(branch: string, desk: Desk): Promise<Failure | undefined> {
  const beside = besideOf(branch);
  const left = await readTip(beside, desk);
  return left?.isOurs ? push({ branch: beside, from: left.hash, to: undefined }, desk) : undefined;
}

function isDone({ message, parents }: Commit, request: BranchRequest): boolean {
  return parents.length === 1 && parents[0] === request.base && message.trim() === request.message.trim();
}

/** Makes a branch with one commit over the base; one that is there has to be at the base. */
async function commitOn(branch: string, request: BranchRequest, desk: Desk): Promise<string | Failure> {
  const { base, message, files } = request;
  const content = writeForm({ branch, parents: base, message }, files);
  // Sent again it changes nothing: the branch is not at that parent any more.
  const asked = { method: "POST", path: `${desk.path}/src`, content, isRepeatable: true } as const;
  const answer = await desk.api.ask(asked);
  const made = answer.status === 201 ? (hashIn(answer) ?? (await readTip(branch, desk))?.hash) : undefined;
  if (made !== undefined) {
    if (await keepsModes(made, files, desk)) return made;
    return (await deleteBranch(branch, made, desk)) ?? LOST_MODE;
  }
  // It may be done although nobody said so, or have been done before.
  const tip = await readTip(branch, desk);
  return tip && isDone(tip, request) ? tip.hash : toFailure(answer);
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
