import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fix } from "../../src/index.ts";
import type { Call } from "../forges/faulty-server.ts";
import { type FakeGitlab, TOKEN, startGitlab } from "../forges/gitlab/fake-gitlab.ts";
import { temporaryFolder } from "../io/temporary-folder.ts";
import { CONFIG } from "./checkout.ts";
import { runFleet } from "./fleet-run.ts";

const BRANCH = "circlesec/authenticate-pulls";
const ANONYMOUS = `version: 2.1
jobs:
  build:
    docker:
      - image: node:20 # what it needs
    steps: [checkout]
workflows:
  main:
    jobs: [build]
`;

test("a group is planned by its API with the groups in it, and its token is nowhere", async () => {
  const gitlab = await startGitlab();
  gitlab.state.add("acme/web", { files: { [CONFIG]: ANONYMOUS } });
  gitlab.state.add("acme/team/api", { files: { "README.md": "" } });
  gitlab.state.add("acme/old", { files: { [CONFIG]: ANONYMOUS }, isArchived: true });
  gitlab.state.add("acme/copy", { files: { [CONFIG]: ANONYMOUS }, isFork: true });
  const folder = folderFor(gitlab);
  const { status, stdout, stderr } = await fleet(folder, ["plan", "--gitlab", "acme"]);
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr: expect.stringMatching(/^gitlab\.com: as acme-bot, 1,990 requests left/),
  });
  expect(stdout).toMatch(/^acme\/web +proposed +0 of 1 +1 +0/m);
  expect(stdout).toContain("2 repositories: 1 proposed, 1 empty\n");
  expect(stdout).toContain("1 archived");
  const journal = readFileSync(join(folder, ".circlesec-fleet/journal.jsonl"), "utf8");
  expect(stdout + stderr + journal).not.toContain(TOKEN);
});

test("what is planned is proposed as a merge request, and doing it again changes nothing", async () => {
  const gitlab = await startGitlab();
  const web = gitlab.state.add("acme/web", { files: { [CONFIG]: ANONYMOUS } });
  gitlab.state.add("acme/team/docs", { files: { "README.md": "" } });
  const folder = folderFor(gitlab);
  await fleet(folder, ["plan", "--gitlab", "acme"]);
  const applied = await fleet(folder, ["apply", "--label", "ci", "--reviewer", "ann", "--draft"]);
  const url = "https://gitlab.com/acme/web/-/merge_requests/1";
  expect(applied).toMatchObject({ status: 0, stdout: `opened     acme/web  ${url}\n1 opened\n` });
  expect(web.mergeRequests).toMatchObject([
    {
      state: "opened",
      branch: BRANCH,
      target: "main",
      title: "Draft: Authenticate image pulls from Docker Hub in CircleCI",
      asked: ["ci", "ann"],
    },
  ]);
  const [base, tip] = [web.bare.tip("main") ?? "", web.bare.tip(BRANCH) ?? ""];
  expect(web.bare.branches()).toEqual([BRANCH, "main"]);
  expect(web.bare.between(base, tip).map(({ parents }) => parents)).toEqual([[base]]);
  expect(web.bare.read(tip, CONFIG)?.toString()).toBe(fix(ANONYMOUS).text);
  const before = gitlab.server.calls.length;
  const again = await fleet(folder, ["apply", "--label", "ci", "--reviewer", "ann", "--draft"]);
  expect(again).toMatchObject({ status: 0, stdout: `unchanged  acme/web  ${url}\n1 unchanged\n` });
  expect(gitlab.server.calls.slice(before).filter(changes)).toEqual([]);
});

