import type { Host } from "./host.ts";

const FIRST_AFTER_MS = 300;
const NEXT_AFTER_MS = 100;
const CLEAR_LINE = "\r\u001B[K";

/** How far a run is. */
export interface Standing {
  readonly done: number;
  readonly found: number;
  /** True once there are no more to find. */
  readonly isAllFound: boolean;
  /** Requests that the host with the fewest lets us make yet; `undefined` where none says. */
  readonly requestsLeft: number | undefined;
}

/** One line that says how far a run is, and goes away. */
export interface FleetProgress {
  readonly step: (standing: Standing) => void;
  /** Takes the line away, for what is written to the same terminal; the next step brings it back. */
  readonly clear: () => void;
}

interface Lines {
  write(text: string): boolean;
}

/** The line on a terminal's standard error; neither in CI nor where it cannot be rewritten. */
export function fleetProgressOn(
  { stderr, env }: { readonly stderr: Pick<Host["stderr"], "isTTY" | "columns"> & Lines; readonly env: Host["env"] },
  now: () => number = () => performance.now(),
): FleetProgress {
  if (!stderr.isTTY || env["TERM"] === "dumb" || env["CI"]) return { step: () => undefined, clear: () => undefined };
  const start = now();
  let next = start + FIRST_AFTER_MS;
  let isShown = false;
  return {
    step: (standing) => {
      if (now() < next) return;
      next = now() + NEXT_AFTER_MS;
      isShown = true;
      stderr.write(CLEAR_LINE + describeStanding(standing, now() - start).slice(0, stderr.columns - 1));
    },
    clear: () => {
      if (!isShown) return;
      stderr.write(CLEAR_LINE);
      isShown = false;
      next = now();
    },
  };
}

/** `12 of 40 repositories, 4,812 requests left, about 2 min`. */
export function describeStanding({ done, found, isAllFound, requestsLeft }: Standing, passedMs: number): string {
  const parts = [`${amount(done)} of ${amount(found)}${isAllFound ? "" : "+"} repositories`];
  if (requestsLeft !== undefined)
    parts.push(`${amount(requestsLeft)} ${requestsLeft === 1 ? "request" : "requests"} left`);
  if (isAllFound && done > 0 && done < found) parts.push(`about ${duration((passedMs / done) * (found - done))}`);
  return parts.join(", ");
}

/** `30 s`, `20 min`, `3 h`. */
export function duration(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

/** With commas between thousands. */
export function amount(number: number): string {
  return number.toLocaleString("en-US");
}
