import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fix } from "../../src/index.ts";
import { type FakeDataCenter, TOKEN, startDataCenter } from "../forges/bitbucket-data-center/fake-data-center.ts";
import type { FakeRepository } from "../forges/bitbucket-data-center/state.ts";
import { seeded } from "../forges/seeded.ts";
import { makeCertificate } from "../integration/certificate.ts";
import { PAGES } from "../forges/bitbucket-data-center/shape.ts";
import { temporaryFolder } from "../io/temporary-folder.ts";
import { CONFIG } from "./checkout.ts";
import { runFleet } from "./fleet-run.ts";
import { runKilled } from "./run-killed.ts";

const BRANCH = "circlesec/authenticate-pulls";
const REPOSITORIES = 6;

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

/** A folder whose fleet is a project of that Bitbucket Data Center. */
function folderFor({ base }: FakeDataCenter, more = ""): string {
  const folder = temporaryFolder();
  const host = `{host: git.example.com, forge: bitbucket, api: "${base}"${more}, token: {env: FLEET_TOKEN}}`;
  const select = "select: {bitbucket: [{owner: PAY, host: git.example.com}]}";
  writeFileSync(join(folder, "fleet.yml"), `${select}\nhosts: [${host}]\nlimits: {pause: 0}\n`);
  return folder;
}

function fleet(folder: string, ...args: readonly string[]) {
  return runFleet(folder, args, { FLEET_TOKEN: TOKEN });
}

test("a project of a Data Center is planned, proposed, followed and closed, and the same again changes nothing", async () => {
  const center = await startDataCenter();
  const web = center.state.add("PAY/web", { files: { [CONFIG]: configOf(20) } });
  center.state.add("PAY/api", { files: { "README.md": "" } });
  center.state.add("PAY/old", { files: { [CONFIG]: configOf(20) }, isArchived: true });
  const folder = folderFor(center);
  const planned = await fleet(folder, "plan");
  expect(planned).toMatchObject({ status: 0, stderr: "git.example.com: as acme-bot\n" });
  expect(planned.stdout).toContain("2 repositories: 1 proposed, 1 empty\n");
  const asked = ["apply", "--reviewer", "ann", "--label", "ci"];
  const url = `${PAGES}/projects/PAY/repos/web/pull-requests/1`;
  const applied = await fleet(folder, ...asked);
  expect(applied).toMatchObject({ status: 0, stdout: `opened     PAY/web  ${url}\n1 opened\n` });
  expect(applied.stderr).toContain("circlesec: PAY/web: it has no labels: Bitbucket has none\n");
  expectProposed(web);
  const before = center.server.calls.length;
  const again = await fleet(folder, ...asked);
  expect(again).toMatchObject({ status: 0, stdout: `unchanged  PAY/web  ${url}\n1 unchanged\n` });
  const changes = center.server.calls.slice(before).filter(({ method, url: { pathname } }) => {
    return method !== "GET" && !pathname.endsWith("/git-upload-pack");
  });
  expect(changes).toEqual([]);
  web.builds.set(web.bare.tip(BRANCH) ?? "", ["SUCCESSFUL"]);
  expect((await fleet(folder, "status")).stdout).toBe(`green      PAY/web  ${url}\n1 green\n`);
  const closed = await fleet(folder, "close");
  expect(closed).toMatchObject({ status: 0, stdout: expect.stringMatching(/^closed     PAY\/web/) });
  expect([web.pulls[0]?.state, web.bare.branches()]).toEqual(["DECLINED", ["main"]]);
  expect((await fleet(folder, "apply")).stdout).toContain("held       PAY/web  its pull request was closed\n");
  expect((await fleet(folder, "apply", "--reopen")).stdout).toMatch(/^opened     PAY\/web/);
  const journal = readFileSync(join(folder, ".circlesec-fleet/journal.jsonl"), "utf8");
  expect(journal + planned.stdout + applied.stdout + applied.stderr).not.toContain(TOKEN);
});

