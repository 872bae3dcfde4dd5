/** Files from which on it is worth telling V8 to optimize late. */
const WORTH_WAITING = 50;

/** Lets V8 optimize late while many files are worked on. */
export interface Patience {
  /** For a run of so many files; to be called when all that works on them is loaded: kept code is that of V8 as it is by itself. */
  readonly begin: (files: number) => Promise<void>;
  readonly end: () => void;
}

export function patience(): Patience {
  let restore: (() => void) | undefined;
  return {
    begin: async (files) => {
      if (restore || files < WORTH_WAITING) return;
      const { optimizeLate } = await import("../io/optimize-late.ts");
      restore = optimizeLate();
    },
    end: () => {
      restore?.();
      restore = undefined;
    },
  };
}
