import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { commitAll } from "../io/git-repository.ts";
import { temporaryFolder } from "../io/temporary-folder.ts";
import { buildCopy } from "../package/build.ts";
import { type Outcome, run, runOrThrow } from "../package/run.ts";
import { CONFIG, type Files } from "./checkout.ts";

const CLI = join(buildCopy(), "dist/cli.cjs");
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
const CLEAN = "version: 2.1\njobs:\n  build:\n    machine: {image: default}\n    steps: [checkout]\n";

/** What of the JSON the tests look at. */
interface Report {
  readonly repositories: readonly {
    readonly repository: { readonly name: string };
    readonly outcome: { readonly kind: string };
  }[];
  readonly prerequisites: readonly { readonly repositories: readonly string[] }[];
  readonly counts: Readonly<Record<string, number>>;
  readonly leftOut: Readonly<Record<string, number>>;
  readonly missing: readonly { readonly name: string }[];
}

test("a folder of checkouts is planned, and nothing in it is changed", () => {
  const folder = fleetOf({ web: { [CONFIG]: ANONYMOUS }, "api/v2": { [CONFIG]: CLEAN }, docs: { "README.md": "" } });
  const { status, stdout, stderr } = fleet(["plan", "."], folder);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatchInlineSnapshot(`
    "repository  outcome   pulls with credentials  fixes  left  mind
    web         proposed  0 of 1                  1      0

    Before you merge
      Create context \`docker-credentials\` with \`DOCKERHUB_USERNAME\` and \`DOCKERHUB_TOKEN\`, if it does
      not exist yet:
        circleci context create --org-id <org-id> docker-credentials
        circleci context store-secret --org-id <org-id> docker-credentials DOCKERHUB_USERNAME
        circleci context store-secret --org-id <org-id> docker-credentials DOCKERHUB_TOKEN
      \`store-secret\` asks for the value; version 1 of the CLI has other commands:
        circleci context create <context>
        circleci context secret set <context> --name <variable>
      Jobs with a context do not run for pull requests from forks unless the author belongs to the
        organization (GitHub OAuth and Bitbucket Cloud projects); \`--source project\` avoids it
      An authenticated pull counts against the limit of its account: use one whose plan allows what your
        jobs pull

    3 repositories: 1 proposed, 1 clean, 1 empty
    1 fix to propose, 0 findings left; 0 of 1 pull from Docker Hub with credentials today
    "
  `);
  expect(readFileSync(join(folder, "web", CONFIG), "utf8")).toBe(ANONYMOUS);
  expect(runOrThrow("git", ["status", "--porcelain"], { cwd: join(folder, "web") })).toBe("");
});

test("a report tells what was planned, on the terminal and in a file, and needs a plan", () => {
  const folder = fleetOf({ web: { [CONFIG]: ANONYMOUS }, "api/v2": { [CONFIG]: CLEAN } });
  const before = fleet(["report"], folder);
  expect(before.status).toBe(2);
  expect(before.stderr).toContain("there is nothing to report: `.circlesec-fleet` remembers no campaign");
  fleet(["plan", "."], folder);
  const { status, stdout, stderr } = fleet(["report"], folder);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(
    /^2 repositories: 1 waiting, 1 clean\nPulls from Docker Hub with credentials: 0 of 1 \(0%\); 1 of 1/,
  );
  const csv = fleet(["report", "--format", "csv"], folder).stdout.split("\r\n");
  expect(csv.map((line) => line.split(",")[0])).toEqual(["repository", "api/v2", "web", ""]);
  const written = fleet(["report", "--format", "html", "--output", "out/fleet.html"], folder);
  expect(written).toMatchObject({ status: 0, stdout: "", stderr: "" });
  expect(readFileSync(join(folder, "out/fleet.html"), "utf8")).toMatch(
    /^<!doctype html>[^]*<b>web<\/b>[^]*<\/html>\n$/,
  );
});

test("the diff of each file comes before the table", () => {
  const folder = fleetOf({ web: { [CONFIG]: ANONYMOUS } });
  const { stdout } = fleet(["plan", ".", "--diff"], folder);
  expect(stdout).toContain(`web\n--- a/${CONFIG}\n+++ b/${CONFIG}\n@@`);
});

