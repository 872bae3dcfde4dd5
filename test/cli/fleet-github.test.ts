import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { expect, test } from "vitest";
import { TOKEN, startGithub } from "../forges/github/fake-github.ts";
import { temporaryFolder } from "../io/temporary-folder.ts";
import { buildCopy } from "../package/build.ts";
import { CONFIG } from "./checkout.ts";

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

test("an organization is planned by its API, and its token is nowhere", async () => {
  const github = await startGithub();
  github.state.add("acme/web", { files: { [CONFIG]: ANONYMOUS }, visibility: "PUBLIC", forks: 2 });
  github.state.add("acme/api", { files: { "README.md": "" } });
  github.state.add("acme/old", { files: { [CONFIG]: ANONYMOUS }, isArchived: true });
  github.state.add("acme/copy", { files: { [CONFIG]: ANONYMOUS }, isFork: true });
  const folder = folderFor(github.server.url);
  const { status, stdout, stderr } = await fleet(folder, ["plan"]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringMatching(/^github\.com: as acme-bot/) });
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

/** A folder whose fleet is an organization of that GitHub. */
function folderFor(api: string): string {
  const folder = temporaryFolder();
  const host = `{host: github.com, forge: github, api: "${api}", token: {env: FLEET_TOKEN}}`;
  writeFileSync(join(folder, "fleet.yml"), `select: {github: [{owner: acme}]}\nhosts: [${host}]\n`);
  return folder;
}

/** Runs beside the server, which is in this process. */
async function fleet(cwd: string, args: readonly string[], token = TOKEN) {
  const env = { PATH: process.env["PATH"], HOME: cwd, FLEET_TOKEN: token };
  const child = spawn(process.execPath, [CLI, "fleet", ...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (text: Buffer) => (stdout += text.toString()));
  child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
  const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { status, stdout, stderr };
}
