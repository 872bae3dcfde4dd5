import process from "node:process";

/** Stops work between two steps when the user wants it to end. */
export interface Stop {
  readonly stop: AbortSignal;
  /** Waits so many milliseconds, or until work is to stop. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Ends the process by the signal that came, if one did, as if nobody had heard of it. */
  readonly raise: () => void;
  /** Leaves signals to Node again. */
  readonly forget: () => void;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * The first signal lets what is under way come to its end; the second one ends the process at once. `onStop`: is called at the
 * first one, unless the terminal is gone, so that there is nobody to tell.
 */
export function stopOnSignal(onStop: () => void = () => undefined): Stop {
  const controller = new AbortController();
  let came: NodeJS.Signals | undefined;
  const hear = (signal: NodeJS.Signals): void => {
    came = signal;
    forget();
    controller.abort();
    if (signal !== "SIGHUP") onStop();
  };
  const forget = (): void => {
    for (const signal of SIGNALS) process.off(signal, hear);
  };
  for (const signal of SIGNALS) process.once(signal, hear);
  return {
    stop: controller.signal,
    sleep: async (milliseconds) => {
      if (controller.signal.aborted) return;
      await new Promise<void>((resolve) => {
        const end = (): void => {
          clearTimeout(timer);
          controller.signal.removeEventListener("abort", end);
          resolve();
        };
        const timer = setTimeout(end, milliseconds);
        controller.signal.addEventListener("abort", end);
      });
    },
    raise: () => {
      if (came !== undefined) process.kill(process.pid, came);
    },
    forget,
  };
}
