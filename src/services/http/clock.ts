/** Time and chance, as far as waiting depends on them. Times are in milliseconds. */
export interface Clock {
  readonly now: () => number;
  readonly sleep: (time: number) => Promise<void>;
  /** From 0 up to, but not, 1. */
  readonly random: () => number;
}

/** The longest that Node sleeps; a longer time it takes for none at all. */
const LONGEST_SLEEP = 2_147_483_647;

export const SYSTEM_CLOCK: Clock = {
  now: () => Date.now(),
  sleep: (time) =>
    new Promise((resolve) => {
      setTimeout(resolve, Math.min(time, LONGEST_SLEEP));
    }),
  random: () => Math.random(),
};
