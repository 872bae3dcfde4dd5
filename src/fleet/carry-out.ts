import type { ApplyRow, FreshPlan, ProposalOptions, Treatment, Wording } from "./apply-run.ts";
import type { Decision } from "./decide.ts";
import { digestOurs, digestText, isSameText } from "./digest.ts";
import { type ProposalState, type PullState, isFailure } from "./forge.ts";
import { type Proposal, noteProposal, propose } from "./perform.ts";
import type { PlannedRepository } from "./plan.ts";
import type { FleetRepository } from "./repository.ts";
import { writeMessage } from "./trailer.ts";

/** What a forge says of a repository, which has the base of now. */
export interface Seen {
  readonly repository: FleetRepository;
  readonly state: ProposalState;
}

/** One repository, and what is wanted for it. */
export interface Case {
  readonly key: string;
  readonly seen: Seen;
  readonly planned: PlannedRepository;
  readonly files: FreshPlan["files"];
}

/**
 * Does what was decided. `moved`: something changed meanwhile, so that it is to be looked at anew; `later`: it is one to open.
 */
export async function carryOut(
  decision: Decision,
  subject: Case,
  treatment: Treatment,
): Promise<ApplyRow | "moved" | "later"> {
  const { tools, options } = treatment;
  const { key, seen, planned } = subject;
  if (decision.act === "hold") return held(key, treatment, decision.reason, decision.pull?.url);
  const wording = tools.word(planned);
  if (decision.act === "open" && !treatment.opens) return "later";
  const wave = (decision.act === "open" ? undefined : tools.journal.find(key)?.proposal?.wave) ?? treatment.wave;
  if (decision.act === "nothing") {
    if (decision.pull && !options.dryRun) noteFound(decision.pull, { ...subject, wording, wave }, treatment);
    return rowOf(key, treatment, "unchanged", { url: decision.pull?.url });
  }
  const did = nameOf(decision);
  const known = decision.act === "open" ? undefined : decision.pull.url;
  if (options.dryRun) return rowOf(key, treatment, did, { url: known, wave });
  const forge = tools.forgeFor(seen.repository);
  if (!forge) return failed(key, treatment, "no forge is known for it");
  if (decision.act === "close") {
    const { number } = decision.pull;
    const failure = await forge.close({ repository: seen.repository, branch: options.branch }, number, decision.commit);
    if (failure) return failure.kind === "moved" ? "moved" : failed(key, treatment, failure.message, known);
    tools.journal.add({ kind: "closed", key, number, because: "nothing left" });
    return rowOf(key, treatment, did, { url: known });
  }
  const done = await propose(decision, proposalOf(subject, wording, wave, options), { ...tools, forge });
  if (!isFailure(done)) return rowOf(key, treatment, did, { url: done.url, wave, notes: done.notes });
  return done.kind === "moved" ? "moved" : failed(key, treatment, done.message, known);
}

function proposalOf(subject: Case, wording: Wording, wave: number, { branch, looks }: ProposalOptions): Proposal {
  const { seen, planned, files } = subject;
  const change = planned.change?.digest ?? "";
  return {
    repository: seen.repository,
    branch,
    tip: seen.state.branch?.commit,
    base: seen.state.base ?? { branch: "", commit: "" },
    change,
    message: writeMessage(wording.subject, wording.explanation, change),
    files,
    wave,
    looks,
  };
}

/** Writes down what is there where the journal does not know it: a run was killed, or a person merged or closed it. */
function noteFound(
  pull: PullState,
  subject: Case & { readonly wording: Wording; readonly wave: number },
  { tools, options }: Treatment,
): void {
  const { key, seen, planned, wording, wave } = subject;
  const record = tools.journal.find(key);
  const before = record?.proposal;
  const change = planned.change?.digest ?? before?.change ?? "";
  const { base, branch } = seen.state;
  const isOurs = before || record?.writing.length || (branch?.isOurs && branch.change !== undefined);
  const isKnown = before?.number === pull.number && before.state === pull.state && before.change === change;
  if (!base || !isOurs || (isKnown && record?.writing.length === 0)) return;
  const asked = isSameText(digestText(wording), digestText(pull)) ? wording : undefined;
  const texts = digestOurs(pull, record);
  const known = { repository: seen.repository, branch: options.branch, tip: branch?.commit, base, change, wave };
  noteProposal(pull, { ...known, asked, texts }, tools);
}

function nameOf(decision: Extract<Decision, { act: "open" | "update" | "close" }>): ApplyRow["did"] {
  if (decision.act === "open") return "opened";
  if (decision.act === "close") return "closed";
  if (decision.reopen) return "reopened";
  return decision.write ? "updated" : "reworded";
}

function rowOf(key: string, { tools }: Treatment, did: ApplyRow["did"], parts: Partial<ApplyRow> = {}): ApplyRow {
  const name = tools.journal.readRepository(key)?.name ?? key;
  return { key, name, did, url: undefined, reason: undefined, wave: undefined, ...parts };
}

export function held(key: string, treatment: Treatment, reason: string, url?: string): ApplyRow {
  return rowOf(key, treatment, "held", { reason, url });
}

export function failed(key: string, treatment: Treatment, reason: string, url?: string): ApplyRow {
  return rowOf(key, treatment, "failed", { reason, url });
}
