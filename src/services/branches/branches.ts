import type { BranchRequest, Failure } from "../../fleet/forge.ts";
import type { RefUpdate } from "./receive-pack.ts";

/** A commit, as far as it says whether it is ours. */
export interface Commit {
  readonly hash: string;
  readonly message: string;
  readonly parents: readonly string[];
  /** Whether we made it, as far as the forge lets us tell, and with our words. */
  readonly isOurs: boolean;
}

/** The branches of one repository at a forge whose API can make a branch with a commit, and move none from where it was seen. */
export interface Branches {
  /** The commit that a branch is at; `undefined` where there is none. What cannot be had is a Refusal. */
  tip(branch: string): Promise<Commit | undefined>;
  /** Makes a branch with the one commit that is asked for over the base, where there is none. */
  make(branch: string, request: BranchRequest): Promise<string | Failure>;
  /** Whether `make` also takes a branch that is there, at the base. */
  readonly growsFromBase: boolean;
  /** Moves and deletes branches, each from where it was seen. */
  push(updates: readonly RefUpdate[]): Promise<Failure | undefined>;
  /** Whether `push` takes several at once, all or none. */
  readonly pushesSeveral: boolean;
}

export const MOVED: Failure = { kind: "moved", message: "its branch has moved meanwhile" };

/** Whether a commit is what is asked for, which may have been done before. */
export function isDone({ message, parents }: Commit, request: BranchRequest): boolean {
  return parents.length === 1 && parents[0] === request.base && message.trim() === request.message.trim();
}
