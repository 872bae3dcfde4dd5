import { Snapshot, type SnapshotRequest } from "../io/snapshot.ts";
import { type Forge, isFailure } from "./forge.ts";
import { type FetchedRepository, withoutFiles } from "./found.ts";
import type { Linter } from "./linter.ts";
import { FIRST_REQUEST, LEAST_REQUEST, type Plan, planRepository } from "./plan-repository.ts";
import { type FleetRepository, repositoryKey } from "./repository.ts";

/** Times that more files of one repository are fetched, because those that were there ask for them. */
const MAX_ROUNDS = 10;
/** Files of one repository that are read. */
const MAX_FILES = 1000;
/** Characters of one repository that are read. */
const MAX_TEXT = 16_777_216;

/** Characters above which a repository is read to its end at once, so that few of them are in memory at a time. */
const LARGE = 1_048_576;

/** A repository that files are fetched of. */
interface Reading extends FetchedRepository {
  readonly commit: string;
  readonly request: SnapshotRequest;
  /** What it comes to where nothing of the request is there. */
  readonly draft?: Plan;
}

/**
 * Plans repositories of one forge at the tips that they have, all read together: round by round, as what was fetched asks for
 * more. One plan for each, in no order; what cannot be planned is a plan that says so.
 */
export async function* plansOf(
  forge: Pick<Forge, "read" | "readsOneByOne">,
  repositories: readonly FleetRepository[],
  linter: Linter,
): AsyncGenerator<Plan> {
  let readings: readonly Reading[] = [];
  for (const repository of repositories) {
    const { base } = repository;
    if (base) {
      const request = forge.readsOneByOne ? LEAST_REQUEST : FIRST_REQUEST;
      const start = { repository, commit: base.commit, snapshot: new Snapshot(), request };
      readings = [...readings, start];
    } else yield { planned: withoutFiles({ repository, commit: undefined }, { kind: "empty" }), fixed: [] };
  }
  yield* readAll(readings, 1, forge, linter);
}

/** Round by round, until there is nothing more to fetch. */
async function* readAll(
  readings: readonly Reading[],
  first: number,
  forge: Pick<Forge, "read">,
  linter: Linter,
): AsyncGenerator<Plan> {
  let left = readings;
  for (let round = first; left.length > 0; round += 1) left = yield* readRound(left, round, forge, linter);
}

/** Fetches and plans; what is to be fetched once more is the result. */
async function* readRound(
  readings: readonly Reading[],
  round: number,
  forge: Pick<Forge, "read">,
  linter: Linter,
): AsyncGenerator<Plan, readonly Reading[]> {
  const open = new Map(readings.map((reading) => [repositoryKey(reading.repository), reading]));
  const next: Reading[] = [];
  const requests = readings.map(({ repository, commit, request }) => ({ repository, commit, ...request }));
  for await (const { repository, answer } of forge.read(requests)) {
    const key = repositoryKey(repository);
    const reading = open.get(key);
    if (!reading) continue;
    open.delete(key);
    if (isFailure(answer)) yield failed(reading, answer.message);
    else {
      const added = reading.snapshot.add(reading.request, answer.files);
      // What was looked for in vain is not there indeed.
      const come = added === 0 && reading.draft ? reading.draft : await planReading(reading, round, linter);
      if ("planned" in come) yield come;
      else if (come.snapshot.size > LARGE) yield* readAll([come], round + 1, forge, linter);
      else next.push(come);
    }
  }
  for (const reading of open.values()) yield failed(reading, "there was no answer for it");
  return next;
}

/** The plan, or what is to be fetched before there is one. */
async function planReading(reading: Reading, round: number, linter: Linter): Promise<Plan | Reading> {
  const { snapshot } = reading;
  if (snapshot.count > MAX_FILES || snapshot.size > MAX_TEXT) {
    return failed(reading, `there is more to read of it than ${MAX_FILES} files or ${MAX_TEXT / 2 ** 20} MiB`);
  }
  const plan = await planOne(reading, linter);
  const request = snapshot.takeWanted();
  if (request && round < MAX_ROUNDS) return { ...reading, request, draft: plan };
  const [path] = request?.paths ?? [];
  if (path === undefined) return plan;
  const message = `not read: after ${MAX_ROUNDS} rounds of fetching there was still more to look at`;
  return { ...plan, planned: { ...plan.planned, unread: [...plan.planned.unread, { path, message }] } };
}

/** Our own bug with one repository costs the others nothing. What the error says could hold a piece of a file. */
async function planOne(reading: Reading, linter: Linter): Promise<Plan> {
  try {
    return await planRepository(reading, linter);
  } catch (error) {
    return failed(reading, `a bug in circlesec (${error instanceof Error ? error.name : "an error"})`);
  }
}

function failed(reading: Reading, reason: string): Plan {
  return { planned: withoutFiles(reading, { kind: "failed", reason }), fixed: [] };
}
