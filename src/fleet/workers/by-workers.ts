import type { ApplyRow, Crew, Treatment } from "../apply-run.ts";
import { withoutFiles } from "../found.ts";
import type { Journal } from "../journal.ts";
import type { RepositoryLine } from "../journal-line.ts";
import type { Planner } from "../plan-fleet.ts";
import { inLanes } from "../lanes.ts";
import type { PlannedRepository } from "../plan.ts";
import type { FleetRepository } from "../repository.ts";
import type { Came, CameOfProposing, Wanted } from "./order.ts";

/** Workers elsewhere, by the queue that they take orders from. */
export interface Workers<Manner> {
  /**
   * Has something done; `hear` is given what was noted, before the queue forgets it. `again`: an earlier run had left another
   * order about it; what came of that was heard, and is to be thought of in what is wanted. `stopped`: nobody does it any more.
   */
  give(wanted: Wanted<Manner>, hear: (noted: readonly RepositoryLine[]) => void): Promise<Given>;
}

export type Given =
  | { readonly kind: "done"; readonly came: Came }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "again" | "stopped" };

/** Batches whose plans are under way at once. */
const AHEAD = 4;
/** Repositories whose proposals are under way at once. */
const LANES = 100;
/** So many are begun one after the other, before those that take longest are waited for. */
const TOGETHER = 1000;

/** Plans that workers make. */
export function plannerOf<Manner>(workers: Workers<Manner>, manner: Manner): Planner {
  return {
    ahead: AHEAD,
    async *plan(repositories) {
      const plans = repositories.map((repository) => planOne(repository, workers, manner));
      // All are waited for, whichever fails: what is heard of the others is worth keeping.
      await Promise.allSettled(plans);
      for (const plan of plans) {
        const planned = await plan;
        if (planned) yield { planned };
      }
    },
  };
}

async function planOne<Manner>(
  repository: FleetRepository,
  workers: Workers<Manner>,
  manner: Manner,
): Promise<PlannedRepository | undefined> {
  for (;;) {
    let planned: PlannedRepository | undefined;
    const given = await workers.give({ repository, proposing: undefined, manner, known: [] }, (noted) => {
      for (const line of noted) if (line.kind === "planned") planned = line.planned;
    });
    if (given.kind === "done") return planned ?? failedPlan(repository, "a worker did it and told nothing of it");
    if (given.kind === "failed") return failedPlan(repository, given.reason);
    if (given.kind === "stopped") return undefined;
  }
}

function failedPlan(repository: FleetRepository, reason: string): PlannedRepository {
  return withoutFiles({ repository, commit: repository.base?.commit }, { kind: "failed", reason });
}

/** Proposals that workers make. */
export function crewOf<Manner>(workers: Workers<Manner>, manner: Manner): Crew {
  return {
    most: TOGETHER,
    treat: async (keys, treatment) => {
      const rows: ApplyRow[] = [];
      const later: string[] = [];
      const { tell, secure, stop } = treatment.tools;
      const treating = inLanes(keys, LANES, stop, async (key) => {
        const came = await treatOne(key, treatment, workers, manner);
        if (came?.did === "later") later.push(key);
        else if (came) {
          const row = rowOf(key, came, treatment);
          rows.push(row);
          tell({ kind: "row", row });
        }
      });
      // What was heard is kept also where the queue is gone.
      await treating.finally(secure);
      return { rows, later };
    },
  };
}

/** What came of it; `undefined` where a stop left it out. */
async function treatOne<Manner>(
  key: string,
  { tools: { journal }, options: { branch, looks, reopen, dryRun }, wave, opens }: Treatment,
  workers: Workers<Manner>,
  manner: Manner,
): Promise<Came | undefined> {
  const proposing = { options: { branch, looks, reopen, dryRun }, wave, opens };
  for (;;) {
    const repository = journal.readRepository(key);
    if (!repository) return failure("nothing is planned for it");
    const wanted = { repository, proposing, manner, known: journal.linesAbout(key) };
    const given = await workers.give(wanted, (noted) => {
      takeDown(noted, key, journal);
    });
    if (given.kind === "done") return given.came;
    if (given.kind === "stopped") return undefined;
    if (given.kind === "failed") {
      if (!dryRun) journal.add({ kind: "failed", key, reason: given.reason });
      return failure(given.reason);
    }
  }
}

/** A worker speaks of no other repository than that of its order. */
function takeDown(noted: readonly RepositoryLine[], key: string, journal: Journal): void {
  for (const line of noted) if (line.key === key) journal.add(line);
}

function failure(reason: string): CameOfProposing {
  return { did: "failed", url: undefined, reason, wave: undefined };
}

function rowOf(key: string, came: Came, { tools }: Treatment): ApplyRow {
  const name = tools.journal.readRepository(key)?.name ?? key;
  const about = "findings" in came || came.did === "later" ? failure("a worker made a plan of it") : came;
  const { did, url, reason, wave } = about;
  return { key, name, did, url, reason, wave };
}