test("a proposal is brought up to date where its base has moved, followed, and closed again", async () => {
  const gitlab = await startGitlab();
  const web = gitlab.state.add("acme/web", { files: { [CONFIG]: ANONYMOUS } });
  const folder = folderFor(gitlab);
  await fleet(folder, ["plan", "--gitlab", "acme"]);
  await fleet(folder, ["apply"]);
  const newer = `# newer\n${ANONYMOUS.replace("node:20", "node:22")}`;
  const base = gitlab.state.commit(web, "main", { [CONFIG]: newer });
  const updated = await fleet(folder, ["apply"]);
  expect(updated).toMatchObject({ status: 0, stdout: expect.stringMatching(/^updated    acme\/web/) });
  const tip = web.bare.tip(BRANCH) ?? "";
  expect(web.bare.between(base, tip).map(({ parents }) => parents)).toEqual([[base]]);
  expect(web.bare.read(tip, CONFIG)?.toString()).toBe(fix(newer).text);
  expect([web.bare.branches(), web.mergeRequests.map(({ state }) => state)]).toEqual([[BRANCH, "main"], ["opened"]]);
  for (const [status, word] of [
    ["RUNNING", "checking"],
    ["FAILED", "red"],
    ["SUCCESS", "green"],
  ] as const) {
    web.pipelines.unshift({ sha: tip, status, source: "external", ref: BRANCH });
    expect((await fleet(folder, ["status"])).stdout).toContain(`${word.padEnd(10)} acme/web  https://gitlab.com/`);
  }
  const closed = await fleet(folder, ["close"]);
  expect(closed).toMatchObject({ status: 0, stdout: expect.stringMatching(/^closed     acme\/web/) });
  expect([web.mergeRequests[0]?.state, web.bare.branches()]).toEqual(["closed", ["main"]]);
  expect((await fleet(folder, ["apply"])).stdout).toContain("held       acme/web  its pull request was closed\n");
  expect((await fleet(folder, ["apply", "--reopen"])).stdout).toMatch(/^opened     acme\/web/);
});

test("a branch that somebody has pushed to is held", async () => {
  const gitlab = await startGitlab();
  const web = gitlab.state.add("acme/web", { files: { [CONFIG]: ANONYMOUS } });
  const folder = folderFor(gitlab);
  await fleet(folder, ["plan", "--gitlab", "acme"]);
  await fleet(folder, ["apply"]);
  const theirs = gitlab.state.commit(web, BRANCH, { theirs: "mine" });
  expect((await fleet(folder, ["apply"])).stdout).toContain("held       acme/web  its branch has commits of others\n");
  expect(web.bare.tip(BRANCH)).toBe(theirs);
});

test("a GitLab of one's own, below a path of its host, is reached by a list of addresses and its own variable", async () => {
  const gitlab = await startGitlab("/git");
  const api = gitlab.state.add("acme/team/api", { files: { [CONFIG]: ANONYMOUS } });
  const folder = temporaryFolder();
  const host = `{host: code.example.com, forge: gitlab, api: "${gitlab.api}"}`;
  writeFileSync(join(folder, "fleet.yml"), `select: {list: all.txt}\nhosts: [${host}]\nlimits: {pause: 0}\n`);
  writeFileSync(join(folder, "all.txt"), "https://code.example.com/git/acme/team/api\n");
  const env = { GITLAB_TOKEN: "made-up-of-another", GITLAB_SELF_MANAGED_TOKEN: TOKEN };
  expect((await fleet(folder, ["plan"], env)).stdout).toContain("1 repository: 1 proposed\n");
  expect((await fleet(folder, ["apply"], env)).stdout).toMatch(/^opened     acme\/team\/api/);
  expect(api.mergeRequests.length).toBe(1);
});

test("a token that may only read is told before anything is proposed", async () => {
  const gitlab = await startGitlab();
  gitlab.state.add("acme/web", { files: { [CONFIG]: ANONYMOUS } });
  const folder = folderFor(gitlab);
  gitlab.state.scopes = ["read_api"];
  const planned = await fleet(folder, ["plan", "--gitlab", "acme"]);
  expect(planned.stderr).not.toContain("lacks");
  const { stderr } = await fleet(folder, ["apply"]);
  expect(stderr).toContain("circlesec: the token for gitlab.com lacks the scope `api` to open merge requests\n");
});

test("a token that is not taken is told, and not shown", async () => {
  const gitlab = await startGitlab();
  const token = `${TOKEN.slice(0, -1)}1`;
  const { status, stdout, stderr } = await fleet(folderFor(gitlab), ["plan", "--gitlab", "acme"], {
    GITLAB_TOKEN: token,
  });
  expect(status).toBe(2);
  expect(stdout + stderr).not.toContain(token);
  expect(stderr).toMatch(/^circlesec: GitLab at `gitlab\.com` does not take the token/);
});

function changes({ method, url }: Call): boolean {
  return method !== "GET" && !url.pathname.endsWith("/api/graphql");
}

/** A folder from which gitlab.com is that GitLab. */
function folderFor({ api }: FakeGitlab): string {
  const folder = temporaryFolder();
  const host = `{host: gitlab.com, forge: gitlab, api: "${api}"}`;
  writeFileSync(join(folder, "fleet.yml"), `hosts: [${host}]\nlimits: {pause: 0}\n`);
  return folder;
}

function fleet(cwd: string, args: readonly string[], tokens = { GITLAB_TOKEN: TOKEN }) {
  return runFleet(cwd, args, tokens);
}
