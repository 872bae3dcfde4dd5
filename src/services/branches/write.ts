import type { BranchRequest, Failure } from "../../fleet/forge.ts";
import { besideOf } from "./beside.ts";
import { type Branches, type Commit, MOVED, isDone } from "./branches.ts";
import type { RefUpdate } from "./receive-pack.ts";

/**
 * Makes a branch with one commit over the base, or replaces one of ours. Where there is none, the forge makes it in one step. One
 * that is there it could only overwrite, whatever it is at; so the commit is made on a branch beside it, and a push of git moves
 * the branch to it in one step, from where it was seen.
 */
export async function writeBranch(request: BranchRequest, branches: Branches): Promise<string | Failure> {
  const { branch, base, expected } = request;
  const tip = await branches.tip(branch);
  if (tip && isDone(tip, request)) return tip.hash;
  if (tip?.hash !== expected && !(expected === undefined && tip?.hash === base)) return MOVED;
  if (!tip || (branches.growsFromBase && tip.hash === base)) return branches.make(branch, request);
  return replace(tip, request, branches);
}

async function replace(tip: Commit, request: BranchRequest, branches: Branches): Promise<string | Failure> {
  const { branch } = request;
  const beside = besideOf(branch);
  const made = await makeBeside(beside, request, branches);
  if (typeof made !== "string") return made;
  const move: RefUpdate = { branch, from: tip.hash, to: made };
  const away: RefUpdate = { branch: beside, from: made, to: undefined };
  const failure = await branches.push(branches.pushesSeveral ? [move, away] : [move]);
  // Where that fails, the next run sees that it was left.
  if (failure || !branches.pushesSeveral) await branches.push([away]);
  return failure ?? made;
}

/** A commit on a branch of its own, which a killed run may have left. */
async function makeBeside(beside: string, request: BranchRequest, branches: Branches): Promise<string | Failure> {
  const left = await branches.tip(beside);
  if (left && isDone(left, request)) return left.hash;
  if (left && !left.isOurs) {
    return { kind: "moved", message: `\`${beside}\`, which is needed for a moment, is somebody else's` };
  }
  const failure = left && (await branches.push([{ branch: beside, from: left.hash, to: undefined }]));
  return failure ?? branches.make(beside, request);
}

/** Deletes a branch that is still at a commit; one that is not there is deleted already. */
export async function deleteBranch(branch: string, commit: string, branches: Branches): Promise<Failure | undefined> {
  const tip = await branches.tip(branch);
  if (!tip) return undefined;
  return tip.hash === commit ? branches.push([{ branch, from: commit, to: undefined }]) : MOVED;
}

/** Deletes what a killed run left beside a branch, unless it is somebody else's. */
export async function deleteBeside(branch: string, branches: Branches): Promise<Failure | undefined> {
  const beside = besideOf(branch);
  const left = await branches.tip(beside);
  return left?.isOurs ? branches.push([{ branch: beside, from: left.hash, to: undefined }]) : undefined;
}
