import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { expect, test } from "vitest";
import { fix } from "../../src/index.ts";
import { readChange } from "../../src/fleet/trailer.ts";
import { TOKEN, startGithub } from "../forges/github/fake-github.ts";
import type { FakeRepository } from "../forges/github/state.ts";
import { temporaryFolder } from "../io/temporary-folder.ts";
import { buildCopy } from "../package/build.ts";
import { CONFIG } from "./checkout.ts";

const CLI = join(buildCopy(), "dist/cli.cjs");
const BRANCH = "circlesec/authenticate-pulls";
const REPOSITORIES = 40;
const KILLS = 24;
const MOST_RUNS = 60;

/** Numbers that look random and are the same in every run. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A config that differs from repository to repository; every fourth one has nothing to propose. */
function configOf(number: number): string {
  const auth = number % 4 === 0 ? `\n        auth: { username: $DOCKERHUB_USERNAME, password: $DOCKERHUB_TOKEN }` : "";
  const context = number % 4 === 0 ? "\n          context: docker-credentials" : "";
  return `# of repository ${number}
version: 2.1
jobs:
  build-${number}:
    docker:
      - image: node:${number}${auth} # what it needs
    steps: [checkout]
workflows:
  main:
    jobs:
      - build-${number}:${context}
          filters: { branches: { only: main } }
`;
}

interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

function start(cwd: string, command: string): { child: ChildProcess; ended: Promise<Ended> } {
  const env = { PATH: process.env["PATH"], HOME: cwd, FLEET_TOKEN: TOKEN, CIRCLESEC_CACHE: "off" };
  const child = spawn(process.execPath, [CLI, "fleet", command], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (text: Buffer) => (output += text.toString()));
  child.stderr.on("data", (text: Buffer) => (output += text.toString()));
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", (status, signal) => {
      resolve({ status, signal, output });
    });
  });
  return { child, ended };
}

/** What there must be of a repository: one open pull request with the fix of its config, and nothing else. */
function expectProposed({ bare, pulls, name }: FakeRepository): void {
  const base = bare.tip("main") ?? "";
  const config = bare.read(base, CONFIG)?.toString() ?? "";
  const fixed = fix(config).text;
  if (fixed === config) {
    expect([name, bare.branches(), pulls.length]).toEqual([name, ["main"], 0]);
    return;
  }
  expect([name, bare.branches(), pulls.map(({ state }) => state)]).toEqual([name, [BRANCH, "main"], ["OPEN"]]);
  const tip = bare.tip(BRANCH) ?? "";
  const commits = bare.between(base, tip);
  expect(commits.map(({ parents }) => parents)).toEqual([[base]]);
  expect(readChange(commits[0]?.message ?? "")).toMatch(/^[0-9a-f]{64}$/);
  expect(bare.read(tip, CONFIG)?.toString()).toBe(fixed);
  const before = bare.files(base);
  expect([...bare.files(tip)].filter(([path, blob]) => before.get(path) !== blob).map(([path]) => path)).toEqual([
    CONFIG,
  ]);
}

test("plan and apply that are killed again and again propose each repository once", { timeout: 300_000 }, async () => {
  const github = await startGithub();
  for (let number = 1; number <= REPOSITORIES; number += 1) {
    github.state.add(`acme/r${number}`, { files: { [CONFIG]: configOf(number), "README.md": `${number}\n` } });
  }
  const folder = temporaryFolder();
  const host = `{host: github.com, forge: github, api: "${github.server.url}", token: {env: FLEET_TOKEN}}`;
  writeFileSync(join(folder, "fleet.yml"), `select: {github: [{owner: acme}]}\nhosts: [${host}]\nlimits: {pause: 0}\n`);
  const random = seeded(7);
  let kills = 0;
  /** Runs a command until it ends by itself; most runs are killed at some request, before or after it is answered. */
  const runToEnd = async (command: string, most: number): Promise<Ended> => {
    for (let run = 0; run < MOST_RUNS; run += 1) {
      const { child, ended } = start(folder, command);
      const first = github.server.calls.length;
      const fatal = kills < most ? first + random(12) : undefined;
      const how = random(2) === 0 ? "reset" : "lost";
      github.fault = ({ index }) => {
        if (fatal === undefined || index < fatal) return undefined;
        child.kill("SIGKILL");
        return index === fatal ? how : "reset";
      };
      const end = await ended;
      if (end.signal !== "SIGKILL") return end;
      kills += 1;
    }
    throw new Error(`${command} did not end`);
  };
  const planned = await runToEnd("plan", 2);
  expect(planned).toMatchObject({ status: 0 });
  const applied = await runToEnd("apply", KILLS);
  expect(applied).toMatchObject({ status: 0 });
  expect(kills).toBeGreaterThanOrEqual(20);
  for (const repository of github.state.repositories) expectProposed(repository);
  github.fault = () => undefined;
  const calls = github.server.calls.length;
  const again = await runToEnd("apply", 0);
  expect(again.output).toContain("30 unchanged");
  const changes = github.server.calls.slice(calls).filter(({ text }) => text.includes("mutation"));
  expect(changes).toEqual([]);
  const journal = readFileSync(join(folder, ".circlesec-fleet/journal.jsonl"), "utf8");
  expect(journal + applied.output + again.output).not.toContain(TOKEN);
});
