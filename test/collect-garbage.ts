import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { setImmediate } from "node:timers/promises";

/** Lets go of all that nothing can reach any more, weak references included. */
export async function collectGarbage(): Promise<void> {
  setFlagsFromString("--expose-gc");
  const gc: () => void = runInNewContext("gc");
  // A weak reference that was made or read in a turn of the event loop holds on until the next.
  await setImmediate();
  gc();
}
