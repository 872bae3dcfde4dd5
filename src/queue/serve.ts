import type { Job, Processor } from "bullmq";
import { hostname } from "node:os";
import process from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import type { RepositoryLine } from "../fleet/journal-line.ts";
import { ForgeBroken } from "../fleet/workers/do-order.ts";
import { type Came, type Order, aboutCame, queueNameFor } from "../fleet/workers/order.ts";
import { visible } from "../reporters/text.ts";
import { UserError } from "../user-error.ts";
import type { OrderData, OrderQueue, OrderWorker, QueueServer } from "./server.ts";

/** Orders that one worker does at the same time, of each host. */
const LANES = 16;
/** After this time without a sign of life an order is somebody else's. */
const LOCK_MS = 10_000;
const STALLED_CHECK_MS = 2500;
/** How often an order may lose its worker: more often, and it is what ends them. */
const MOST_LOSSES = 5;
/** It makes workers heed a limit at all; ours come from what forges say. */
const LIMITER = { max: 1000, duration: 1000 };
const COUNT_MS = 10_000;
const PAUSE_MS = 500;

/** What an order is done in. */
export interface Around {
  /** Keeps what was noted beside the order; throws when it is somebody else's by now. */
  readonly keep: (noted: readonly RepositoryLine[]) => Promise<void>;
  readonly isLastTry: boolean;
}

/** What does an order. */
export type DoOrder<Manner> = (order: Order<Manner>, around: Around) => Promise<Came | "stopped">;

/** One queue, and who works for it. */
export class Service<Manner> {
  readonly #server: QueueServer;
  readonly #queue: OrderQueue<Manner>;
  readonly #build: string;
  #askers = 1;
  /** Orders in a row that could not be done. One lost connection fails no more than are under way; more are the worker's own fault. */
  #faults = 0;
  readonly #name = `${hostname()}-${process.pid}`;
  #restsUntil = 0;

  private constructor(server: QueueServer, queue: OrderQueue<Manner>, build: string) {
    this.#server = server;
    this.#queue = queue;
    this.#build = build;
  }

  static async open<Manner>(server: QueueServer, name: string, build: string): Promise<Service<Manner>> {
    return new Service(server, await server.queue<Manner>(name), build);
  }

  /** Workers of the host, as far as is known: they share what it allows. */
  readonly askers = (): number => this.#askers;

