import type { ApplyTools } from "./apply-run.ts";
import { type Checks, type Failure, type ProposalState, isFailure } from "./forge.ts";
import { groupByForge } from "./group-by-forge.ts";
import type { ProposalRecord } from "./journal-line.ts";
import { noteProposal } from "./perform.ts";
import { type FleetRepository, repositoryKey } from "./repository.ts";
import { askChecks, inCampaign } from "./wave.ts";

/** A proposal as it stands. */
export interface Followed {
  readonly repository: FleetRepository;
  readonly proposal: ProposalRecord;
  /** Of one that is open; `undefined` where they could not be had. */
  readonly checks: Checks | undefined;
  /** The default branch as it is now; `undefined` where that could not be had, and for a repository without a commit. */
  readonly base: ProposalState["base"];
  /** Why its forge does not say how it stands, one clause. */
  readonly fault: string | undefined;
}

type Tools = Pick<ApplyTools, "journal" | "forgeFor" | "now">;

/** Asks for every proposal of the campaign how it and its checks stand, writes down what is new, and tells all of them. */
export async function followProposals(tools: Tools): Promise<Followed[]> {
  const { journal, forgeFor } = tools;
  const proposed = proposalsIn(tools);
  const faults = new Map<string, string>();
  const bases = new Map<string, ProposalState["base"]>();
  for (const [branch, some] of byBranch(proposed)) {
    for (const [forge, group] of groupByForge(some, forgeFor)) {
      if (!forge) continue;
      for await (const { repository, answer } of forge.proposals(group, branch)) {
        const fault = note(repository, answer, tools);
        if (fault !== undefined) faults.set(repositoryKey(repository), fault);
        if (!isFailure(answer)) bases.set(repositoryKey(repository), answer.base);
      }
    }
  }
  const open = proposalsIn(tools).filter(({ proposal, key }) => proposal.state === "open" && !faults.has(key));
  const checks = await askChecks(open, { journal, forgeFor });
  return proposalsIn(tools).map(({ key, repository, proposal }) => ({
    repository,
    proposal,
    checks: proposal.state === "open" ? checks.get(key) : undefined,
    base: bases.get(key),
    fault: faults.get(key),
  }));
}

interface Proposed {
  readonly key: string;
  readonly repository: FleetRepository;
  readonly proposal: ProposalRecord;
}

function proposalsIn({ journal }: Pick<Tools, "journal">): Proposed[] {
  return inCampaign(journal).flatMap(({ key, proposal }) => {
    const repository = proposal && journal.readRepository(key);
    return repository ? [{ key, repository, proposal }] : [];
  });
}

function byBranch(proposed: readonly Proposed[]): Map<string, FleetRepository[]> {
  const groups = new Map<string, FleetRepository[]>();
  for (const { repository, proposal } of proposed) {
    const group = groups.get(proposal.branch) ?? [];
    groups.set(proposal.branch, group);
    group.push(repository);
  }
  return groups;
}

/** Writes down how a proposal stands; says why not where that cannot be known. */
function note(repository: FleetRepository, answer: ProposalState | Failure, tools: Tools): string | undefined {
  if (isFailure(answer)) return answer.message;
  const before = tools.journal.find(repositoryKey(repository))?.proposal;
  const pull = answer.pulls.find(({ number }) => number === before?.number);
  if (!before) return undefined;
  if (!pull) return "its proposal is not there any more";
  if (pull.state === before.state && pull.commit === before.commit) return undefined;
  const { branch, change, wave } = before;
  const base = { branch: answer.base?.branch ?? "", commit: before.base };
  const tip = answer.branch?.commit ?? pull.commit;
  noteProposal(pull, { repository, branch, tip, base, change, wave, asked: undefined, texts: undefined }, tools);
  return undefined;
}
