import process from "node:process";
import { setFlagsFromString } from "node:v8";

interface Threshold {
  readonly flag: string;
  /** What V8 has itself: to set it again makes kept code valid again. */
  readonly usual: number;
  /** Where measured runs took the least time. */
  readonly ours: number;
}

/** Percent of what is in use that may lie about as garbage before it is collected. By itself V8 lets four times as much lie. */
const GARBAGE: Threshold = { flag: "--heap-growing-percent", usual: 0, ours: 100 };
const INLINED: Threshold = { flag: "--max-inlined-bytecode-size-cumulative", usual: 920, ours: 200 };

/**
 * By version of V8: another one may not know a flag, and would say so on standard error. That of Node 24 does not find kept code valid
 * when the flag is back at what it was.
 */
const THRESHOLDS: Readonly<Record<string, readonly Threshold[]>> = {
  "11.3": [{ flag: "--interrupt-budget", usual: 66 * 1024, ours: 8 * 66 * 1024 }, INLINED, GARBAGE],
  "12.4": [{ flag: "--invocation-count-for-turbofan", usual: 3000, ours: 12_000 }, INLINED, GARBAGE],
};

/**
 * Makes V8 wait longer before it optimizes a function, inline less into it, and collect garbage sooner, in all threads of the process, until what is returned is
 * called. Meanwhile, kept code is not valid.
 */
export function optimizeLate(version: string = process.versions.v8): () => void {
  const thresholds = THRESHOLDS[version.split(".", 2).join(".")] ?? [];
  for (const { flag, ours } of thresholds) setFlagsFromString(`${flag}=${ours}`);
  return () => {
    for (const { flag, usual } of thresholds) setFlagsFromString(`${flag}=${usual}`);
  };
}
