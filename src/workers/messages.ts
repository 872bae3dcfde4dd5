import type { PlainResult } from "../run/plain-result.ts";
import type { Task } from "../run/run-files.ts";

/** A file that a thread is to work on. */
export interface Order<Setting> extends Pick<Task, "file" | "text"> {
  readonly id: number;
  /** What holds for this file, as plain data. */
  readonly setting: Setting;
}

/** What came of an order. */
export interface Answer {
  readonly id: number;
  /** `null` for a file that is not CircleCI's. */
  readonly result?: PlainResult | null;
  /** The line that remembers it. */
  readonly entry?: string | undefined;
  /** What was refused, and what to do about it. */
  readonly refused?: { readonly message: string; readonly help: string | undefined };
  /** Our own failure, which ends the run as it would without threads. */
  readonly fault?: unknown;
}

/** A thread as the pool sees it. */
export interface Thread<Setting> {
  send(order: Order<Setting>): void;
  /** Ends it at once. */
  stop(): void;
}

/** What the pool hears from a thread. */
export interface Listener {
  answer(answer: Answer): void;
  /** The thread has ended by itself; `reason` is a word or a code. */
  died(reason: string): void;
}