test("a proposal whose config has moved on is brought up to date, and one that somebody has pushed to is held", async () => {
  const center = await startDataCenter();
  const [web, api] = ["PAY/web", "PAY/api"].map((name) =>
    center.state.add(name, { files: { [CONFIG]: configOf(20) } }),
  );
  if (!web || !api) throw new Error("there are none");
  const folder = folderFor(center);
  await fleet(folder, "plan");
  await fleet(folder, "apply");
  for (const one of [web, api]) center.state.commit(one, "main", { [CONFIG]: configOf(22) });
  const theirs = center.state.commit(api, BRANCH, { "theirs.txt": "mine" });
  const { stdout } = await fleet(folder, "apply");
  expect(stdout).toMatch(/^updated {4}PAY\/web {2}/m);
  expect(stdout).toContain("held       PAY/api  its branch has commits of others\n");
  expect(api.bare.tip(BRANCH)).toBe(theirs);
  expectProposed(web);
});

test("one that has a certificate of its own is trusted by it, by git as well", async () => {
  const { certificate, key, file } = await makeCertificate(temporaryFolder(), ["localhost"]);
  const center = await startDataCenter({ cert: certificate, key });
  const web = center.state.add("PAY/web", { files: { [CONFIG]: configOf(20) } });
  const folder = folderFor(center, `, caFile: "${file}"`);
  expect(await fleet(folder, "plan")).toMatchObject({ status: 0 });
  expect(await fleet(folder, "apply")).toMatchObject({ status: 0 });
  expectProposed(web);
  const stranger = await fleet(folderFor(center), "plan");
  expect(stranger.status).toBe(2);
  expect(stranger.stderr).toContain("no trusted connection to `git.example.com`");
});

test("a token that is not taken ends the run before anything is read", async () => {
  const center = await startDataCenter();
  center.state.add("PAY/web", { files: { [CONFIG]: configOf(20) } });
  const { status, stderr } = await runFleet(folderFor(center), ["plan"], { FLEET_TOKEN: "made-up-and-wrong" });
  expect(status).toBe(2);
  expect(stderr).toContain("does not take the token");
  expect(center.server.calls.some(({ url }) => url.pathname.includes("/scm/"))).toBe(false);
});

test("killed at any request, each repository ends with one right pull request", async () => {
  const center = await startDataCenter();
  const { state } = center;
  for (let number = 1; number <= REPOSITORIES; number += 1) {
    state.add(`PAY/r${number}`, { files: { [CONFIG]: configOf(number) } });
  }
  const folder = folderFor(center);
  const random = seeded(11);
  const run = (command: string, kills: readonly number[]) =>
    runKilled(center, { folder, command, env: { FLEET_TOKEN: TOKEN } }, kills);
  const kills = (count: number) => Array.from({ length: count }, () => 5 + random(60));
  expect(await run("plan", [9])).toMatchObject({ status: 0, killed: 1 });
  const opened = await run("apply", kills(6));
  expect(opened).toMatchObject({ status: 0 });
  for (const repository of state.repositories) expectProposed(repository);
  for (const [index, repository] of state.repositories.entries()) {
    state.commit(repository, "main", { [CONFIG]: configOf(index + 20) });
  }
  const updated = await run("apply", kills(6));
  expect(updated).toMatchObject({ status: 0 });
  expect(opened.killed + updated.killed).toBeGreaterThan(4);
  for (const repository of state.repositories) expectProposed(repository);
  expect((await fleet(folder, "apply")).stdout).toContain(`${REPOSITORIES} unchanged`);
}, 300_000);

/** What there must be of a repository: one open pull request with the fix of its config as it is now, and nothing else. */
function expectProposed({ bare, pulls, slug }: FakeRepository): void {
  const states = pulls.map(({ state }) => state);
  expect([slug, bare.branches(), states]).toEqual([slug, [BRANCH, "main"], ["OPEN"]]);
  const [base, tip] = [bare.tip("main") ?? "", bare.tip(BRANCH) ?? ""];
  expect(bare.between(base, tip).map(({ parents }) => parents)).toEqual([[base]]);
  expect(bare.read(tip, CONFIG)?.toString()).toBe(fix(bare.read(base, CONFIG)?.toString() ?? "").text);
}
