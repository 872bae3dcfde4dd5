import { setTimeout as wait } from "node:timers/promises";
import type { RepositoryLine } from "../fleet/journal-line.ts";
import type { Given, Workers } from "../fleet/workers/by-workers.ts";
import { type Wanted, orderFor, orderId, queueNameFor } from "../fleet/workers/order.ts";
import type { OrderQueue, QueueServer } from "./server.ts";
import { UserError } from "../user-error.ts";
import { Ticket } from "./ticket.ts";

/** How often the queue is asked how an order stands. */
const POLL_MS = 500;
/** How often it is asked whether there is a worker at all. */
const ROLL_CALL_MS = 5000;
const ABSENCES = 2;

/** Who gives orders. */
export interface Giver {
  /** Tells the work of a campaign from that of any other on the same server. */
  readonly campaign: string;
  readonly build: string;
  readonly stop: AbortSignal;
  readonly tell: (text: string) => void;
}

/** Workers that take their orders from queues on a server, one queue a host. */
export class QueueOfWorkers<Manner> implements Workers<Manner> {
  readonly #server: QueueServer;
  readonly #giver: Giver;
  readonly #queues = new Map<string, Promise<OrderQueue<Manner>>>();
  /** How often in a row nobody was there for a queue; workers come back after a server does. */
  readonly #absences = new Map<string, number>();
  #nextCall = Date.now() + ROLL_CALL_MS;
  #hasTold = false;

  constructor(server: QueueServer, giver: Giver) {
    this.#server = server;
    this.#giver = giver;
  }

  async give(wanted: Wanted<Manner>, hear: (noted: readonly RepositoryLine[]) => void): Promise<Given> {
    const { stop } = this.#giver;
    if (stop.aborted) return { kind: "stopped" };
    try {
      return await this.#give(wanted, hear);
    } catch (error) {
      if (!stop.aborted || !(error instanceof UserError)) throw error;
      this.#tellOnce(`${error.message}: what is in it is left there, and the next run goes on with it`);
      return { kind: "stopped" };
    }
  }

  async #give(wanted: Wanted<Manner>, hear: (noted: readonly RepositoryLine[]) => void): Promise<Given> {
    const { campaign, build } = this.#giver;
    const name = queueNameFor(wanted.repository);
    const queue = await this.#open(name);
    const ticket = new Ticket(this.#server, queue, orderId(campaign, wanted), orderFor(wanted, build), hear);
    return (await ticket.place()) ?? (await this.#waitFor(ticket, name));
  }

  async #waitFor(ticket: Ticket<Manner>, name: string): Promise<Given> {
    for (;;) {
      await wait(POLL_MS);
      const state = await ticket.state();
      const isDone = state === "completed" || state === "failed";
      const given = isDone ? await ticket.takeEnd(state === "failed") : undefined;
      if (given) return given;
      if (this.#giver.stop.aborted) {
        if (!isDone && state !== "active" && (await ticket.withdraw())) return { kind: "stopped" };
      } else if (state === "unknown") {
        // A server that has forgotten what it was told is told again.
        await ticket.add();
      }
      await this.#callRoll(name);
    }
  }

  #tellOnce(text: string): void {
    if (this.#hasTold) return;
    this.#hasTold = true;
    this.#giver.tell(`circlesec: ${text}`);
  }

  #open(name: string): Promise<OrderQueue<Manner>> {
    const queue = this.#queues.get(name) ?? this.#server.queue<Manner>(name);
    this.#queues.set(name, queue);
    return queue;
  }

  /** Says of a queue in which something waits that there is no worker for it. */
  async #callRoll(name: string): Promise<void> {
    if (Date.now() < this.#nextCall) return;
    this.#nextCall = Date.now() + ROLL_CALL_MS;
    const queue = await this.#open(name);
    const isThere = (await this.#server.patiently(() => queue.getWorkersCount())) > 0;
    const absences = isThere ? 0 : (this.#absences.get(name) ?? 0) + 1;
    this.#absences.set(name, absences);
    if (absences !== ABSENCES) return;
    this.#giver.tell(
      `circlesec: no worker takes what is in the queue ${name}: start one with \`circlesec fleet worker\``,
    );
  }
}
