import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { TOKEN, startGithub } from "../forges/github/fake-github.ts";
import { CONFIG } from "./checkout.ts";
import { folderFor, startFleet } from "./fleet-run.ts";

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

test("an organization is planned by its API, and its token is nowhere", async () => {
  const github = await startGithub();
  github.state.add("acme/web", { files: { [CONFIG]: ANONYMOUS }, visibility: "PUBLIC", forks: 2 });
  github.state.add("acme/api", { files: { "README.md": "" } });
  github.state.add("acme/old", { files: { [CONFIG]: ANONYMOUS }, isArchived: true });
  github.state.add("acme/copy", { files: { [CONFIG]: ANONYMOUS }, isFork: true });
  const folder = folderFor(github.server.url);
  const { status, stdout, stderr } = await fleet(folder, ["plan"]);
  const told =
    /^github\.com: as acme-bot, [\d,]+ requests left\ngithub\.com: 4 repositories take about 4 of [\d,]+ points\n$/;
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringMatching(told) });
  expect(stdout).toMatch(/^acme\/web +proposed +0 of 1 +1 +0 +forks$/m);
  expect(stdout).toContain("2 repositories: 1 proposed, 1 empty\n");
  expect(stdout).toContain("Left out: ");
  expect(stdout).toContain("1 archived");
  const journal = readFileSync(join(folder, ".circlesec-fleet/journal.jsonl"), "utf8");
  expect(stdout + stderr + journal).not.toContain(TOKEN);
});

test("a token that is not taken is told, and not shown", async () => {
  const github = await startGithub();
  const token = `${TOKEN.slice(0, -1)}1`;
  const { status, stdout, stderr } = await fleet(folderFor(github.server.url), ["plan"], token);
  expect(status).toBe(2);
  expect(stdout + stderr).not.toContain(token);
  expect(stderr).toMatch(/^circlesec: /);
});

test("what is planned is proposed, followed while its checks run, and closed again", async () => {
  const github = await startGithub();
  const web = github.state.add("acme/web", { files: { [CONFIG]: ANONYMOUS } });
  github.state.add("acme/docs", { files: { "README.md": "" } });
  const folder = folderFor(github.server.url);
  await fleet(folder, ["plan"]);
  const dry = await fleet(folder, ["apply", "--dry-run"]);
  expect(dry.stdout).toBe("opened     acme/web\nWould be done: 1 opened\n");
  expect(web.pulls).toEqual([]);
  const applied = await fleet(folder, ["apply", "--label", "ci", "--reviewer", "ann", "--draft"]);
  expect(applied).toMatchObject({
    status: 0,
    stdout: "opened     acme/web  https://github.com/acme/web/pull/1\n1 opened\n",
    stderr: expect.stringMatching(
      /^github\.com: 1 repository takes about 8 of [\d,]+ points and 4 of [\d,]+ requests$/m,
    ),
  });
  expect(web.pulls).toMatchObject([
    { state: "OPEN", title: "Authenticate image pulls from Docker Hub in CircleCI", isDraft: true },
  ]);
  expect(web.pulls[0]?.body).toContain("This gives credentials to one image");
  expect([[...(web.pulls[0]?.labels ?? [])], [...(web.pulls[0]?.reviewers ?? [])]]).toEqual([["ci"], ["ann"]]);
  const tip = web.bare.tip("circlesec/authenticate-pulls") ?? "";
  for (const [state, word] of [
    ["PENDING", "checking"],
    ["FAILURE", "red"],
    ["SUCCESS", "green"],
  ] as const) {
    web.checks.set(tip, state);
    expect((await fleet(folder, ["status"])).stdout).toBe(
      `${word.padEnd(10)} acme/web  https://github.com/acme/web/pull/1\n1 ${word}\n`,
    );
  }
  const report = await fleet(folder, ["report", "--format", "json"]);
  expect(JSON.parse(report.stdout)).toMatchObject({ repositories: [{ state: "empty" }, { state: "open" }] });
  const closed = await fleet(folder, ["close"]);
  expect(closed).toMatchObject({ status: 0, stdout: expect.stringMatching(/^closed     acme\/web/) });
  expect([web.pulls[0]?.state, web.bare.branches()]).toEqual(["CLOSED", ["main"]]);
  const again = await fleet(folder, ["apply"]);
  expect(again.stdout).toContain("held       acme/web  its pull request was closed\n");
  expect((await fleet(folder, ["apply", "--reopen"])).stdout).toMatch(/^opened     acme\/web/);
});

