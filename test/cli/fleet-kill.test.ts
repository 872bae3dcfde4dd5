import { readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { expect, test } from "vitest";
import { whenCorpus } from "../corpus/corpus.ts";
import { type FakeGithub, TOKEN, startGithub } from "../forges/github/fake-github.ts";
import { type Random, seeded } from "../forges/seeded.ts";
import { Troubles } from "../forges/troubles.ts";
import { CONFIG } from "./checkout.ts";
import { type FleetEnd, folderFor, startFleet } from "./fleet-run.ts";
import { makeRepositories } from "./made-repositories.ts";
import { BRANCH, type Row, changesIn, expectFleetProposed, rowsIn } from "./proposed-fleet.ts";

const { CIRCLESEC_FLEET_REPOSITORIES: wanted = "200", CIRCLESEC_FUZZ_SEED: seed = "7" } = process.env;
const REPOSITORIES = Number(wanted);
/** Runs of each that are killed. */
const KILLS = { plan: 6, apply: 20 };
const MOST_RUNS = 80;
const TOKENS = [TOKEN, TOKEN.replace("ghp_made", "ghp_next")] as const;
/** A minute that a forge wants us to wait is none in a test. */
const FAST_CLOCK = `--require=${join(import.meta.dirname, "fast-clock.cjs")}`;

test(
  `plan and apply of ${REPOSITORIES} repositories, killed again and again while all goes wrong, propose each once, ${whenCorpus}`,
  { timeout: 1_200_000 },
  async () => {
    const github = await startGithub();
    for (const { name, given } of makeRepositories(REPOSITORIES)) github.state.add(name, given);
    const all = [...github.state.repositories];
    const random = seeded(Number(seed));
    const troubles = new Troubles(github.state, { branch: BRANCH, config: CONFIG }, random);
    const runs = new Runs(github, troubles, random);
    // Each fault says how long to wait; the points of one hour are too few for so many runs.
    github.state.points.isLimited = false;

    await runs.untilDone("plan", REPOSITORIES / 8);
    await runs.untilDone("apply", REPOSITORIES * 3);
    expect(runs.kills).toBeGreaterThanOrEqual(20);
    for (const repository of troubles.losses.denied) repository.isWritable = true;
    await runs.inPeace("plan");
    const done = await runs.inPeace("apply");
    expect(done.filter(({ did }) => did === "failed")).toEqual([]);

    await expectFleetProposed(all, troubles.losses);

    const calls = github.server.calls.length;
    const again = await runs.inPeace("apply");
    expect(again.filter(({ did }) => did !== "unchanged" && did !== "held")).toEqual([]);
    expect(changesIn(github.server.calls.slice(calls))).toEqual([]);
    for (const token of TOKENS) expect(runs.output).not.toContain(token);
  },
);

/** Runs of `circlesec fleet` over one organization. */
class Runs {
  kills = 0;
  output = "";
  readonly #github: FakeGithub;
  readonly #troubles: Troubles;
  readonly #random: Random;
  readonly #folder: string;

  constructor(github: FakeGithub, troubles: Troubles, random: Random) {
    this.#github = github;
    this.#troubles = troubles;
    this.#random = random;
    this.#folder = folderFor(github.server.url);
  }

  /** Runs a command, which takes about so many requests, until enough of its runs were killed and one ends with all done. */
  async untilDone(command: "plan" | "apply", requests: number): Promise<void> {
    const most = KILLS[command];
    for (let count = 1, killed = 0; count <= MOST_RUNS; count += 1) {
      const pace = 2 + this.#random(Math.ceil((requests * 2) / most));
      const end = await this.#run(command, killed < most ? this.#github.server.calls.length + pace : undefined);
      if (end.signal === "SIGKILL") killed += 1;
      else if (killed >= most && isDone(end)) return;
      this.#github.token = TOKENS[count % 7 === 6 ? 1 : 0];
    }
    throw new Error(`${command} did not end`);
  }

  /** Runs a command to its end with no fault and no kill. */
  async inPeace(command: "plan" | "apply"): Promise<readonly Row[]> {
    const end = await this.#run(command, undefined, true);
    return rowsIn(end.stdout);
  }

  /** One run, killed at some request, before or after it is answered, or a moment later. */
  async #run(command: string, fatal: number | undefined, inPeace = false): Promise<FleetEnd> {
    const env = { FLEET_TOKEN: this.#github.token, NODE_OPTIONS: FAST_CLOCK };
    const { child, ended } = startFleet(this.#folder, [command, "--format", "json"], env);
    const how = this.#random(2) === 0 ? "reset" : "lost";
    const pause = this.#random(3) === 0 ? this.#random(40) : 0;
    const kill = () => child.kill("SIGKILL");
    this.#github.fault = (call) => {
      if (inPeace) return undefined;
      if (fatal === undefined || call.index < fatal) return this.#troubles.faultOf(call);
      if (pause > 0) setTimeout(kill, pause);
      else kill();
      return call.index === fatal ? how : "reset";
    };
    const end = await ended;
    if (end.signal === "SIGKILL") this.kills += 1;
    this.output = end.stdout + end.stderr + readFileSync(join(this.#folder, ".circlesec-fleet/journal.jsonl"), "utf8");
    return end;
  }
}

/** Whether all was planned, or proposed, that could be. */
function isDone({ status, stdout }: FleetEnd): boolean {
  if (status === 0) return true;
  if (!stdout.trimEnd().endsWith("}")) return false;
  const repositories = rowsIn(stdout);
  const failed = repositories.filter(({ did }) => did === "failed");
  return repositories.length > 0 && failed.every(({ reason }) => /not there|may not/.test(reason ?? ""));
}
