import { join } from "node:path";
import { writeRepositories } from "../inputs.ts";
import { type Contestant, type Table, measureInTurn } from "../measure.ts";
import { nodeCall, outputOf } from "../processes.ts";
import { ROOT } from "../ours.ts";
import type { Bench } from "./group.ts";

const SCRIPT = join(import.meta.dirname, "../floors/discovery.ts");
const REPOSITORIES = 1000;
const FILES = 300;

/** How long it takes to find the configs, reading them left out, against a walk through all folders. */
export async function* measureDiscovery({ scratch, rounds }: Bench): AsyncGenerator<Table> {
  const folder = writeRepositories(join(scratch, "repositories"), REPOSITORIES, FILES);
  const search = (name: string, how: string): Contestant => ({
    name,
    run: () => {
      const [ms, found] = outputOf(nodeCall(["--import", "tsx", SCRIPT, how, folder], ROOT))
        .split(" ")
        .map(Number);
      if (found !== REPOSITORIES) throw new Error(`it found ${found} of ${REPOSITORIES} configs`);
      return ms ?? Number.NaN;
    },
  });
  const contestants = [search("a plain recursive walk", "walk"), search("circlesec", "circlesec")];
  const measurements = await measureInTurn(contestants, { rounds: Math.ceil(rounds / 4), warmUp: true });
  yield { title: "discovery, 1,000 repositories of 300 files", unit: "ms", measurements };
}
