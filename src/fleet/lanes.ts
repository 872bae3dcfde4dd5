/**
 * Does something with each thing, so many at a time, until the signal says stop; what is under way is finished also when one
 * throws, and what was thrown first comes then.
 */
export async function inLanes<T>(
  things: readonly T[],
  lanes: number,
  stop: AbortSignal,
  work: (thing: T) => Promise<void>,
): Promise<void> {
  const waiting = things.values();
  const errors: unknown[] = [];
  const lane = async (): Promise<void> => {
    for (const thing of waiting) {
      if (stop.aborted || errors.length > 0) return;
      try {
        await work(thing);
      } catch (error) {
        errors.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  if (errors.length > 0) throw errors[0];
}
