import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fix } from "../../src/index.ts";
import { TOKEN, type FakeGitlab, startGitlab } from "../forges/gitlab/fake-gitlab.ts";
import type { FakeProject } from "../forges/gitlab/state.ts";
import { seeded } from "../forges/seeded.ts";
import { temporaryFolder } from "../io/temporary-folder.ts";
import { CONFIG } from "./checkout.ts";
import { runKilled } from "./run-killed.ts";

const BRANCH = "circlesec/authenticate-pulls";
const PROJECTS = 6;

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

/** As long as there are kills left, a run is killed at some request. */
function runToEnd(gitlab: FakeGitlab, folder: string, command: string, kills: readonly number[]) {
  return runKilled(gitlab, { folder, command, env: { GITLAB_TOKEN: TOKEN } }, kills);
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
  expect(again.stdout).toContain(`${PROJECTS} unchanged`);
  const calls = gitlab.server.calls.slice(before);
  expect(calls.filter(({ method, url }) => method !== "GET" && !url.pathname.endsWith("/graphql"))).toEqual([]);
  const journal = readFileSync(join(folder, ".circlesec-fleet/journal.jsonl"), "utf8");
  expect(journal + updated.stdout + updated.stderr + again.stdout + again.stderr).not.toContain(TOKEN);
}, 300_000);
