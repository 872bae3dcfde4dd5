import type { Task } from "../run/run-files.ts";
import type { Answer, Order, Thread, Listener } from "./messages.ts";

/** A thread that died twice over the same file dies of it. */
const MOST_TRIES = 2;
/** Files that wait in a thread while it works on another one. */
const AHEAD = 3;

/** What came of a file: an answer, or why the thread that worked on it is no more. */
export type PoolAnswer = Answer | { readonly died: string };

interface Job<Setting> {
  readonly order: Order<Setting>;
  readonly done: (answer: PoolAnswer) => void;
  tries: number;
}

interface Seat<Setting> {
  readonly thread: Thread<Setting>;
  /** In the order of their work; the first is what the thread is at. */
  readonly jobs: Job<Setting>[];
}

/**
 * Threads that work on files. A thread that dies costs only the file that it was at, and that one is tried again; another thread
 * takes its place.
 */
export class Pool<Setting> {
  /** How many files can usefully be handed to it at once. */
  readonly ahead: number;
  readonly #size: number;
  readonly #start: (listener: Listener) => Thread<Setting>;
  readonly #seats = new Set<Seat<Setting>>();
  readonly #waiting: Job<Setting>[] = [];
  #count = 0;

  constructor(size: number, start: (listener: Listener) => Thread<Setting>) {
    this.#size = size;
    this.ahead = size * (AHEAD + 1);
    this.#start = start;
  }

  run(task: Pick<Task, "file" | "text">, setting: Setting): Promise<PoolAnswer> {
    const { file, text } = task;
    this.#count += 1;
    const order = { id: this.#count, file, text, setting };
    return new Promise((done) => {
      this.#waiting.push({ order, done, tries: 0 });
      this.#hand();
    });
  }

  /** Ends all threads, whatever they are at. */
  close(): void {
    for (const { thread } of this.#seats) thread.stop();
    this.#seats.clear();
  }

  /** Gives what waits to the threads with the least to do. */
  #hand(): void {
    while (this.#waiting.length > 0) {
      const seat = this.#leastBusy();
      if (!seat) return;
      const job = this.#waiting.shift();
      if (!job) return;
      seat.jobs.push(job);
      seat.thread.send(job.order);
    }
  }

  #leastBusy(): Seat<Setting> | undefined {
    const free = [...this.#seats].find(({ jobs }) => jobs.length === 0);
    if (free) return free;
    if (this.#seats.size < this.#size) return this.#open();
    const [seat] = [...this.#seats].sort((a, b) => a.jobs.length - b.jobs.length);
    return seat && seat.jobs.length <= AHEAD ? seat : undefined;
  }

  #open(): Seat<Setting> {
    const jobs: Job<Setting>[] = [];
    const thread = this.#start({
      answer: (answer) => {
        const at = jobs.findIndex(({ order }) => order.id === answer.id);
        const [job] = at === -1 ? [] : jobs.splice(at, 1);
        job?.done(answer);
        this.#hand();
      },
      died: (reason) => {
        if (this.#seats.delete(seat)) this.#bury(jobs, reason);
      },
    });
    const seat = { thread, jobs };
    this.#seats.add(seat);
    return seat;
  }

  /** The first file is what the thread died over; the others it had not begun. */
  #bury(jobs: readonly Job<Setting>[], reason: string): void {
    const [first] = jobs;
    if (first) first.tries += 1;
    const isLost = first !== undefined && first.tries >= MOST_TRIES;
    if (isLost) first.done({ died: reason });
    this.#waiting.unshift(...(isLost ? jobs.slice(1) : jobs));
    this.#hand();
  }
}
