import type { Decision } from "./decide.ts";
import { THEIRS, digestOurs, digestText } from "./digest.ts";
import { type BranchRequest, type Failure, type Forge, type PullRequest, type PullState, isFailure } from "./forge.ts";
import type { Journal } from "./journal.ts";
import type { TextDigests } from "./journal-line.ts";
import type { ProposalText } from "./proposal-text.ts";
import { type FleetRepository, repositoryKey } from "./repository.ts";

/** What there is to write for one repository. */
export interface Proposal {
  readonly repository: FleetRepository;
  readonly branch: string;
  /** The tip of our branch; `undefined` where there is none. */
  readonly tip: string | undefined;
  /** The branch that it is proposed for, and its tip that the change was made on. */
  readonly base: { readonly branch: string; readonly commit: string };
  readonly change: string;
  readonly message: string;
  readonly files: BranchRequest["files"];
  readonly wave: number;
  readonly looks: Pick<PullRequest, "isDraft" | "labels" | "reviewers">;
}

/** Where a decision is carried out, and noted. */
export interface Scene {
  readonly forge: Forge;
  readonly journal: Journal;
  readonly secure: () => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The proposal as it is now, or why it is not. */
export type Performed = PullState | Failure;

type ToPropose = Extract<Decision, { act: "open" | "update" }>;

/** Carries out that something is proposed: the branch first, noted before it is written, then the pull request. */
export async function propose(decision: ToPropose, proposal: Proposal, scene: Scene): Promise<Performed> {
  const { forge, journal } = scene;
  const { repository, branch, change, tip } = proposal;
  const key = repositoryKey(repository);
  let commit = tip;
  const text = textOf(decision);
  // What a person wrote stays known as theirs, also once it is asked for again beside what is ours.
  const before = decision.act === "update" ? digestOurs(decision.pull, journal.find(key)) : undefined;
  journal.add({ kind: "writing", key, branch, change, texts: withoutTheirs(digestText(text), before) });
  await scene.secure();
  if (decision.write) {
    const written = await forge.write({ ...branchOf(proposal), expected: decision.write.expected });
    if (isFailure(written)) return written;
    commit = written;
  }
  const pull = await ask(decision, proposal, forge);
  if (!isFailure(pull)) {
    const texts = withoutTheirs(digestText(pull), before);
    noteProposal(pull, { ...proposal, tip: commit, asked: decision.text, texts }, scene);
  }
  return pull;
}

function withoutTheirs({ title, body }: TextDigests, before: TextDigests | undefined): TextDigests {
  return {
    title: before?.title === THEIRS ? THEIRS : title,
    body: before?.body === THEIRS ? THEIRS : body,
  };
}

function branchOf({ repository, branch, base, message, files }: Proposal): Omit<BranchRequest, "expected"> {
  return { repository, branch, base: base.commit, message, files };
}

function textOf(decision: ToPropose): ProposalText {
  return decision.act === "open" ? decision.text : (decision.text ?? decision.pull);
}

async function ask(decision: ToPropose, proposal: Proposal, forge: Forge) {
  const { repository, branch, base, looks } = proposal;
  if (decision.act === "open") return forge.open({ repository, branch, into: base.branch, ...looks, ...decision.text });
  const { pull, text, reopen } = decision;
  if (!text && !reopen) return pull;
  const { title, body } = textOf(decision);
  return forge.edit({ repository, branch, into: base.branch, ...looks, title, body }, pull.number, reopen);
}

/** What is known of a proposal besides what its forge says. */
interface Known extends Pick<Proposal, "repository" | "branch" | "tip" | "base" | "change" | "wave"> {
  /** What was asked for as its text; `undefined` where that was left as it was. */
  readonly asked: ProposalText | undefined;
  /** What of its text is ours; `undefined`: as before. */
  readonly texts: TextDigests | undefined;
}

/** Writes down a proposal that is there. */
export function noteProposal(pull: PullState, known: Known, { journal, now }: Pick<Scene, "journal" | "now">): void {
  const { repository, branch, base, change, wave, tip = pull.commit } = known;
  const key = repositoryKey(repository);
  const before = journal.find(key)?.proposal;
  const last = before?.number === pull.number ? before : undefined;
  const { number, url, state } = pull;
  const asked = known.asked ? digestText(known.asked) : last?.asked;
  const texts = known.texts ?? last?.texts ?? digestText(pull);
  const since = last?.commit === tip ? last.since : new Date(now()).toISOString();
  const proposal = { branch, commit: tip, number, url, change, base: base.commit, state, since, wave, asked, texts };
  journal.add({ kind: "proposed", key, repository, proposal });
}
