import type { BranchState, Forge, ProposalState, PullState } from "./forge.ts";

/**
 * What stands for a pull request where there are none: the branch itself is what is proposed. Its number is 0, it has no address,
 * and nobody keeps its text.
 */
function branchAsPull(commit: string): PullState {
  return { number: 0, url: "", state: "open", title: "", body: "", isDraft: false, commit };
}

/** The state of a proposal that is nothing but a branch. */
export function branchProposal(base: ProposalState["base"], branch: BranchState | undefined): ProposalState {
  const isProposed = branch?.isOurs === true && branch.change !== undefined;
  return { base, branch, pulls: isProposed ? [branchAsPull(branch.commit)] : [] };
}

/** Opening and editing, where the branch is all there is. */
export const BRANCH_ONLY: Pick<Forge, "open" | "edit"> = {
  open: () => Promise.resolve(branchAsPull("")),
  edit: () => Promise.resolve(branchAsPull("")),
};
