import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fix } from "../../src/index.ts";
import { type FakeBitbucket, TOKEN, startBitbucket } from "../forges/bitbucket/fake-bitbucket.ts";
import type { FakeRepository } from "../forges/bitbucket/state.ts";
import { seeded } from "../forges/seeded.ts";
import { temporaryFolder } from "../io/temporary-folder.ts";
import { CONFIG } from "./checkout.ts";
import { runKilled } from "./run-killed.ts";

const BRANCH = "circlesec/authenticate-pulls";
const REPOSITORIES = 8;

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

/** What there must be of a repository: one open pull request with the fix of its config as it is now, and nothing else. */
function expectProposed({ bare, pulls, slug }: FakeRepository): void {
  const states = pulls.map(({ state }) => state);
  expect([slug, bare.branches(), states]).toEqual([slug, [BRANCH, "main"], ["OPEN"]]);
  const [base, tip] = [bare.tip("main") ?? "", bare.tip(BRANCH) ?? ""];
  expect(bare.between(base, tip).map(({ parents }) => parents)).toEqual([[base]]);
  expect(bare.read(tip, CONFIG)?.toString()).toBe(fix(bare.read(base, CONFIG)?.toString() ?? "").text);
}

/** As long as there are kills left, a run is killed at some request. */
function runToEnd(bitbucket: FakeBitbucket, folder: string, command: string, kills: readonly number[]) {
  return runKilled(bitbucket, { folder, command, env: { FLEET_TOKEN: TOKEN } }, kills);
}

test("killed at any request, also while branches are replaced, each repository ends with one right pull request", async () => {
  const bitbucket = await startBitbucket();
  const { state, server, base } = bitbucket;
  for (let number = 1; number <= REPOSITORIES; number += 1) {
    state.add(`acme/r${number}`, { files: { [CONFIG]: configOf(number) } });
  }
  const folder = temporaryFolder();
  const host = `{host: bitbucket.org, forge: bitbucket, api: "${base}", token: {env: FLEET_TOKEN}}`;
  const file = `select: {bitbucket: [{owner: acme}]}\nhosts: [${host}]\nlimits: {pause: 0}\n`;
  writeFileSync(join(folder, "fleet.yml"), file);
  const random = seeded(7);
  // Behind the questions how all stand, where something is changed.
  const kills = (count: number) => Array.from({ length: count }, () => 3 * REPOSITORIES + random(50));
  expect(await runToEnd(bitbucket, folder, "plan", [9])).toMatchObject({ status: 0, killed: 1 });
  const opened = await runToEnd(bitbucket, folder, "apply", kills(8));
  expect(opened).toMatchObject({ status: 0 });
  for (const repository of state.repositories) expectProposed(repository);
  for (const [index, repository] of state.repositories.entries()) {
    state.commit(repository, "main", { [CONFIG]: configOf(index + 20) });
  }
  const updated = await runToEnd(bitbucket, folder, "apply", kills(12));
  expect(updated).toMatchObject({ status: 0 });
  expect(opened.killed + updated.killed).toBeGreaterThan(8);
  for (const repository of state.repositories) expectProposed(repository);
  const before = server.calls.length;
  const again = await runToEnd(bitbucket, folder, "apply", []);
  expect(again.stdout).toContain(`${REPOSITORIES} unchanged`);
  expect(server.calls.slice(before).filter(({ method }) => method !== "GET")).toEqual([]);
  const journal = readFileSync(join(folder, ".circlesec-fleet/journal.jsonl"), "utf8");
  expect(journal + updated.stdout + updated.stderr + again.stdout + again.stderr).not.toContain(TOKEN);
}, 300_000);
