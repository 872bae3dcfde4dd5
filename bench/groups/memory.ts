import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writeCheckouts } from "../inputs.ts";
import { type Contestant, type Table, measureInTurn } from "../measure.ts";
import { ourCall } from "../ours.ts";
import { nodeCall, peakOf } from "../processes.ts";
import { PATIENCE_MS } from "../peers/contestants.ts";
import type { Bench } from "./group.ts";

const SIZES = [1000, 10_000];

/** The most memory of one process, as files become more. */
export async function* measureMemory({ scratch, inputs, peers, rounds }: Bench): AsyncGenerator<Table> {
  const contestants: Contestant[] = [];
  for (const size of SIZES) {
    const folder = writeCheckouts(join(scratch, `memory-${size}`), inputs, size);
    const files = `${size.toLocaleString("en-US")} files`;
    const lint = ["lint", "--fail-on", "never", "--format", "concise", folder];
    contestants.push(peak(`lint, ${files}`, () => peakOf(ourCall(lint, folder))));
    if (size === SIZES[0]) contestants.push(peak("node -e 0", () => peakOf(nodeCall(["-e", "0"], folder))));
    for (const { peer, tools, reason } of size <= 1000 ? peers : []) {
      const measure = async (): Promise<number> => {
        if (reason) throw new Error(reason);
        if (size > peer.most) throw new Error(`slow: measured up to ${peer.most} files`);
        return peakOf({ ...peer.check(folder, tools), cwd: folder, patience: PATIENCE_MS });
      };
      contestants.push({ ...peak(`${peer.name}, ${files}`, measure), once: true });
    }
  }
  const measurements = await measureInTurn(contestants, { rounds: Math.ceil(rounds / 15), warmUp: false });
  for (const size of SIZES) rmSync(join(scratch, `memory-${size}`), { recursive: true });
  yield {
    title: "peak memory of a process",
    unit: "MB",
    measurements,
    note: "Without the processes that a peer starts.",
  };
}

function peak(name: string, run: () => Promise<number>): Contestant {
  return {
    name,
    run: () => {
      if (!existsSync("/proc/self/status")) throw new Error("memory is read from Linux's /proc");
      return run();
    },
  };
}