test("JSON has every repository, what all of them need, and the counts", () => {
  const folder = fleetOf({ a: { [CONFIG]: ANONYMOUS }, b: { [CONFIG]: ANONYMOUS }, c: { [CONFIG]: CLEAN } });
  const report = reportOf(fleet(["plan", ".", "--format", "json"], folder));
  expect(outcomes(report, folder)).toEqual({ a: "proposed", b: "proposed", c: "clean" });
  expect(report.prerequisites).toMatchObject([{ repositories: [join(folder, "a"), join(folder, "b")] }]);
  expect(report.counts).toMatchObject({
    repositories: 3,
    proposed: 2,
    clean: 1,
    authenticated: 0,
    anonymous: 2,
    fixes: 2,
  });
});

test("with --check what is to be proposed fails, and what is clean does not", () => {
  const folder = fleetOf({ a: { [CONFIG]: ANONYMOUS }, b: { [CONFIG]: CLEAN } });
  expect(fleet(["plan", "a", "--check"], folder).status).toBe(1);
  expect(fleet(["plan", "b", "--check"], folder).status).toBe(0);
});

test("names and topics choose, and what is left out is counted", () => {
  const folder = fleetOf({ web: { [CONFIG]: CLEAN }, "web-old": { [CONFIG]: CLEAN }, api: { [CONFIG]: CLEAN } });
  const args = ["plan", ".", "web", "--include", "web*", "--exclude", "*-old", "--format", "json"];
  const report = reportOf(fleet(args, folder));
  expect(outcomes(report, folder)).toEqual({ web: "clean" });
  expect(report.leftOut).toEqual({ "not included": 1, excluded: 1, twice: 1 });
});

test("a list from standard input is planned; what of it is not there is told at the end", () => {
  const folder = fleetOf({ a: { [CONFIG]: ANONYMOUS } });
  const outcome = fleet(["plan", "-", "--format", "json"], folder, "# ours\n./a\n./nothing # gone\n");
  const report = reportOf(outcome);
  expect(outcome.status).toBe(2);
  expect(outcomes(report, folder)).toEqual({ a: "proposed" });
  expect(report.missing).toMatchObject([{ name: join(folder, "nothing") }]);
});

test("what cannot be planned is told, and the others are kept", () => {
  const folder = fleetOf({
    a: { [CONFIG]: ANONYMOUS, ".circlesec.mjs": "process.exit(9)" },
    b: { [CONFIG]: ANONYMOUS },
  });
  const { status, stdout } = fleet(["plan", "."], folder);
  expect(status).toBe(2);
  expect(stdout).toContain("a: `.circlesec.mjs` is code of another repository, so it is not run\n");
  expect(stdout).toContain("2 repositories: 1 proposed, 1 failed\n");
});

test.each([
  [[], "no repositories are selected"],
  [["nowhere"], "`nowhere` does not exist"],
  [["--git", "web"], "--git wants an address"],
  [["--git", "https://me:hunter2hunter2@example.com/x"], "a password or token is written in this address"],
  [[".", "--rule", "nothing"], "nothing"],
  [[".", "--settings", "none.yml"], "none.yml"],
  [["--file", "none.yml"], "`none.yml` does not exist"],
])("%j cannot be planned", (args, message) => {
  const folder = fleetOf({});
  mkdirSync(join(folder, "x", ".git"), { recursive: true });
  const { status, stderr } = fleet(["plan", ...args], folder);
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: expect.stringContaining(message),
  });
  expect(stderr).not.toContain("hunter2hunter2");
  expect(stderr).not.toContain("    at ");
});

test("fleet.yml says what is selected and with which settings, relative to itself", () => {
  const folder = fleetOf({ "code/a": { [CONFIG]: ANONYMOUS }, "code/b": { [CONFIG]: CLEAN } });
  writeFileSync(
    join(folder, "fleet.yml"),
    "select: {folders: [code], exclude: [b]}\nsettings: team.yml\nstate: kept\n",
  );
  writeFileSync(join(folder, "team.yml"), "dockerHub: {context: team}\n");
  const { stdout } = fleet(["plan", "--file", "../fleet.yml"], join(folder, "code"));
  expect(stdout).toContain("Create context `team` with");
  expect(stdout).toContain("1 repository: 1 proposed\n");
  expect(existsSync(join(folder, "kept", "journal.jsonl"))).toBe(true);
});

