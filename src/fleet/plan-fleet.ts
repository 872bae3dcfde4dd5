import type { Journal } from "./journal.ts";
import type { PlannedRepository } from "./plan.ts";
import { type FleetRepository, repositoryKey } from "./repository.ts";

/** Repositories that are read together. */
const BATCH = 50;

/** Makes plans for some repositories: of one forge, or by workers elsewhere. */
export interface Planner {
  /** One plan for each, in no order; for those that a stop left out, none. */
  readonly plan: (repositories: readonly FleetRepository[]) => AsyncIterable<{ readonly planned: PlannedRepository }>;
  /** Batches of it that are under way at once. */
  readonly ahead: number;
}

/** What a plan for many repositories is made with. */
export interface PlanFleet {
  /** Digest of what a plan depends on besides the repository. */
  readonly options: string;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  readonly journal: Pick<Journal, "find" | "readPlanned" | "add">;
  readonly plannerFor: (repository: FleetRepository) => Promise<Planner>;
  /** Takes each plan when it is there; `isKept`: from an earlier run that saw the same. */
  readonly take: (planned: PlannedRepository, isKept: boolean) => Promise<void>;
}

/**
 * Plans repositories as they come, some batches at once, and hands out each plan when it is written to the journal, in no order.
 * What was planned before at the same commit with the same options is not read again, unless it failed, or has a suppression that
 * may have ended since. What ends the run ends it
 * when the batches that are under way are done.
 */
export async function planFleet(repositories: AsyncIterable<FleetRepository>, fleet: PlanFleet): Promise<void> {
  const running = new Set<Promise<void>>();
  const faults: unknown[] = [];
  const start = async (batch: Batch): Promise<void> => {
    try {
      await planBatch(batch, fleet);
    } catch (error) {
      faults.push(error);
    }
  };
  for await (const batch of batchesOf(repositories, fleet)) {
    const run = start(batch).finally(() => running.delete(run));
    running.add(run);
    if (running.size >= batch.planner.ahead) await Promise.race(running);
    if (faults.length > 0) break;
  }
  // What is under way is worth its end, whatever went wrong beside it.
  await Promise.all(running);
  const [first] = faults;
  if (first !== undefined) throw first;
}

interface Batch {
  readonly planner: Planner;
  readonly repositories: readonly FleetRepository[];
}

async function* batchesOf(repositories: AsyncIterable<FleetRepository>, fleet: PlanFleet): AsyncGenerator<Batch> {
  const waiting = new Map<Planner, FleetRepository[]>();
  for await (const repository of repositories) {
    const kept = keptFor(repository, fleet);
    if (kept) await fleet.take(kept, true);
    else {
      const planner = await fleet.plannerFor(repository);
      const batch = waiting.get(planner) ?? [];
      batch.push(repository);
      if (batch.length < BATCH) waiting.set(planner, batch);
      else {
        waiting.delete(planner);
        yield { planner, repositories: batch };
      }
    }
  }
  for (const [planner, batch] of waiting) yield { planner, repositories: batch };
}

/** What an earlier run found out, if it is still true. What lies on this disk changes without a commit, and is read anew. */
function keptFor(repository: FleetRepository, { journal, options, today }: PlanFleet): PlannedRepository | undefined {
  const key = repositoryKey(repository);
  const note = journal.find(key)?.planned;
  if (!note || repository.place === "folder" || note.outcome === "failed") return undefined;
  if (note.options !== options || note.commit !== repository.base?.commit) return undefined;
  const planned = journal.readPlanned(key);
  if (!planned || (planned.day !== undefined && planned.day !== today)) return undefined;
  return JSON.stringify(planned.repository) === JSON.stringify(repository) ? planned : undefined;
}

async function record(planned: PlannedRepository, { journal, options, take }: PlanFleet): Promise<void> {
  journal.add({ kind: "planned", key: repositoryKey(planned.repository), options, planned });
  await take(planned, false);
}

async function planBatch({ planner, repositories }: Batch, fleet: PlanFleet): Promise<void> {
  for await (const { planned } of planner.plan(repositories)) await record(planned, fleet);
}
