import { rmSync } from "node:fs";
import { join } from "node:path";
import { writeCheckouts } from "../inputs.ts";
import { type Contestant, type Table, measureInTurn } from "../measure.ts";
import { ourCall, requireOption } from "../ours.ts";
import { peerContestants } from "../peers/contestants.ts";
import { nodeCall, timeOf } from "../processes.ts";
import type { Bench } from "./group.ts";

const FLOORS = join(import.meta.dirname, "../floors");
const SIZES = [100, 1000, 10_000];
/** The most files whose fixes are worth waiting for. */
const MOST_FIXED = 1000;

/** One process that reads and checks all files of a folder, against one that only reads and parses them. */
export async function* measureThroughput({ scratch, inputs, peers, rounds }: Bench): AsyncGenerator<Table> {
  for (const size of SIZES) {
    const folder = writeCheckouts(join(scratch, `files-${size}`), inputs, size);
    const contestants = [
      ...floors(folder),
      ...ownContestants(folder, scratch, size),
      ...peerContestants(peers, folder, size),
    ];
    const turns = { rounds: roundsOf(size, rounds), warmUp: size <= 100 };
    const measurements = await measureInTurn(contestants, turns);
    yield { title: `${size.toLocaleString("en-US")} files`, unit: "ms", measurements };
    rmSync(folder, { recursive: true });
  }
}

/** So many that a full run ends within half an hour. */
function roundsOf(size: number, rounds: number): number {
  return Math.max(1, Math.ceil(rounds / (size <= 100 ? 6 : size <= 1000 ? 10 : 15)));
}

function floors(folder: string): Contestant[] {
  const floor = (name: string, script: string): Contestant => ({
    name,
    run: () => timeOf(nodeCall([join(FLOORS, script), folder], folder)),
  });
  return [floor("yaml parseDocument alone", "parse.mjs"), floor("read + hash alone", "hash.mjs")];
}

function ownContestants(folder: string, scratch: string, size: number): Contestant[] {
  const results = join(scratch, "results");
  const lint = (name: string, args: readonly string[]): Contestant => ({
    name,
    run: () => timeOf(ourCall(["lint", "--fail-on", "never", "--format", "concise", ...args, folder], folder)),
  });
  const cached = ["--cache", "--cache-location", results];
  return [
    lint("lint, all rules", ["--no-cache"]),
    {
      ...lint("lint --cache, nothing remembered", cached),
      before: () => {
        requireOption("--cache-location");
        rmSync(results, { recursive: true, force: true });
      },
    },
    { ...lint("lint --cache, nothing changed", cached), before: () => requireOption("--cache-location") },
    { ...lint("lint --jobs 2", ["--no-cache", "--jobs", "2"]), before: () => requireOption("--jobs") },
    {
      name: "fix --diff, with proof",
      run: () => {
        if (size > MOST_FIXED) throw new Error(`slow: measured up to ${MOST_FIXED} files`);
        return timeOf(ourCall(["fix", "--fail-on", "never", "--diff", folder], folder));
      },
    },
  ];
}