  /** Lets no worker begin anything for so many milliseconds: the host wants to be left alone. */
  readonly rest = (time: number): void => {
    const until = Date.now() + time;
    if (until <= this.#restsUntil) return;
    this.#restsUntil = until;
    // What cannot be told to others they hear from the host themselves.
    this.#queue.rateLimit(Math.ceil(time)).catch(() => undefined);
  };

  /**
   * Does orders until the signal comes, and ends what is under way. A UserError ends it where it can do nothing any more: orders
   * are for another build, or fail one after the other.
   */
  async run(work: DoOrder<Manner>, stop: AbortSignal): Promise<void> {
    const end = new AbortController();
    const faults: unknown[] = [];
    const fail = (fault: unknown): void => {
      faults.push(fault);
      end.abort();
    };
    const worker = await this.#begin((job, token = "") => this.#do(job, token, work, fail), stop);
    if (!worker) return;
    const counting = setInterval(() => void this.#countAskers(), COUNT_MS);
    void this.#countAskers();
    const closing = new Promise<void>((resolve) => {
      const close = (): void => {
        let isClosed = false;
        void worker.close().finally(() => {
          isClosed = true;
          resolve();
        });
        void this.#untilGone(() => isClosed).then(resolve);
      };
      for (const signal of [stop, end.signal]) {
        if (signal.aborted) close();
        else signal.addEventListener("abort", close, { once: true });
      }
    });
    void this.#keepRunning(worker);
    await closing;
    clearInterval(counting);
    if (faults.length > 0) throw faults[0];
  }

  /** A worker that is connected; none where the signal comes while the server is away. */
  async #begin(work: Processor<OrderData<Manner>, Came>, stop: AbortSignal): Promise<OrderWorker<Manner> | undefined> {
    try {
      return await this.#server.worker<Manner>(this.#queue.name, work, {
        name: this.#name,
        concurrency: LANES,
        lockDuration: LOCK_MS,
        stalledInterval: STALLED_CHECK_MS,
        maxStalledCount: MOST_LOSSES,
        limiter: LIMITER,
      });
    } catch (error) {
      if (stop.aborted && error instanceof UserError) return undefined;
      throw error;
    }
  }

  /** Until the server does not answer any more: nothing can be given back there, and nothing is to be waited for. */
  async #untilGone(isClosed: () => boolean): Promise<void> {
    try {
      while (!isClosed()) {
        await this.#server.patiently(() => this.#queue.getWorkersCount());
        await wait(PAUSE_MS);
      }
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  }

  /** A server that goes away may end the worker, which is begun again then. */
  async #keepRunning(worker: OrderWorker<Manner>): Promise<void> {
    while (!worker.closing) {
      try {
        await worker.run();
      } catch (error) {
        worker.emit("error", error instanceof Error ? error : new Error(String(error)));
      }
      await wait(PAUSE_MS);
    }
  }

  async #do(
    job: Job<OrderData<Manner>, Came>,
    token: string,
    work: DoOrder<Manner>,
    fail: (fault: unknown) => void,
  ): Promise<Came> {
    const { WaitingError, UnrecoverableError } = this.#server.library;
    const { data, opts, attemptsMade } = job;
    if ("isTaken" in data) throw new UnrecoverableError("it was done before");
    const giveBack = async (): Promise<never> => {
      this.#log(job, "given back");
      await this.#server.patiently(() => job.moveToWait(token));
      throw new WaitingError();
    };
    if (data.build !== this.#build) {
      fail(otherBuild(data.build, this.#build));
      return giveBack();
    }
    // Whose queue it came from decides which host it is about: tokens are for no other.
    if (queueNameFor(data.repository) !== this.#queue.name) throw new UnrecoverableError("it is about another host");
    let came: Came;
    try {
      let kept = data.noted;
      const done = await work(data, {
        keep: (noted) => this.#keep(job, token, { ...data, noted: (kept = noted) }),
        isLastTry: attemptsMade + 1 >= (opts.attempts ?? 1),
      });
      if (done === "stopped") return await giveBack();
      came = done;
      this.#faults = 0;
      this.#log(job, [came.did, aboutCame(came) ?? ""].join(" ").trimEnd());
      if (came.did === "failed")
        await this.#server.patiently(() => job.updateData({ ...data, noted: kept, came: done }));
    } catch (error) {
      if (error instanceof UserError || error instanceof ForgeBroken) this.#log(job, error.message);
      if (error instanceof UserError) {
        this.#faults += 1;
        if (this.#faults > LANES) fail(error);
        throw new Error(error.message, { cause: error });
      }
      if (error instanceof ForgeBroken || error instanceof LostOrder || error instanceof WaitingError) throw error;
      // What it says could hold a piece of a file.
      throw new UnrecoverableError(`a bug in circlesec (${error instanceof Error ? error.name : "an error"})`);
    }
    if (came.did === "failed") throw new UnrecoverableError(aboutCame(came) ?? "it could not be done");
    return came;
  }

  /** For people who look at the job; nothing depends on it. */
  #log(job: Pick<Job, "log">, text: string): void {
    job.log(`${this.#name}: ${visible(text)}`).catch(() => undefined);
  }

  async #keep(job: Job<OrderData<Manner>, Came>, token: string, order: Order<Manner>): Promise<void> {
    const isOurs = await this.#server.patiently(() => job.extendLock(token, LOCK_MS));
    if (isOurs !== 1) throw new LostOrder("another worker has taken it over");
    await this.#server.patiently(() => job.updateData(order));
  }

  async #countAskers(): Promise<void> {
    try {
      this.#askers = Math.max(1, await this.#queue.getWorkersCount());
    } catch {
      // As many as before, until the server tells again.
    }
  }
}

/** It took so long that the order is somebody else's. */
class LostOrder extends Error {
  override readonly name = "LostOrder";
}

function otherBuild(wanted: string, own: string): UserError {
  return new UserError(`this worker is circlesec ${own}, and what there is to do is for circlesec ${visible(wanted)}`, {
    help: "Run the same version of circlesec everywhere: another one could do it differently",
  });
}
