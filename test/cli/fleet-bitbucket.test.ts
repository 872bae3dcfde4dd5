import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type FakeBitbucket, TOKEN, startBitbucket } from "../forges/bitbucket/fake-bitbucket.ts";
import { ANN } from "../forges/bitbucket/state.ts";
import { temporaryFolder } from "../io/temporary-folder.ts";
import { CONFIG } from "./checkout.ts";
import { runFleet } from "./fleet-run.ts";

const BRANCH = "circlesec/authenticate-pulls";
const ANONYMOUS = `version: 2.1
jobs:
  build:
    docker:
      - image: node:20
    steps: [checkout]
workflows:
  main:
    jobs: [build]
`;

test("a workspace is planned by its API, and its token is nowhere", async () => {
  const bitbucket = await startBitbucket();
  bitbucket.state.add("acme/web", { files: { [CONFIG]: ANONYMOUS }, isPrivate: false });
  bitbucket.state.add("acme/api", { files: { "README.md": "" } });
  bitbucket.state.add("acme/copy", { files: { [CONFIG]: ANONYMOUS }, parent: "{1}" });
  const folder = folderFor(bitbucket);
  const { status, stdout, stderr } = await fleet(folder, "plan");
  const told = /^bitbucket\.org: as acme-bot\nbitbucket\.org: 3 repositories take about \d+ requests\n$/;
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringMatching(told) });
  expect(stdout).toMatch(/^acme\/web +proposed +0 of 1/m);
  expect(stdout).toContain("2 repositories: 1 proposed, 1 empty\n");
  expect(stdout).toContain("1 fork");
  const journal = readFileSync(join(folder, ".circlesec-fleet/journal.jsonl"), "utf8");
  expect(stdout + stderr + journal).not.toContain(TOKEN);
});

test("what is planned is proposed, the same again changes nothing, and it is followed and closed", async () => {
  const bitbucket = await startBitbucket();
  const web = bitbucket.state.add("acme/web", { files: { [CONFIG]: ANONYMOUS } });
  const folder = folderFor(bitbucket);
  await fleet(folder, "plan");
  const asked = ["apply", "--reviewer", ANN.uuid, "--label", "ci", "--draft"];
  const url = "https://bitbucket.org/acme/web/pull-requests/1";
  const applied = await fleet(folder, ...asked);
  expect(applied).toMatchObject({ status: 0, stdout: `opened     acme/web  ${url}\n1 opened\n` });
  expect(applied.stderr).toContain("circlesec: acme/web: it has no labels: Bitbucket has none\n");
  const title = "Authenticate image pulls from Docker Hub in CircleCI";
  expect(web.pulls).toMatchObject([{ state: "OPEN", title, isDraft: true, reviewers: [ANN.uuid], into: "main" }]);
  expect(web.pulls[0]?.description).toContain("This gives credentials to one image");
  const tip = web.bare.tip(BRANCH) ?? "";
  expect(web.bare.read(tip, CONFIG)?.toString()).toContain("auth:");
  const before = bitbucket.server.calls.length;
  const again = await fleet(folder, ...asked);
  expect(again).toMatchObject({ status: 0, stdout: `unchanged  acme/web  ${url}\n1 unchanged\n` });
  expect(bitbucket.server.calls.slice(before).filter(({ method }) => method !== "GET")).toEqual([]);
  for (const [state, word] of [
    ["INPROGRESS", "checking"],
    ["FAILED", "red"],
    ["SUCCESSFUL", "green"],
  ] as const) {
    web.statuses.set(tip, [state]);
    expect((await fleet(folder, "status")).stdout).toBe(`${word.padEnd(10)} acme/web  ${url}\n1 ${word}\n`);
  }
  const closed = await fleet(folder, "close");
  expect(closed).toMatchObject({ status: 0, stdout: expect.stringMatching(/^closed     acme\/web/) });
  expect([web.pulls[0]?.state, web.bare.branches()]).toEqual(["DECLINED", ["main"]]);
  expect((await fleet(folder, "apply")).stdout).toContain("held       acme/web  its pull request was closed\n");
  expect((await fleet(folder, "apply", "--reopen")).stdout).toMatch(/^opened     acme\/web/);
});

test("a proposal whose config has moved on is brought up to date, and one that somebody has pushed to is held", async () => {
  const bitbucket = await startBitbucket();
  const [web, api] = ["acme/web", "acme/api"].map((name) =>
    bitbucket.state.add(name, { files: { [CONFIG]: ANONYMOUS } }),
  );
  if (!web || !api) throw new Error("there are none");
  const folder = folderFor(bitbucket);
  await fleet(folder, "plan");
  await fleet(folder, "apply");
  const moved = ANONYMOUS.replace("node:20", "node:22");
  for (const one of [web, api]) bitbucket.state.commit(one, "main", { [CONFIG]: moved });
  const theirs = bitbucket.state.commit(api, BRANCH, { "theirs.txt": "mine" });
  const { stdout } = await fleet(folder, "apply");
  expect(stdout).toContain("updated    acme/web  https://bitbucket.org/acme/web/pull-requests/1\n");
  expect(stdout).toContain("held       acme/api  its branch has commits of others\n");
  expect(api.bare.tip(BRANCH)).toBe(theirs);
  expect(web.pulls.map(({ state }) => state)).toEqual(["OPEN"]);
  const [base, tip] = [web.bare.tip("main") ?? "", web.bare.tip(BRANCH) ?? ""];
  expect(web.bare.between(base, tip).map(({ parents }) => parents)).toEqual([[base]]);
  expect(web.bare.read(tip, CONFIG)?.toString()).toContain("node:22");
  expect((await fleet(folder, "apply")).stdout).toContain("unchanged  acme/web");
});

test("a token that may not propose is told before anything is proposed", async () => {
  const bitbucket = await startBitbucket();
  bitbucket.state.add("acme/web", { files: { [CONFIG]: ANONYMOUS } });
  const folder = folderFor(bitbucket);
  await fleet(folder, "plan");
  bitbucket.state.scopes = ["account", "pullrequest"];
  const { status, stdout, stderr } = await fleet(folder, "apply");
  expect([status, stdout]).toEqual([2, expect.stringContaining("it lacks the scope `repository:write`")]);
  expect(stderr).toContain(
    "circlesec: the token for bitbucket.org lacks the scope `repository:write` (`write:repository:bitbucket`) to write branches\n",
  );
});

/** A folder whose fleet is a workspace of that Bitbucket. */
function folderFor({ base }: FakeBitbucket): string {
  const folder = temporaryFolder();
  const host = `{host: bitbucket.org, forge: bitbucket, api: "${base}", token: {env: FLEET_TOKEN}}`;
  writeFileSync(
    join(folder, "fleet.yml"),
    `select: {bitbucket: [{owner: acme}]}\nhosts: [${host}]\nlimits: {pause: 0}\n`,
  );
  return folder;
}

function fleet(folder: string, ...args: readonly string[]) {
  return runFleet(folder, args, { FLEET_TOKEN: TOKEN });
}