test("what was merged is looked for on the default branch, and what is gone again is told", async () => {
  const github = await startGithub();
  const web = github.state.add("acme/web", { files: { [CONFIG]: ANONYMOUS } });
  const folder = folderFor(github.server.url);
  await fleet(folder, ["plan"]);
  await fleet(folder, ["apply"]);
  const fixed = web.bare.read(web.bare.tip("circlesec/authenticate-pulls") ?? "", CONFIG)?.toString() ?? "";
  const [pull] = web.pulls;
  if (pull) pull.state = "MERGED";
  const line = (did: string): string => `${did.padEnd(10)} acme/web  https://github.com/acme/web/pull/1\n1 ${did}\n`;
  expect(await fleet(folder, ["status"])).toMatchObject({ status: 0, stdout: line("merged") });
  for (const [text, did, status] of [
    [fixed, "verified", 0],
    [ANONYMOUS.replace("node:20", "node:22"), "anew", 0],
    [ANONYMOUS, "undone", 1],
  ] as const) {
    github.state.commit(web, "main", { [CONFIG]: text });
    expect(await fleet(folder, ["status", "--verify"])).toMatchObject({ status, stdout: line(did) });
  }
  const { stdout } = await fleet(folder, ["status", "--verify", "--format", "json"]);
  expect(JSON.parse(stdout)).toMatchObject({ repositories: [{ state: "merged", verdict: "undone" }] });
});

test("what each command prints as JSON is what its published schema asks for", async () => {
  const github = await startGithub();
  github.state.add("acme/web", { files: { [CONFIG]: ANONYMOUS } });
  const folder = folderFor(github.server.url);
  for (const command of ["plan", "apply", "status", "report", "close"]) {
    const { stdout } = await fleet(folder, [command, "--format", "json"]);
    const schema = readFileSync(join(import.meta.dirname, `../../schema/fleet-${command}.schema.json`), "utf8");
    const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(JSON.parse(schema));
    const printed: { repositories: unknown[] } = JSON.parse(stdout);
    validate(printed);
    expect(validate.errors, command).toBeNull();
    expect(printed.repositories, command).toHaveLength(1);
  }
});

test("a wave whose checks are red stops what comes behind it", async () => {
  const github = await startGithub();
  const all = ["a", "b", "c"].map((name) => github.state.add(`acme/${name}`, { files: { [CONFIG]: ANONYMOUS } }));
  github.fault = () => {
    for (const { checks, pulls } of all) for (const { head } of pulls) checks.set(head, "FAILURE");
    return undefined;
  };
  const folder = folderFor(github.server.url);
  await fleet(folder, ["plan"]);
  const { status, stdout } = await fleet(folder, ["apply", "--canary", "1", "--wave", "5"]);
  expect(status).toBe(1);
  expect(stdout).toContain("Wave 1 is red:\n  acme/");
  expect(stdout).toContain("2 repositories are left: run again once the checks are green, or with --continue\n");
  expect(all.filter(({ pulls }) => pulls.length > 0).length).toBe(1);
  const goesOn = await fleet(folder, ["apply", "--canary", "1", "--wave", "5", "--continue"]);
  expect(goesOn.stdout).toContain("2 opened");
  expect(all.every(({ pulls }) => pulls.length === 1)).toBe(true);
});

test("a token that may only read is told before anything is proposed", async () => {
  const github = await startGithub();
  github.state.add("acme/web", { files: { [CONFIG]: ANONYMOUS } });
  const folder = folderFor(github.server.url);
  await fleet(folder, ["plan"]);
  github.fault = ({ text }) =>
    text.includes("viewer")
      ? {
          status: 200,
          body: { data: { viewer: { login: "acme-bot" } } },
          headers: { "x-oauth-scopes": "public_repo" },
        }
      : undefined;
  const { stderr } = await fleet(folder, ["apply"]);
  expect(stderr).toContain(
    "circlesec: the token for github.com lacks the scope `repo` to open pull requests in private repositories\n",
  );
});

test("a run that is stopped ends what is under way, lets go of the campaign, and ends by the signal", async () => {
  const github = await startGithub();
  const all = Array.from({ length: 16 }, (_, number) =>
    github.state.add(`acme/r${number}`, { files: { [CONFIG]: ANONYMOUS } }),
  );
  const folder = folderFor(github.server.url);
  await fleet(folder, ["plan"]);
  const stopped = await fleet(folder, ["apply"], TOKEN, (child) => {
    let isTold = false;
    github.fault = ({ method, url }) => {
      if (!isTold && method === "POST" && url.pathname.endsWith("/pulls")) isTold = child.kill("SIGINT");
      return undefined;
    };
  });
  expect(stopped).toMatchObject({ status: null, signal: "SIGINT" });
  expect(stopped.stdout).toContain("repositories are left: run again to go on\n");
  const opened = all.filter(({ pulls }) => pulls.length === 1).length;
  expect(opened).toBeGreaterThan(0);
  expect(opened).toBeLessThan(16);
  expect(stopped.stdout).toContain(`${opened} opened\n`);
  github.fault = () => undefined;
  const { status, stderr } = await fleet(folder, ["apply"]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringMatching(/^github\.com: as acme-bot/) });
  expect(all.every(({ pulls }) => pulls.length === 1)).toBe(true);
});

/** Runs beside the server, which is in this process. */
function fleet(
  cwd: string,
  args: readonly string[],
  token = TOKEN,
  watch: (child: ChildProcess) => void = () => undefined,
) {
  const { child, ended } = startFleet(cwd, args, { FLEET_TOKEN: token });
  watch(child);
  return ended;
}