test("a killed run goes on where it was, and plans nothing twice", async () => {
  const names = Array.from({ length: 40 }, (_, index) => `r${index}`);
  const folder = fleetOf(Object.fromEntries(names.map((name) => [name, { [CONFIG]: ANONYMOUS }])));
  const list = names.map((name) => pathToFileURL(join(folder, name)).href).join("\n");
  writeFileSync(join(folder, "list.txt"), list);
  const args = ["fleet", "plan", "--list", "list.txt", "--format", "json"];
  const journal = join(folder, ".circlesec-fleet", "journal.jsonl");
  const killed = spawn(process.execPath, [CLI, ...args], { cwd: folder, stdio: "ignore" });
  const ended = new Promise((resolve) => killed.on("close", resolve));
  while (plannedIn(journal).length < 5 && killed.exitCode === null) await sleep(5);
  killed.kill("SIGKILL");
  await ended;
  const before = plannedIn(journal).length;
  const { status, stdout } = run(process.execPath, [CLI, ...args], { cwd: folder });
  expect(status).toBe(0);
  const { repositories, counts }: Report = JSON.parse(stdout);
  expect(new Set(repositories.map(({ repository }) => repository.name)).size).toBe(40);
  expect(counts).toMatchObject({ repositories: 40, proposed: 40 });
  // A line that was cut off is planned again.
  expect(plannedIn(journal).length).toBeLessThanOrEqual(before + 40 - (before - 1));
  expect(new Set(plannedIn(journal)).size).toBe(40);
});

test("what others wrote cannot steer a terminal", () => {
  const folder = fleetOf({ "a\u001B]0;x\u0007b": { [CONFIG]: `# \u001B[2J\u202E\n${ANONYMOUS}` } });
  const { stdout } = fleet(["plan", ".", "--diff"], folder);
  // oxlint-disable-next-line no-control-regex
  expect(stdout).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u202E]/);
});

test("a link that leads out of a checkout is not followed", () => {
  const folder = fleetOf({ a: { "README.md": "" } });
  writeFileSync(join(folder, "outside.yml"), ANONYMOUS);
  mkdirSync(join(folder, "a/.circleci"));
  symlinkSync("../../outside.yml", join(folder, "a", CONFIG));
  expect(fleet(["plan", "."], folder).stdout).toContain("1 repository: 1 empty\n");
});

test("init writes a file that plan takes, and writes over none", () => {
  const folder = fleetOf({ a: { [CONFIG]: CLEAN } });
  expect(fleet(["init"], folder)).toMatchObject({ status: 0 });
  expect(fleet(["plan"], folder).stdout).toContain("1 repository: 1 clean\n");
  expect(fleet(["init"], folder)).toMatchObject({ status: 2, stderr: expect.stringContaining("already") });
});

/** A folder with a checkout for each name. */
function fleetOf(repositories: Readonly<Record<string, Files>>): string {
  const folder = temporaryFolder();
  for (const [name, files] of Object.entries(repositories)) {
    const checkout = join(folder, name);
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(checkout, path)), { recursive: true });
      writeFileSync(join(checkout, path), content);
    }
    runOrThrow("git", ["init", "--quiet", "--initial-branch=main"], { cwd: checkout });
    commitAll(checkout);
  }
  return folder;
}

function fleet(args: readonly string[], cwd: string, input = ""): Outcome {
  return run(process.execPath, [CLI, "fleet", ...args], { cwd, input });
}

function reportOf({ stdout }: Outcome): Report {
  return JSON.parse(stdout);
}

function outcomes({ repositories }: Report, folder: string): Record<string, string> {
  return Object.fromEntries(
    repositories.map(({ repository, outcome }) => [repository.name.slice(folder.length + 1), outcome.kind]),
  );
}

/** Keys of the plans in a journal, one a line. */
function plannedIn(journal: string): string[] {
  if (!existsSync(journal)) return [];
  return [...readFileSync(journal, "utf8").matchAll(/"kind":"planned","key":"([^"]+)".*\n/g)].map(
    ([, key = ""]) => key,
  );
}
