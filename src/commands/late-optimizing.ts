import { MANY } from "../io/many-files.ts";
import type { OptimizingLate } from "../io/optimize-late.ts";

/** Files of a thread after which less of what is new is still to come, and what is called often is worth optimizing. */
const SETTLED = 1000;

/** Lets V8 optimize late while many files are worked on. */
export interface LateOptimizing {
  /** For a run of so many files; to be called when all that works on them is loaded: kept code is that of V8 as it is by itself. */
  readonly begin: (files: number) => Promise<void>;
  /** Says that one of them was worked on. */
  readonly step: () => void;
  readonly end: () => void;
}

/** For work that is shared by so many threads. */
export function lateOptimizing(threads = 1): LateOptimizing {
  let optimizing: OptimizingLate | undefined;
  let done = 0;
  return {
    begin: async (files) => {
      if (optimizing || files < MANY) return;
      const { optimizeLate } = await import("../io/optimize-late.ts");
      optimizing = optimizeLate();
    },
    step: () => {
      done += 1;
      if (done === SETTLED * threads) optimizing?.sooner();
    },
    end: () => {
      optimizing?.end();
      optimizing = undefined;
    },
  };
}
