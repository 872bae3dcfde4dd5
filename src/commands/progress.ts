import type { Host } from "./host.ts";

const FIRST_AFTER_MS = 500;
const NEXT_AFTER_MS = 100;
const CLEAR_LINE = "\r\u001B[K";

/** One line that says how far a run is, and goes away. */
export interface Progress {
  /** Says that `done` of `total` files are read. */
  readonly step: (done: number, total: number) => void;
  /** Takes the line away, until the next step that says something. */
  readonly clear: () => void;
}

/** Says nothing. */
export const SILENT: Progress = { step: () => undefined, clear: () => undefined };

/** The line on a terminal's standard error: once a run takes its time, and neither in CI nor where it cannot be rewritten. */
export function progressOn(
  { stderr, env }: Pick<Host, "stderr" | "env">,
  now: () => number = () => performance.now(),
): Progress {
  if (!stderr.isTTY || env["TERM"] === "dumb" || env["CI"]) return SILENT;
  let next = now() + FIRST_AFTER_MS;
  let isShown = false;
  return {
    step: (done, total) => {
      if (now() < next || done >= total) return;
      next = now() + NEXT_AFTER_MS;
      isShown = true;
      stderr.write(`${CLEAR_LINE}${done} of ${total} files`);
    },
    clear: () => {
      if (isShown) stderr.write(CLEAR_LINE);
      isShown = false;
    },
  };
}
