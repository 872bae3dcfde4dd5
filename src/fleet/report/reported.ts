import type { Checks } from "../forge.ts";
import type { RepositoryRecord } from "../journal-index.ts";
import type { ProposalRecord } from "../journal-line.ts";
import type { PlannedRepository } from "../plan.ts";
import type { FleetRepository } from "../repository.ts";

/**
 * Where a repository stands, what asks for a look first. `failed`: it could not be planned or proposed. `held`: not proposed, on
 * purpose. `open`, `merged`, `closed`: its proposal. `waiting`: something to propose, and no proposal of it yet. The others: as
 * its plan came out.
 */
export const STATES = [
  "failed",
  "held",
  "open",
  "waiting",
  "closed",
  "left",
  "merged",
  "clean",
  "empty",
  "skipped",
] as const;
export type State = (typeof STATES)[number];

/** Image pulls from Docker Hub: those with credentials, those that have them once the proposals are merged, and all. */
export interface Coverage {
  readonly now: number;
  readonly merged: number;
  readonly all: number;
}

/** What a campaign knows of one repository. */
export interface ReportedRepository {
  /** As people call it. */
  readonly name: string;
  readonly repository: FleetRepository;
  readonly state: State;
  /** Why it is `failed`, `held` or `skipped`. */
  readonly reason: string | undefined;
  readonly planned: PlannedRepository | undefined;
  readonly proposal: ProposalRecord | undefined;
  /** What the checks of an open proposal say; `undefined` where it has none, or nobody has looked. */
  readonly checks: Checks | undefined;
  readonly pulls: Coverage;
}

/** Puts together what was recorded of a repository, and what was planned for it. */
export function toReported(
  record: RepositoryRecord,
  planned: PlannedRepository | undefined,
  repository: FleetRepository,
  name: string,
): ReportedRepository {
  const { proposal, checked } = record;
  const isLooked = proposal?.state === "open" && checked?.commit === proposal.commit;
  return {
    name,
    repository,
    ...standingOf(record, planned),
    planned,
    proposal,
    checks: isLooked ? checked.checks : undefined,
    pulls: coverageOf(planned, proposal),
  };
}

function standingOf(
  { trouble, proposal }: RepositoryRecord,
  planned: PlannedRepository | undefined,
): Pick<ReportedRepository, "state" | "reason"> {
  const outcome = planned?.outcome;
  if (trouble) return { state: trouble.kind, reason: trouble.reason };
  if (outcome?.kind === "failed") return { state: "failed", reason: outcome.reason };
  if (proposal && isStillTrue(proposal, planned)) return { state: proposal.state, reason: undefined };
  if (!outcome || outcome.kind === "proposed") return { state: "waiting", reason: undefined };
  return { state: outcome.kind, reason: "reason" in outcome ? outcome.reason : undefined };
}

/** False where the plan has come to something else since the proposal was merged or closed. */
function isStillTrue({ state, change }: ProposalRecord, planned: PlannedRepository | undefined): boolean {
  if (state === "open" || !planned) return true;
  return planned.change ? planned.change.digest === change : state === "merged";
}

function coverageOf(planned: PlannedRepository | undefined, proposal: ProposalRecord | undefined): Coverage {
  const { authenticated, anonymous, repaired } = planned?.pulls ?? { authenticated: 0, anonymous: 0, repaired: 0 };
  const merged = authenticated + repaired;
  const isMerged = proposal?.state === "merged" && proposal.change === planned?.change?.digest;
  return { now: isMerged ? merged : authenticated, merged, all: authenticated + anonymous };
}
