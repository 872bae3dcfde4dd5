import type { BackendFactory, ConnectionOptions, IQueueBackend, Processor, Queue, Worker, WorkerOptions } from "bullmq";
import { setTimeout as wait } from "node:timers/promises";
import type { Came, Order } from "../fleet/workers/order.ts";
import { splitPromise } from "../io/split-promise.ts";
import { UserError } from "../user-error.ts";
import { type QueueAddress, describeFault } from "./address.ts";
import { type Bullmq, loadBullmq } from "./library.ts";
import { Patience } from "./patience.ts";

/** What stands in a queue: an order, and once it is done and its end was heard, only what it was about. */
export type OrderData<Manner> = Order<Manner> | Taken;

export type Taken = Pick<Order<unknown>, "repository" | "digest"> & { readonly isTaken: true };

export type OrderQueue<Manner> = Queue<OrderData<Manner>, Came, string, OrderData<Manner>, Came, string, IQueueBackend>;
export type OrderWorker<Manner> = Worker<OrderData<Manner>, Came, string, IQueueBackend>;

/** A queue or a worker that may not have its connection yet. */
interface Connecting {
  waitUntilReady(): Promise<unknown>;
  disconnect(): Promise<unknown>;
  on(event: "error", hear: (error: Error) => void): unknown;
  off(event: "error", hear: (error: Error) => void): unknown;
}

/** Connections of one queue to PostgreSQL. */
const CONNECTIONS = 4;
const LONGEST_PAUSE_MS = 2000;
/** What is left open when its server is gone is not waited for longer than this. */
const CLOSING_MS = 5000;

/** A server that holds queues: Redis, Valkey or PostgreSQL. */
export class QueueServer {
  readonly library: Bullmq;
  readonly #address: QueueAddress;
  readonly #backend: BackendFactory;
  readonly #connection: ConnectionOptions;
  readonly #tell: (text: string) => void;
  readonly #patience: Patience;
  readonly #open: Pick<Queue, "close" | "disconnect">[] = [];
  #told = "";
  #wasReached = false;

  private constructor(library: Bullmq, address: QueueAddress, tell: (text: string) => void, stop: AbortSignal) {
    this.library = library;
    this.#address = address;
    this.#tell = tell;
    this.#patience = new Patience(stop);
    const { url, driver } = address;
    this.#connection = driver === "pg" ? {} : { url, retryStrategy: this.#pauseBefore };
    const postgres = { connectionString: url, migrate: true, max: CONNECTIONS };
    this.#backend =
      driver === "pg"
        ? (name, options, how) => library.createPostgresBackend(name, { ...options, connection: postgres }, how)
        : library.createRedisBackend;
  }

  /**
   * Loads what it takes. `tell`: hears that the server is away, in words without a secret; `stop`: when it is not waited for any
   * more.
   */
  static async open(address: QueueAddress, tell: (text: string) => void, stop: AbortSignal): Promise<QueueServer> {
    return new QueueServer(await loadBullmq(address), address, tell, stop);
  }

  /**
   * A queue on this server. A UserError where it cannot be reached: at once for the first, which may have a wrong address, later
   * after it was waited for.
   */
  async queue<Manner>(name: string): Promise<OrderQueue<Manner>> {
    const { Queue: Opened } = this.library;
    const open = (): Promise<OrderQueue<Manner>> =>
      this.#ready(new Opened(name, { connection: this.#connection }, this.#backend));
    const queue = await (this.#wasReached ? this.patiently(open) : this.#explained(open));
    this.#wasReached = true;
    this.#open.push(queue);
    return queue;
  }

  /** Does what comes in a queue; not before it is run. A UserError as of `patiently`. */
  worker<Manner>(
    name: string,
    work: Processor<OrderData<Manner>, Came>,
    options: Omit<WorkerOptions, "connection" | "autorun">,
  ): Promise<OrderWorker<Manner>> {
    const { Worker: Opened } = this.library;
    const all = { ...options, connection: this.#connection, autorun: false };
    return this.patiently(() => this.#ready(new Opened(name, work, all, this.#backend)));
  }

  /** Lets go of all queues; a worker is closed by itself. */
  async close(): Promise<void> {
    const closed = Promise.allSettled(this.#open.map((queue) => queue.close()));
    await untilClosed(closed);
    const disconnected = Promise.allSettled(this.#open.map((queue) => queue.disconnect()));
    await untilClosed(disconnected);
  }

  /**
   * Asks again what the server did not answer, until it does; what it is asked must be the same when it is asked twice. A
   * UserError where it has not answered for long.
   */
  patiently<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    return this.#explained(() => this.#patience.ask(ask));
  }

  /**
   * Waits for its connection. One that BullMQ did not get to PostgreSQL it never tries again: a worker would ask without a pause,
   * and hear no signal any more. It is given up, and whoever wants one makes a new one.
   */
  async #ready<Opened extends Connecting>(opened: Opened): Promise<Opened> {
    const { promise: fault, reject } = splitPromise();
    opened.on("error", reject);
    try {
      await Promise.race([opened.waitUntilReady(), fault]);
    } catch (error) {
      if (this.#wasReached && error instanceof Error) this.#hear(error);
      await Promise.allSettled([opened.disconnect()]);
      throw error;
    }
    opened.off("error", reject);
    opened.on("error", this.#hear);
    return opened;
  }

  async #explained<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    try {
      return await ask();
    } catch (error) {
      throw this.#explain(error);
    }
  }

  #explain(error: unknown): UserError {
    const { shown } = this.#address;
    return new UserError(`the queue at \`${shown}\` cannot be used: ${describeFault(error, this.#address)}`, {
      help: "Check the address, and that the server runs",
    });
  }

  /** Milliseconds before Redis is connected to again; `null`: never, where there was none from the start. */
  readonly #pauseBefore = (tries: number): number | null =>
    this.#wasReached ? Math.min(tries * 200, LONGEST_PAUSE_MS) : null;

  /** What is wrong is told once: it is tried again until it works. */
  readonly #hear = (error: Error): void => {
    const text = describeFault(error, this.#address);
    // A job that somebody else has taken over is in good hands.
    if (text === this.#told || /\block\b/i.test(text)) return;
    this.#told = text;
    this.#tell(`circlesec: the queue: ${text}; trying again`);
  };
}

async function untilClosed(closing: Promise<unknown>): Promise<void> {
  const stop = new AbortController();
  const late = wait(CLOSING_MS, undefined, { signal: stop.signal });
  // Ended with the wait for it.
  late.catch(() => undefined);
  await Promise.race([closing, late]);
  stop.abort();
}
