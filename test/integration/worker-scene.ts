import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import { onTestFinished } from "vitest";
import { CONFIG } from "../cli/checkout.ts";
import { configOf, expectProposed } from "../cli/proposed.ts";
import { type FakeGithub, TOKEN, startGithub } from "../forges/github/fake-github.ts";
import { temporaryFolder } from "../io/temporary-folder.ts";
import { buildCopy } from "../package/build.ts";
import { PASSWORD, type QueueHost } from "./queue-servers.ts";

const CLI = join(buildCopy(), "dist/cli.cjs");

interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** What it has written so far, on both of its streams. */
  output(): string;
  stdout(): string;
}

/** A campaign whose work is done by processes of their own: the forge and the queue are servers on this machine. */
export class WorkerScene {
  readonly github: FakeGithub;
  readonly queue: QueueHost;
  readonly folder = temporaryFolder();
  readonly #started: Started[] = [];

  private constructor(github: FakeGithub, queue: QueueHost) {
    this.github = github;
    this.queue = queue;
    const host = `{host: github.com, forge: github, api: "${github.server.url}", token: {env: FLEET_TOKEN}}`;
    const text = `select: {github: [{owner: acme}]}\nhosts: [${host}]\nlimits: {pause: 0}\n`;
    writeFileSync(join(this.folder, "fleet.yml"), text);
  }

  static async begin(startQueue: () => Promise<QueueHost>): Promise<WorkerScene> {
    return new WorkerScene(await startGithub(), await startQueue());
  }

  /** Of so many repositories three of four have something to propose. */
  static async setUp(startQueue: () => Promise<QueueHost>, repositories: number): Promise<WorkerScene> {
    const scene = await WorkerScene.begin(startQueue);
    for (let number = 1; number <= repositories; number += 1) {
      const files = { [CONFIG]: configOf(number), "README.md": `${number}\n` };
      scene.github.state.add(`acme/r${number}`, { files });
    }
    return scene;
  }

  start(args: readonly string[], env: Readonly<Record<string, string>> = { CIRCLESEC_QUEUE: this.queue.url }): Started {
    const { folder: cwd } = this;
    const child = spawn(process.execPath, [CLI, "fleet", ...args], {
      cwd,
      env: { PATH: process.env["PATH"], HOME: cwd, FLEET_TOKEN: TOKEN, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [output, stdout] = ["", ""];
    child.stdout.on("data", (text: Buffer) => {
      output += text.toString();
      stdout += text.toString();
    });
    child.stderr.on("data", (text: Buffer) => (output += text.toString()));
    const ended = new Promise<Ended>((resolve) => {
      child.on("close", (status, signal) => {
        resolve({ status, signal });
      });
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    const started = { child, ended, output: () => output, stdout: () => stdout };
    this.#started.push(started);
    return started;
  }

  /** A worker that is ready for orders. */
  async work(env?: Readonly<Record<string, string>>): Promise<Started> {
    const worker = this.start(["worker"], env);
    await until(() => worker.output().includes("Takes what is to be done at ") || worker.child.exitCode !== null);
    if (worker.child.exitCode !== null) throw new Error(worker.output());
    return worker;
  }

  /** Runs a command to its end, which is to be a good one. */
  async run(...args: readonly string[]): Promise<string> {
    const started = this.start(args);
    const { status } = await started.ended;
    if (status !== 0) throw new Error(`it ended with ${status}\n${started.output()}`);
    return started.output();
  }

  /** How many repositories have a proposal. */
  get opened(): number {
    return this.github.state.repositories.filter(({ pulls }) => pulls.length > 0).length;
  }

  expectAllProposed(): void {
    for (const repository of this.github.state.repositories) expectProposed(repository);
  }

  /** What was said or kept with a secret in it. */
  async leaks(): Promise<string[]> {
    const journal = readFileSync(join(this.folder, ".circlesec-fleet/journal.jsonl"), "utf8");
    const texts = [journal, ...this.#started.map((one) => one.output())];
    const secrets = [PASSWORD, encodeURIComponent(PASSWORD), TOKEN];
    const kept = await this.queue.dump();
    return [
      ...texts.filter((text) => secrets.some((secret) => text.includes(secret))),
      ...(kept.includes(TOKEN) ? [kept] : []),
    ];
  }
}

export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await wait(20);
}
