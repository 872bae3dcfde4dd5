import type { Call, Fault, FaultyServer } from "../forges/faulty-server.ts";
import { type FleetEnd, startFleet } from "./fleet-run.ts";

const MOST_RUNS = 30;

/** A forge of our own, whose requests can go wrong. */
interface Forge {
  readonly server: Pick<FaultyServer, "calls">;
  fault: (call: Call) => Fault | undefined;
}

/**
 * Runs a command until it ends by itself, and says how often it was killed: as long as there are kills left, a run is killed at its
 * request of that number, before or after that is done.
 */
export async function runKilled(
  forge: Forge,
  { folder, command, env }: { folder: string; command: string; env: Readonly<Record<string, string>> },
  kills: readonly number[],
): Promise<FleetEnd & { readonly killed: number }> {
  for (let run = 0; run < MOST_RUNS; run += 1) {
    const first = forge.server.calls.length;
    const at = kills[run];
    const how = (at ?? 0) % 2 === 0 ? "reset" : "lost";
    const { child, ended } = startFleet(folder, [command], env);
    forge.fault = ({ index }) => {
      if (at === undefined || index < first + at) return undefined;
      child.kill("SIGKILL");
      return index === first + at ? how : "reset";
    };
    const end = await ended;
    forge.fault = () => undefined;
    if (end.signal !== "SIGKILL") return { ...end, killed: run };
  }
  throw new Error(`${command} did not end`);
}
