import type { BranchState, ProposalState, PullState } from "./forge.ts";
import type { ProposalText } from "./proposal-text.ts";
import type { RepositoryRecord } from "./journal-index.ts";
import { THEIRS, digestOurs, digestText } from "./digest.ts";

/** What is planned for a repository at the present tip of its default branch. */
export interface Wish extends ProposalText {
  readonly base: string;
  /** Digest of the change; `undefined` where nothing is left to propose. */
  readonly change: string | undefined;
}

/** Has the branch written: over this tip, or where there is none. */
export interface BranchWrite {
  readonly expected: string | undefined;
}

/** What is to be done for one repository. */
export type Decision =
  /** All is as it is to be; `pull`: what was proposed. */
  | { readonly act: "nothing"; readonly pull: PullState | undefined }
  /** Without `write` the branch is what it is to be. */
  | { readonly act: "open"; readonly write: BranchWrite | undefined; readonly text: ProposalText }
  | {
      readonly act: "update";
      readonly pull: PullState;
      readonly write: BranchWrite | undefined;
      /** `undefined`: title and body stay. */
      readonly text: ProposalText | undefined;
      readonly reopen: boolean;
    }
  /** Nothing is left to propose; the branch goes with it. */
  | { readonly act: "close"; readonly pull: PullState; readonly commit: string }
  /** A person has to look at it: one clause. */
  | { readonly act: "hold"; readonly pull: PullState | undefined; readonly reason: string };

type Record = Pick<RepositoryRecord, "proposal" | "writing" | "retired"> | undefined;

interface Situation {
  readonly state: ProposalState;
  readonly wish: Wish;
  readonly record: Record;
  /** Whether what a person closed is proposed again. */
  readonly reopen: boolean;
}

/** What makes the proposal of a repository what it is to be, and touches nothing that is not ours. */
export function decide(situation: Situation): Decision {
  const { state, wish, record } = situation;
  const pull = state.pulls.find((one) => one.state === "open");
  const foreign = state.branch && foreignIn(state.branch, record);
  if (wish.change === undefined)
    return pull ? withdraw(pull, foreign, state) : { act: "nothing", pull: state.pulls[0] };
  if (foreign !== undefined) return { act: "hold", pull, reason: foreign };
  return pull ? update(pull, wish.change, situation) : propose(wish.change, situation);
}

/** Why a branch is not ours to replace, one clause; `undefined` for one that is. */
function foreignIn(branch: BranchState, record: Record): string | undefined {
  if (!branch.isOurs) return "its branch has commits of others";
  const isEmpty = branch.change === undefined;
  const isKnown = record?.proposal === undefined || record.proposal.commit === branch.commit;
  if (
    isEmpty ||
    isKnown ||
    (branch.change !== undefined && record.writing.some(({ change }) => change === branch.change))
  )
    return undefined;
  return "its branch is no more as it was left";
}

function withdraw(pull: PullState, foreign: string | undefined, { branch }: ProposalState): Decision {
  if (foreign !== undefined) return { act: "hold", pull, reason: `nothing is left to propose, and ${foreign}` };
  return { act: "close", pull, commit: branch?.commit ?? pull.commit };
}

function update(pull: PullState, change: string, { state, wish, record }: Situation): Decision {
  const write = state.branch?.change === change ? undefined : { expected: state.branch?.commit };
  const text = mend(pull, wish, record);
  if (!write && !text) return { act: "nothing", pull };
  return { act: "update", pull, write, text, reopen: false };
}

/** The text for a pull request that has another one; what a person wrote there stays. */
function mend(pull: PullState, wish: Wish, record: Record): ProposalText | undefined {
  const last = record?.proposal?.number === pull.number ? record.proposal : undefined;
  const [wanted, there, ours] = [digestText(wish), digestText(pull), digestOurs(pull, record)];
  /** Whether it says so already, if only in what the forge made of it. */
  const isSaid = (part: keyof ProposalText): boolean =>
    wanted[part] === there[part] || (wanted[part] === last?.asked?.[part] && there[part] === last.texts[part]);
  const title = ours.title === THEIRS || isSaid("title") ? pull.title : wish.title;
  const body = ours.body === THEIRS || isSaid("body") ? pull.body : wish.body;
  return title === pull.title && body === pull.body ? undefined : { title, body };
}

function propose(change: string, { state, wish, record, reopen }: Situation): Decision {
  const { branch, pulls } = state;
  const [last] = pulls;
  const isRight = branch?.change === change && branch.standsOn === wish.base;
  const write = isRight ? undefined : { expected: branch?.commit };
  const { title, body } = wish;
  const open: Decision = { act: "open", write, text: { title, body } };
  if (!last || reopen) return last && mayReopen(last, branch, change) ? again(last, wish, record) : open;
  if (last.state === "closed" && last.number !== record?.retired) {
    return { act: "hold", pull: last, reason: "its pull request was closed" };
  }
  if (last.state === "merged" && record?.proposal?.number === last.number && record.proposal.change === change) {
    return { act: "hold", pull: last, reason: "what was merged is gone again" };
  }
  return open;
}

/** Forges refuse to reopen what has another branch than when it was closed. */
function mayReopen({ state, commit }: PullState, branch: BranchState | undefined, change: string): boolean {
  return state === "closed" && branch?.commit === commit && branch.change === change;
}

function again(pull: PullState, wish: Wish, record: Record): Decision {
  return { act: "update", pull, write: undefined, text: mend(pull, wish, record), reopen: true };
}
