import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cleanConfig } from "../inputs.ts";
import { type Contestant, type Table, measureInTurn } from "../measure.ts";
import { requireOption, ourCall } from "../ours.ts";
import { peerContestants } from "../peers/contestants.ts";
import { nodeCall, timeOf } from "../processes.ts";
import type { Bench } from "./group.ts";

const SIZE = 5000;
const FILE = "r0/.circleci/config.yml";
/** How many files of one commit pre-commit gives to a hook, at the most usual. */
const FILES_OF_A_COMMIT = 5;

/** Whole processes, from start to end, against a Node that does nothing. */
export async function* measureColdStart({ scratch, peers, rounds }: Bench): AsyncGenerator<Table> {
  const cwd = join(scratch, "some");
  const names = Array.from({ length: FILES_OF_A_COMMIT }, (_, index) => FILE.replace("r0", `r${index}`));
  for (const name of names) writeClean(join(cwd, name), name);
  const node = { name: "node -e 0", run: () => timeOf(nodeCall(["-e", "0"], cwd)) };
  const own = await measureInTurn([node, ...ownContestants(cwd, names)], { rounds, warmUp: true });
  yield { title: "cold start, one clean 5 KB config", unit: "ms", measurements: own };
  if (peers.length === 0) return;
  const alone = join(scratch, "one");
  writeClean(join(alone, FILE), FILE);
  const beside = [
    node,
    ours("circlesec lint", alone, ["lint", FILE], { XDG_CACHE_HOME: join(alone, "kept") }),
    ...peerContestants(peers, alone, 1),
  ];
  const others = await measureInTurn(beside, { rounds: Math.ceil(rounds / 4), warmUp: true });
  yield { title: "cold start beside others, the same config", unit: "ms", measurements: others };
}

function writeClean(path: string, name: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${cleanConfig(SIZE)}# ${name}\n`);
}

function ownContestants(cwd: string, names: readonly string[]): Contestant[] {
  // Homes of their own, so that kept code is as new as the run says, and of such runs.
  const home = join(cwd, "home");
  const fresh = { HOME: home, XDG_CACHE_HOME: join(home, "cache") };
  const usual = { XDG_CACHE_HOME: join(cwd, "kept") };
  const cache = ["--cache", "--cache-location", join(cwd, "results")];
  return [
    ours("lint", cwd, ["lint", FILE], usual),
    {
      ...ours("lint, first run ever on a machine", cwd, ["lint", FILE], fresh),
      before: () => rmSync(home, { recursive: true, force: true }),
    },
    ours("lint, without a code cache", cwd, ["lint", FILE], { CIRCLESEC_CACHE: "off" }),
    {
      ...ours("lint --cache, the file unchanged", cwd, ["lint", ...cache, FILE], usual),
      before: () => requireOption("--cache-location"),
    },
    ours(`lint of ${names.length} files, as pre-commit calls it`, cwd, ["lint", ...names], usual),
    ours("fix", cwd, ["fix", FILE], usual),
    ours("--help", cwd, ["--help"], usual),
    ours("--version", cwd, ["--version"], usual),
    { name: "a usage error", run: () => timeOf({ ...ourCall(["lint", "--unknown"], cwd, usual), status: [2] }) },
  ];
}

function ours(
  name: string,
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Contestant {
  return { name, run: () => timeOf(ourCall(args, cwd, env)) };
}
