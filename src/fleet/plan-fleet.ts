import { Snapshot, type SnapshotRequest } from "../io/snapshot.ts";
import { type Forge, isFailure } from "./forge.ts";
import { type FetchedRepository, withoutFiles } from "./found.ts";
import type { Journal } from "./journal.ts";
import type { Linter } from "./linter.ts";
import type { PlannedRepository } from "./plan.ts";
import { FIRST_REQUEST, planRepository } from "./plan-repository.ts";
import { type FleetRepository, repositoryKey } from "./repository.ts";

/** Repositories that are read together. */
const BATCH = 50;
/** Batches that are under way at once: while one is linted, another is read. */
const AHEAD = 2;
/** Times that more files of one repository are fetched, because those that were there ask for them. */
const MAX_ROUNDS = 10;
/** Files of one repository that are read. */
const MAX_FILES = 1000;
/** Characters of one repository that are read. */
const MAX_TEXT = 16_777_216;

/** What a plan for many repositories is made with. */
export interface PlanFleet {
  readonly linter: Linter;
  /** Digest of what a plan depends on besides the repository. */
  readonly options: string;
  readonly journal: Pick<Journal, "find" | "readPlanned" | "add">;
  readonly forgeOf: (repository: FleetRepository) => Promise<Forge>;
  /** Takes each plan when it is there; `isKept`: from an earlier run that saw the same. */
  readonly take: (planned: PlannedRepository, isKept: boolean) => Promise<void>;
}

/**
 * Plans repositories as they come, some batches at once, and hands out each plan when it is written to the journal, in no order.
 * What was planned before at the same commit with the same options is not read again, unless it failed.
 */
export async function planFleet(repositories: AsyncIterable<FleetRepository>, fleet: PlanFleet): Promise<void> {
  const running = new Set<Promise<void>>();
  const start = (batch: Batch): void => {
    const run = planBatch(batch, fleet).finally(() => running.delete(run));
    // Whoever waits for it hears of a fault; until then it counts as handled.
    run.catch(() => undefined);
    running.add(run);
  };
  for await (const batch of batchesOf(repositories, fleet)) {
    start(batch);
    if (running.size >= AHEAD) await Promise.race(running);
  }
  await Promise.all(running);
}

/** Repositories of one forge. */
interface Batch {
  readonly forge: Forge;
  readonly repositories: readonly FleetRepository[];
}

async function* batchesOf(repositories: AsyncIterable<FleetRepository>, fleet: PlanFleet): AsyncGenerator<Batch> {
  const waiting = new Map<Forge, FleetRepository[]>();
  for await (const repository of repositories) {
    const kept = keptFor(repository, fleet);
    if (kept) await fleet.take(kept, true);
    else if (repository.base) {
      const forge = await fleet.forgeOf(repository);
      const batch = waiting.get(forge) ?? [];
      batch.push(repository);
      if (batch.length < BATCH) waiting.set(forge, batch);
      else {
        waiting.delete(forge);
        yield { forge, repositories: batch };
      }
    } else await record(withoutFiles({ repository, commit: undefined }, { kind: "empty" }), fleet);
  }
  for (const [forge, batch] of waiting) yield { forge, repositories: batch };
}

/** What an earlier run found out, if it is still true. What lies on this disk changes without a commit, and is read anew. */
function keptFor(repository: FleetRepository, { journal, options }: PlanFleet): PlannedRepository | undefined {
  const key = repositoryKey(repository);
  const note = journal.find(key)?.planned;
  if (!note || repository.place === "folder" || note.outcome === "failed") return undefined;
  if (note.options !== options || note.commit !== repository.base?.commit) return undefined;
  const planned = journal.readPlanned(key);
  return planned && JSON.stringify(planned.repository) === JSON.stringify(repository) ? planned : undefined;
}

async function record(planned: PlannedRepository, { journal, options, take }: PlanFleet): Promise<void> {
  journal.add({ kind: "planned", key: repositoryKey(planned.repository), options, planned });
  await take(planned, false);
}

/** A repository that files are fetched of. */
interface Reading extends FetchedRepository {
  readonly commit: string;
  readonly request: SnapshotRequest;
}

async function planBatch({ forge, repositories }: Batch, fleet: PlanFleet): Promise<void> {
  let readings: readonly Reading[] = repositories.map((repository) => ({
    repository,
    commit: repository.base?.commit ?? "",
    snapshot: new Snapshot(),
    request: FIRST_REQUEST,
  }));
  for (let round = 1; readings.length > 0; round += 1) readings = await readRound(readings, round, forge, fleet);
}

/** Fetches, plans and records; what is to be fetched once more is the result. */
async function readRound(
  readings: readonly Reading[],
  round: number,
  forge: Forge,
  fleet: PlanFleet,
): Promise<Reading[]> {
  const open = new Map(readings.map((reading) => [repositoryKey(reading.repository), reading]));
  const next: Reading[] = [];
  const requests = readings.map(({ repository, commit, request }) => ({ repository, commit, ...request }));
  for await (const { repository, answer } of forge.read(requests)) {
    const key = repositoryKey(repository);
    const reading = open.get(key);
    if (!reading) continue;
    open.delete(key);
    if (isFailure(answer)) await record(failed(reading, answer.message), fleet);
    else {
      reading.snapshot.add(reading.request, answer.files);
      const more = await planReading(reading, round, fleet);
      if (more) next.push(more);
    }
  }
  for (const reading of open.values()) await record(failed(reading, "there was no answer for it"), fleet);
  return next;
}

async function planReading(reading: Reading, round: number, fleet: PlanFleet): Promise<Reading | undefined> {
  const { snapshot } = reading;
  if (snapshot.count > MAX_FILES || snapshot.size > MAX_TEXT) {
    const most = `${MAX_FILES} files or ${MAX_TEXT / 2 ** 20} MiB`;
    await record(failed(reading, `there is more to read of it than ${most}`), fleet);
    return undefined;
  }
  const planned = await planOne(reading, fleet.linter);
  const request = snapshot.takeWanted();
  if (request && round < MAX_ROUNDS) return { ...reading, request };
  const [path] = request?.paths ?? [];
  const message = `not read: after ${MAX_ROUNDS} rounds of fetching there was still more to look at`;
  const unread = path === undefined ? [] : [{ path, message }];
  await record({ ...planned, unread: [...planned.unread, ...unread] }, fleet);
  return undefined;
}

/** Our own bug with one repository costs the others nothing. What the error says could hold a piece of a file. */
async function planOne(reading: Reading, linter: Linter): Promise<PlannedRepository> {
  try {
    const { planned } = await planRepository(reading, linter);
    return planned;
  } catch (error) {
    return failed(reading, `a bug in circlesec (${error instanceof Error ? error.name : "an error"})`);
  }
}

function failed(reading: Reading, reason: string): PlannedRepository {
  return withoutFiles(reading, { kind: "failed", reason });
}
