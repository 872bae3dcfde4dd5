import type { Clock } from "../../../src/services/http/clock.ts";

/** A clock that stands still but for those who sleep: they wake at once, and it is as much later. */
export function fakeClock(start = 1_700_000_000_000): Clock & { readonly slept: readonly number[] } {
  let now = start;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    sleep: async (time) => {
      slept.push(time);
      now += time;
      await Promise.resolve();
    },
    random: () => 1,
  };
}
