import { expect } from "vitest";
import { CONFIG } from "../cli/checkout.ts";
import { makeRepositories } from "../cli/made-repositories.ts";
import { BRANCH, type Row, changesIn, expectFleetProposed, rowsIn } from "../cli/proposed-fleet.ts";
import { type Random, seeded } from "../forges/seeded.ts";
import { BRIEF_FAULTS, Troubles } from "../forges/troubles.ts";
import type { QueueHost } from "./queue-servers.ts";
import { type Started, WorkerScene } from "./worker-scene.ts";

type Crash = "worker" | "run" | "server";
type Command = "plan" | "apply";

/** What is killed while a command works, in this order. */
const CRASHES: Readonly<Record<Command, readonly Crash[]>> = {
  plan: ["worker", "server", "worker", "run", "worker"],
  apply: ["worker", "worker", "run", "worker", "server", "worker", "worker", "run", "worker"],
};
/** Requests that a command makes for each repository, at the least. */
const REQUESTS: Readonly<Record<Command, number>> = { plan: 1 / 30, apply: 2 };
const MOST_RUNS = 40;
const STOPPED = { status: null, signal: "SIGINT" };

/**
 * Plans and proposes with two workers while requests fail and repositories change. Workers are killed, and so are the runs that give
 * them work; the server crashes and is started anew. In the end each repository has its one right proposal.
 */
export async function proposeThroughCrashes(
  startQueue: () => Promise<QueueHost>,
  repositories: number,
  seed: number,
): Promise<WorkerScene> {
  const scene = await WorkerScene.begin(startQueue);
  const { github } = scene;
  for (const { name, given } of makeRepositories(repositories)) github.state.add(name, given);
  const all = [...github.state.repositories];
  // The points of one hour are too few for so many runs.
  github.state.points.isLimited = false;
  const random = seeded(seed);
  const troubles = new Troubles(github.state, { branch: BRANCH, config: CONFIG, faults: BRIEF_FAULTS }, random);
  const runs = new Runs(scene, troubles, random);
  await runs.begin();
  await runs.untilDone("plan");
  await runs.untilDone("apply");
  for (const repository of troubles.losses.denied) repository.isWritable = true;
  await runs.inPeace("plan");
  const done = await runs.inPeace("apply");
  expect(done.filter(({ did }) => did === "failed")).toEqual([]);
  await expectFleetProposed(all, troubles.losses);

  const calls = github.server.calls.length;
  const again = await runs.inPeace("apply");
  expect(again.filter(({ did }) => did !== "unchanged" && did !== "held")).toEqual([]);
  expect(changesIn(github.server.calls.slice(calls))).toEqual([]);
  expect(await runs.end()).toEqual([STOPPED, STOPPED]);
  return scene;
}

/** Runs of one campaign, and two workers for it. */
class Runs {
  readonly #scene: WorkerScene;
  readonly #troubles: Troubles;
  readonly #random: Random;
  readonly #repositories: number;
  readonly #workers: Started[] = [];
  #crashing: Promise<unknown> = Promise.resolve();
  #run: Started | undefined;

  constructor(scene: WorkerScene, troubles: Troubles, random: Random) {
    this.#scene = scene;
    this.#troubles = troubles;
    this.#random = random;
    this.#repositories = scene.github.state.repositories.length;
  }

  async begin(): Promise<void> {
    for (const _ of [1, 2]) this.#workers.push(await this.#scene.work());
  }

  /**
   * Runs a command until all was killed that is to be and a run of it has ended by itself. How many requests one run makes depends
   * on how many are asked together, and so on the machine: what is left to be killed is killed in the next.
   */
  async untilDone(command: Command): Promise<void> {
    const { github } = this.#scene;
    const crashes = this.#schedule(command, github.server.calls.length);
    github.fault = (call) => {
      const crash = crashes.get(call.index);
      if (crash === undefined) return this.#troubles.faultOf(call);
      crashes.delete(call.index);
      this.#crash(crash);
      return this.#random(2) === 0 ? "reset" : "lost";
    };
    for (let count = 1; count <= MOST_RUNS; count += 1) {
      // Nobody begins where there is no server.
      await this.#crashing;
      const run = this.#scene.start([command, "--format", "json"]);
      this.#run = run;
      const { signal } = await run.ended;
      // One that begins while the server is away ends at once, and says nothing of repositories.
      if (signal !== null || !run.stdout().trimEnd().endsWith("}")) continue;
      if (crashes.size > 0) continue;
      await this.#crashing;
      github.fault = () => undefined;
      return;
    }
    throw new Error(`${command} did not end`);
  }

  /** Runs a command to its end, with no fault and no kill. */
  async inPeace(command: Command): Promise<readonly Row[]> {
    const run = this.#scene.start([command, "--format", "json"]);
    await run.ended;
    return rowsIn(run.stdout());
  }

  /** Stops the workers as a person would. */
  async end(): Promise<unknown[]> {
    for (const { child } of this.#workers) child.kill("SIGINT");
    return Promise.all(this.#workers.map(({ ended }) => ended));
  }

  /** What is killed at which request. */
  #schedule(command: Command, first: number): Map<number, Crash> {
    const crashes = CRASHES[command];
    const pace = Math.max(2, Math.floor((this.#repositories * REQUESTS[command]) / crashes.length));
    return new Map(crashes.map((crash, at) => [first + 2 + at * pace + this.#random(pace), crash]));
  }

  /** Kills at once; what is started in its place waits for its turn, and the server for it: a worker needs it to begin. */
  #crash(crash: Crash): void {
    if (crash === "run") return void this.#run?.child.kill("SIGKILL");
    if (crash === "server") {
      this.#crashing = this.#crashing.then(() => this.#scene.queue.crash());
      return;
    }
    const index = this.#random(this.#workers.length);
    this.#workers[index]?.child.kill("SIGKILL");
    this.#crashing = this.#crashing.then(async () => {
      this.#workers[index] = await this.#scene.work();
    });
  }
}
