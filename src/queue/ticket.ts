import type { Job } from "bullmq";
import type { RepositoryLine } from "../fleet/journal-line.ts";
import type { Given } from "../fleet/workers/by-workers.ts";
import { type Came, type Order, orderName } from "../fleet/workers/order.ts";
import type { OrderData, OrderQueue, QueueServer } from "./server.ts";

/** A forge that fails is asked again after about five, ten and twenty seconds, by whichever worker is free. */
const TRIES = { attempts: 4, backoff: { type: "exponential", delay: 5000, jitter: 0.5 } };
/** What is done is to be seen for a week, as far as there is not too much of it. */
const KEPT = { age: 7 * 86_400, count: 10_000 };

/** An order in its queue. */
export class Ticket<Manner> {
  readonly #server: QueueServer;
  readonly #queue: OrderQueue<Manner>;
  readonly #id: string;
  readonly #order: Order<Manner>;
  readonly #hear: (noted: readonly RepositoryLine[]) => void;

  /** `hear`: is given what was noted before the queue forgets it. */
  constructor(
    server: QueueServer,
    queue: OrderQueue<Manner>,
    id: string,
    order: Order<Manner>,
    hear: (noted: readonly RepositoryLine[]) => void,
  ) {
    this.#server = server;
    this.#queue = queue;
    this.#id = id;
    this.#order = order;
    this.#hear = hear;
  }

  /** Waiting, delayed, active, completed, failed; `unknown` where the queue does not know it. */
  state(): Promise<string> {
    return this.#server.patiently(() => this.#queue.getJobState(this.#id));
  }

  /**
   * Puts it into the queue, unless an earlier run has. `again`: there was another order about the same, and what was noted of it
   * is heard.
   */
  async place(): Promise<Given | undefined> {
    const left = await this.#find();
    if (!left || this.#isSame(left)) {
      if (!left) await this.add();
      return undefined;
    }
    const noted = notedIn(left);
    this.#hear(noted);
    // One that is being done is waited for like our own.
    if (!(await this.#remove(left))) return undefined;
    if (noted.length > 0) return { kind: "again" };
    await this.add();
    return undefined;
  }

  async add(): Promise<void> {
    const options = { ...TRIES, jobId: this.#id, removeOnComplete: KEPT, removeOnFail: KEPT, stackTraceLimit: 0 };
    await this.#server.patiently(() => this.#queue.add(orderName(this.#order), this.#order, options));
  }

  /** What came of it, once it is done; `undefined` where the queue has lost it meanwhile. */
  async takeEnd(hasFailed: boolean): Promise<Given | undefined> {
    const job = await this.#find();
    if (!job) return undefined;
    this.#hear(notedIn(job));
    if (!this.#isSame(job)) {
      await this.#remove(job);
      return { kind: "again" };
    }
    const { repository, digest } = this.#order;
    const { data } = job;
    const failure = "isTaken" in data ? undefined : data.came;
    // What was heard is in the journal: what people see of it is kept small.
    await this.#server.patiently(() => job.updateData({ repository, digest, isTaken: true }));
    if (hasFailed && failure) return { kind: "done", came: failure };
    if (hasFailed) return { kind: "failed", reason: `no worker could do it: ${job.failedReason}` };
    return { kind: "done", came: job.returnvalue };
  }

  /** Takes it away before anybody begins with it; false where somebody has. */
  async withdraw(): Promise<boolean> {
    const job = await this.#find();
    if (!job) return true;
    this.#hear(notedIn(job));
    return this.#remove(job);
  }

  #find(): Promise<Job<OrderData<Manner>, Came> | undefined> {
    return this.#server.patiently(() => this.#queue.getJob(this.#id));
  }

  #isSame({ data }: Job<OrderData<Manner>, Came>): boolean {
    return !("isTaken" in data) && data.digest === this.#order.digest;
  }

  /** The queue keeps what a worker holds. */
  async #remove(job: Job<OrderData<Manner>, Came>): Promise<boolean> {
    try {
      await job.remove();
      return true;
    } catch {
      return (await this.state()) === "unknown";
    }
  }
}

function notedIn({ data }: Job<OrderData<unknown>, Came>): readonly RepositoryLine[] {
  return "isTaken" in data ? [] : data.noted;
}
