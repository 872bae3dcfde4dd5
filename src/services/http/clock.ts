/** Time and chance, as far as waiting depends on them. Times are in milliseconds. */
export interface Clock {
  readonly now: () => number;
  readonly sleep: (time: number) => Promise<void>;
  /** From 0 up to, but not, 1. */
  readonly random: () => number;
}

export const SYSTEM_CLOCK: Clock = {
  now: () => Date.now(),
  sleep: (time) =>
    new Promise((resolve) => {
      setTimeout(resolve, time);
    }),
  random: () => Math.random(),
};
