import process from "node:process";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Hands out things to be done, one after the other. A signal that would end the process in the middle of one ends it before
 * the next, so that each is done as a whole or not at all.
 */
export async function* betweenSignals<T>(things: AsyncIterable<T>): AsyncGenerator<T> {
  let caught: NodeJS.Signals | undefined;
  const note = (signal: NodeJS.Signals): void => {
    caught = signal;
  };
  for (const signal of SIGNALS) process.on(signal, note);
  const obey = async (): Promise<void> => {
    // Signals are told when the event loop turns.
    await new Promise((turned) => setImmediate(turned));
    if (caught === undefined) return;
    for (const signal of SIGNALS) process.off(signal, note);
    process.kill(process.pid, caught);
  };
  try {
    for await (const thing of things) {
      await obey();
      yield thing;
    }
    await obey();
  } finally {
    for (const signal of SIGNALS) process.off(signal, note);
  }
}
