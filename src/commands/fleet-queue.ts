import { randomUUID } from "node:crypto";
import process from "node:process";
import { BUILD_ID } from "../build-id.ts";
import type { Crew } from "../fleet/apply-run.ts";
import type { Journal } from "../fleet/journal.ts";
import type { Planner } from "../fleet/plan-fleet.ts";
import type { FleetRepository } from "../fleet/repository.ts";
import { crewOf, plannerOf } from "../fleet/workers/by-workers.ts";
import { type QueueAddress, readAddress } from "../queue/address.ts";
import { UserError } from "../user-error.ts";
import { AT_ONCE, isFileAddress } from "./fleet-campaign.ts";
import type { FleetManner } from "./fleet-manner.ts";
import type { Host } from "./host.ts";

const VARIABLE = "CIRCLESEC_QUEUE";
/** What a run does that gives work and is to stop. */
export const TAKES_BACK = `Takes back what no worker has begun, and waits for the rest; ${AT_ONCE}`;

/** The queue that a flag names, or the environment; `undefined` for none. */
export function queueIn({ queue }: { readonly queue?: string }, { env }: Pick<Host, "env">): QueueAddress | undefined {
  // It may hold a password, which stands in the list of processes until now.
  if (queue !== undefined) process.title = "circlesec fleet";
  const text = queue ?? env[VARIABLE] ?? "";
  return queue === undefined && text === "" ? undefined : readAddress(text);
}

/** That work is given to others, and how it is to be done. */
export interface Giving {
  readonly address: QueueAddress;
  readonly manner: FleetManner;
}

/** Workers that a campaign is given to, until they are let go of. */
interface OpenWorkers {
  readonly planner: Planner;
  readonly crew: Crew;
  readonly close: () => Promise<void>;
}

/** Gets ready to give work to others; what that takes is loaded now. */
export async function openWorkers(
  { address, manner }: Giving,
  journal: Journal,
  stop: AbortSignal,
  tell: (text: string) => void,
): Promise<OpenWorkers> {
  const [{ QueueServer }, { QueueOfWorkers }] = await Promise.all([
    import("../queue/server.ts"),
    import("../queue/give.ts"),
  ]);
  const server = await QueueServer.open(address, tell, stop);
  const workers = new QueueOfWorkers<FleetManner>(server, {
    campaign: nameCampaign(journal),
    build: BUILD_ID,
    stop,
    tell,
  });
  return { planner: plannerOf(workers, manner), crew: crewOf(workers, manner), close: () => server.close() };
}

/** A UserError where workers elsewhere would look in vain. */
export function mustBeReachable(repositories: readonly Pick<FleetRepository, "place" | "name">[]): void {
  if (!repositories.some(({ place, name }) => place === "folder" || isFileAddress(name))) return;
  throw new UserError("workers cannot reach what is on this disk", {
    help: "Leave checkouts to a run without a queue: no --queue, and no CIRCLESEC_QUEUE",
  });
}

/** By this, what is left of it in a queue is known again. */
function nameCampaign(journal: Journal): string {
  if (journal.campaign !== undefined) return journal.campaign;
  const id = randomUUID();
  journal.add({ kind: "campaign", id });
  journal.sync();
  return id;
}
