import process from "node:process";
import { setFlagsFromString } from "node:v8";

interface Threshold {
  readonly flag: string;
  /** What V8 has itself: to set it again makes kept code valid again. */
  readonly usual: number;
  /** Where the first thousand files took the least time. */
  readonly ours: number;
  /** Where those that followed did, if it is another. */
  readonly later?: number;
}

/** Percent of what is in use that may lie about as garbage before it is collected. By itself V8 lets four times as much lie. */
const GARBAGE: Threshold = { flag: "--heap-growing-percent", usual: 0, ours: 100 };
const INLINED: Threshold = { flag: "--max-inlined-bytecode-size-cumulative", usual: 920, ours: 200 };

/**
 * By version of V8: another one may not know a flag, and would say so on standard error. That of Node 24 does not find kept code valid
 * when the flag is back at what it was.
 */
const THRESHOLDS: Readonly<Record<string, readonly Threshold[]>> = {
  "11.3": [
    { flag: "--interrupt-budget", usual: 66 * 1024, ours: 8 * 66 * 1024, later: 2 * 66 * 1024 },
    INLINED,
    GARBAGE,
  ],
  "12.4": [{ flag: "--invocation-count-for-turbofan", usual: 3000, ours: 12_000 }, INLINED, GARBAGE],
};

/** V8 told to wait, in all threads of the process. */
export interface OptimizingLate {
  /** Has it wait less: what is still called often in a long run pays for being optimized. */
  readonly sooner: () => void;
  /** Leaves it as it is by itself. Until then, kept code is not valid. */
  readonly end: () => void;
}

/** Makes V8 wait longer before it optimizes a function, inline less into it, and collect garbage sooner. */
export function optimizeLate(version: string = process.versions.v8): OptimizingLate {
  const thresholds = THRESHOLDS[version.split(".", 2).join(".")] ?? [];
  const set = (valueOf: (threshold: Threshold) => number): void => {
    for (const threshold of thresholds) setFlagsFromString(`${threshold.flag}=${valueOf(threshold)}`);
  };
  set(({ ours }) => ours);
  return {
    sooner: () => {
      set(({ ours, later = ours }) => later);
    },
    end: () => {
      set(({ usual }) => usual);
    },
  };
}
