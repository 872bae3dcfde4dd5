import { readFileSync } from "node:fs";
import process from "node:process";
import { type Call, peakOf } from "../processes.ts";
import type { Organization, Traffic } from "./organization.ts";

/** What a way to look at an organization takes. */
export interface Taken extends Traffic {
  /** Milliseconds from start to end. */
  readonly ms: number;
  /** Milliseconds of processor time of all its processes; those of the server's own git too, not those of its API. */
  readonly cpu: number;
  /** MB of the largest process. */
  readonly peak: number;
}

/** Milliseconds of one tick of Linux's clock for processes. */
const TICK_MS = 10;

/** Does something with an organization, and says what that took. */
export async function taken(organization: Organization, work: () => Promise<number>): Promise<Taken> {
  await organization.takeTraffic();
  const [start, cpu] = [performance.now(), childrenTime()];
  const peak = await work();
  const ms = performance.now() - start;
  return { ...(await organization.takeTraffic()), ms, cpu: childrenTime() - cpu, peak };
}

/** Milliseconds of processor time of the processes that this one, and those below it, have waited for. */
function childrenTime(): number {
  const [, fields = ""] = /^.*\) (.*)$/s.exec(readFileSync("/proc/self/stat", "utf8")) ?? [];
  const [user = "0", system = "0"] = fields.split(" ").slice(13, 15);
  return (Number(user) + Number(system)) * TICK_MS;
}

/** Runs one call after the other, so many at once; says the most memory that one had. */
export async function runAll(calls: readonly (() => Call)[], lanes: number): Promise<number> {
  const waiting = calls.values();
  let peak = 0;
  const lane = async (): Promise<void> => {
    for (const call of waiting) peak = Math.max(peak, await peakOf(call()));
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return peak;
}

/** The environment of a git that asks nobody and reads no settings of this machine. */
export function gitEnvironment(home: string): Record<string, string> {
  const path = process.env["PATH"] ?? "";
  return { PATH: path, HOME: home, GIT_CONFIG_NOSYSTEM: "1", GIT_TERMINAL_PROMPT: "0" };
}
