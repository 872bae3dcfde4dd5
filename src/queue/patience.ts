import { setTimeout as wait } from "node:timers/promises";
import { splitPromise } from "../io/split-promise.ts";

/** How long a server may be away in the middle of a run: as long as it takes to start it anew. */
const PATIENCE_MS = 300_000;
const PAUSE_MS = 500;
/** The same once all is to end, for each question: the server may be what is wrong. */
const LEAVING_MS = 5000;

/** Asks a server again what it did not answer. */
export class Patience {
  readonly #stop: AbortSignal;
  /** One for each question that is under way: begins to count the time that it has left. */
  readonly #leaving = new Set<() => void>();

  constructor(stop: AbortSignal) {
    this.#stop = stop;
    const leave = (): void => {
      for (const one of this.#leaving) one();
    };
    stop.addEventListener("abort", leave, { once: true });
  }

  /** Until it answers; what went wrong last, where it has not for minutes, and after a stop for seconds. */
  async ask<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    const { late, isOver, forget } = this.#begin();
    try {
      for (;;) {
        try {
          return await Promise.race([ask(), late]);
        } catch (error) {
          if (isOver()) throw error;
          await wait(PAUSE_MS);
        }
      }
    } finally {
      forget();
    }
  }

  #begin() {
    const { promise: late, reject } = splitPromise();
    const end = Date.now() + PATIENCE_MS;
    let isLate = false;
    let timer: NodeJS.Timeout | undefined;
    const leave = (): void => {
      timer = setTimeout(() => {
        isLate = true;
        // A question that waits for a connection has no end of its own.
        reject(new Error("it does not answer"));
      }, LEAVING_MS);
    };
    if (this.#stop.aborted) leave();
    else this.#leaving.add(leave);
    return {
      late,
      isOver: () => isLate || Date.now() > end,
      forget: () => {
        clearTimeout(timer);
        this.#leaving.delete(leave);
      },
    };
  }
}
