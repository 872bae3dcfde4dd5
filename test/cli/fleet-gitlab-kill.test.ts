import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { expect, test } from "vitest";
import { fix } from "../../src/index.ts";
import { TOKEN, type FakeGitlab, startGitlab } from "../forges/gitlab/fake-gitlab.ts";
import type { FakeProject } from "../forges/gitlab/state.ts";
import { temporaryFolder } from "../io/temporary-folder.ts";
import { buildCopy } from "../package/build.ts";
import { CONFIG } from "./checkout.ts";

const CLI = join(buildCopy(), "dist/cli.cjs");
const BRANCH = "circlesec/authenticate-pulls";
const PROJECTS = 6;
const MOST_RUNS = 40;

function configOf(number: number): string {
  return `version: 2.1
jobs:
  build:
    docker:
      - image: node:${number} # what it needs
    steps: [checkout]
workflows:
  main:
    jobs: [build]
`;
}

/** Numbers that look random and are the same in every run. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** What there must be of a project: one open merge request with the fix of its config as it is now, and nothing else. */
function expectProposed({ bare, mergeRequests, path }: FakeProject): void {
  expect([path, bare.branches(), mergeRequests.map(({ state }) => state)]).toEqual([
    path,
    [BRANCH, "main"],
    ["opened"],
  ]);
  const [base, tip] = [bare.tip("main") ?? "", bare.tip(BRANCH) ?? ""];
  expect(bare.between(base, tip).map(({ parents }) => parents)).toEqual([[base]]);
  expect(bare.read(tip, CONFIG)?.toString()).toBe(fix(bare.read(base, CONFIG)?.toString() ?? "").text);
}

interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

/** Runs a command until it ends by itself; as long as there are kills left, a run is killed at some request, before or after it is answered. */
async function runToEnd(gitlab: FakeGitlab, folder: string, command: string, kills: number[]): Promise<Ended> {
  for (let run = 0; run < MOST_RUNS; run += 1) {
    const env = { PATH: process.env["PATH"], HOME: folder, GITLAB_TOKEN: TOKEN, CIRCLESEC_CACHE: "off" };
    const child = spawn(process.execPath, [CLI, "fleet", command], { cwd: folder, env });
    const first = gitlab.server.calls.length;
    const at = kills.shift();
    const how = (at ?? 0) % 2 === 0 ? "reset" : "lost";
    gitlab.fault = ({ index }) => {
      if (at === undefined || index < first + at) return undefined;
      child.kill("SIGKILL");
      return index === first + at ? how : "reset";
    };
    let output = "";
    child.stdout.on("data", (text: Buffer) => (output += text.toString()));
    child.stderr.on("data", (text: Buffer) => (output += text.toString()));
    const end = await new Promise<Ended>((resolve) => {
      child.on("close", (status, signal) => {
        resolve({ status, signal, output });
      });
    });
    gitlab.fault = () => undefined;
    if (end.signal !== "SIGKILL") return end;
  }
  throw new Error(`${command} did not end`);
}

test("killed at any request, also while branches are replaced, each project ends with one right merge request", async () => {
  const gitlab = await startGitlab();
  for (let number = 1; number <= PROJECTS; number += 1) {
    gitlab.state.add(`acme/${number % 2 ? "sub/" : ""}r${number}`, { files: { [CONFIG]: configOf(number) } });
  }
  const folder = temporaryFolder();
  const host = `{host: gitlab.com, forge: gitlab, api: "${gitlab.api}"}`;
  writeFileSync(join(folder, "fleet.yml"), `select: {gitlab: [{owner: acme}]}\nhosts: [${host}]\nlimits: {pause: 0}\n`);
  const random = seeded(11);
  const kills = (count: number, most: number) => Array.from({ length: count }, () => 3 + random(most));
  expect(await runToEnd(gitlab, folder, "plan", [4])).toMatchObject({ status: 0 });
  expect(await runToEnd(gitlab, folder, "apply", kills(10, 8))).toMatchObject({ status: 0 });
  for (const project of gitlab.state.projects) expectProposed(project);
  for (const project of gitlab.state.projects) {
    gitlab.state.commit(project, "main", { [CONFIG]: configOf(project.id) });
  }
  const updated = await runToEnd(gitlab, folder, "apply", kills(12, 12));
  expect(updated).toMatchObject({ status: 0 });
  for (const project of gitlab.state.projects) expectProposed(project);
  const before = gitlab.server.calls.length;
  const again = await runToEnd(gitlab, folder, "apply", []);
  expect(again.output).toContain(`${PROJECTS} unchanged`);
  const calls = gitlab.server.calls.slice(before);
  expect(calls.filter(({ method, url }) => method !== "GET" && !url.pathname.endsWith("/graphql"))).toEqual([]);
  const journal = readFileSync(join(folder, ".circlesec-fleet/journal.jsonl"), "utf8");
  expect(journal + updated.output + again.output).not.toContain(TOKEN);
}, 300_000);
