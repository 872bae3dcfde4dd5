import { mannerOf, openManner } from "../../../src/commands/fleet-manner.ts";
import { type FleetLintFlags, openFleetLinter } from "../../../src/commands/fleet-linter.ts";
import type { Forge } from "../../../src/fleet/forge.ts";
import type { RepositoryLine } from "../../../src/fleet/journal-line.ts";
import { Journal } from "../../../src/fleet/journal.ts";
import type { FleetRepository } from "../../../src/fleet/repository.ts";
import type { Given, Workers } from "../../../src/fleet/workers/by-workers.ts";
import { doOrder } from "../../../src/fleet/workers/do-order.ts";
import { type Came, type Order, type Wanted, orderFor } from "../../../src/fleet/workers/order.ts";
import { SharedForge } from "../../../src/fleet/workers/shared-forge.ts";
import type { FleetManner } from "../../../src/commands/fleet-manner.ts";
import { MemoryLog } from "../memory-log.ts";

const DAY = "2026-01-01";
export const BUILD = "build";

/** How a run without any flag lints. */
export async function usualManner(flags: FleetLintFlags = {}, cwd = "/"): Promise<FleetManner> {
  const saying = { title: undefined, body: undefined };
  return mannerOf(flags, await openFleetLinter(flags, cwd, DAY), { day: DAY, options: "options", saying });
}

/** What a worker does with an order, and the last that it has kept beside it. */
export class Desk {
  readonly #shared: SharedForge;
  isLastTry = true;
  readonly stop = new AbortController();
  /** Called when something is kept, before it is. */
  onKeep: (noted: readonly RepositoryLine[]) => void = () => undefined;
  kept: readonly RepositoryLine[] = [];

  constructor(forge: Forge) {
    this.#shared = new SharedForge(forge);
  }

  async do(order: Order<FleetManner>): Promise<Came | "stopped"> {
    const manner = await openManner(order.manner);
    return doOrder(order, {
      ...manner,
      forge: this.#shared.forOrder(),
      stop: this.stop.signal,
      sleep: () => Promise.resolve(),
      now: () => 0,
      isLastTry: this.isLastTry,
      keep: (noted) => {
        this.onKeep(noted);
        this.kept = noted;
        return Promise.resolve();
      },
    });
  }
}

/** Workers that are here, and get what a queue would keep of an order. */
export class WorkersHere implements Workers<FleetManner> {
  readonly desk: Desk;

  constructor(desk: Desk) {
    this.desk = desk;
  }

  async give(wanted: Wanted<FleetManner>, hear: (noted: readonly RepositoryLine[]) => void): Promise<Given> {
    const came = await this.desk.do(sent(orderFor(wanted, BUILD)));
    hear(sent(this.desk.kept));
    return came === "stopped" ? { kind: "stopped" } : { kind: "done", came: sent(came) };
  }
}

/** What is left of something on its way through a queue. */
export function sent<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}

export function newJournal(): Journal {
  return new Journal(new MemoryLog(), { writes: true });
}

export async function listed(forge: Forge): Promise<FleetRepository[]> {
  const found: FleetRepository[] = [];
  for await (const one of forge.list({ kind: "owner", owner: "acme" })) if ("id" in one) found.push(one);
  return found;
}
