import { appendFileSync, chmodSync, existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import { CONFIG } from "../cli/checkout.ts";
import { CLEAN, OPEN } from "../cli/configs.ts";
import { pathOf } from "../package/run.ts";
import { temporaryFolder } from "../io/temporary-folder.ts";
import { runOrThrow } from "../package/run.ts";
import { foldersOf, startGitServer } from "../forges/git-server.ts";
import { Job } from "./job.ts";
import { startRegistry } from "./registry.ts";

const registry = await startRegistry();

const PUSH = {
  CIRCLESEC_BRANCH: "circlesec/fixes",
  CIRCLESEC_MESSAGE: "Supply $(credentials); for `registries`",
  CIRCLESEC_AUTHOR_NAME: "Some One",
  CIRCLESEC_AUTHOR_EMAIL: "some.one@example.com",
  CIRCLESEC_TOKEN_VARIABLE: "PUSH_TOKEN",
  CIRCLESEC_TOKEN_USER: "x-access-token",
};
const TOKEN = "made-up-token-0123456789abcdef";

function git(cwd: string, ...args: string[]): string {
  const identity = ["-c", "user.name=Author", "-c", "user.email=author@example.com"];
  return runOrThrow("git", [...identity, ...args], { cwd }).trim();
}

/** A folder of bare repositories, with one named project.git that has a config. */
function origin(config = OPEN): string {
  const folder = temporaryFolder();
  const work = join(folder, "work");
  git(folder, "init", "--quiet", "--bare", "--initial-branch=main", "project.git");
  git(folder, "clone", "--quiet", "project.git", "work");
  runOrThrow("mkdir", [".circleci"], { cwd: work });
  writeFileSync(join(work, CONFIG), config);
  writeFileSync(join(work, "README.md"), "A project.\n");
  git(work, "add", ".");
  git(work, "commit", "--quiet", "--message=First");
  git(work, "push", "--quiet", "origin", "HEAD:main");
  return folder;
}

/** A job in a new clone of the project, circlesec installed. */
async function jobOf(folder: string): Promise<Job> {
  const checkout = join(temporaryFolder(), "project");
  git(folder, "clone", "--quiet", join(folder, "project.git"), checkout);
  const job = new Job(checkout, registry);
  await job.step("install.sh");
  return job;
}

/** Every step of the command `fix`; what the last that ran has left. */
async function fixAndPush(job: Job, variables: Readonly<Record<string, string>> = {}) {
  const all = { ...PUSH, ...variables };
  const steps = [];
  for (const script of ["check-push.sh", "run.sh", "push.sh"]) {
    const step = await job.step(script, { CIRCLESEC_COMMAND: "fix", CIRCLESEC_FAIL_ON: "never", ...all });
    steps.push(step);
    if (step.status !== 0) break;
  }
  const log = steps.map(({ stdout, stderr }) => stdout + stderr).join("");
  return { status: steps.at(-1)?.status, log };
}

function branches(folder: string): string[] {
  return git(join(folder, "project.git"), "for-each-ref", "--format=%(refname:short)", "refs/heads").split("\n");
}

describe("pushing what was fixed", () => {
  it("makes one commit on top of what was checked out", async () => {
    const folder = origin();
    const bare = join(folder, "project.git");
    const job = await jobOf(folder);
    writeFileSync(join(job.checkout, "made-by-a-step.txt"), "not for git");
    const { status, log } = await fixAndPush(job);
    expect(log).toContain("circlesec: pushed the fixes to the branch circlesec/fixes");
    expect(status).toBe(0);
    expect(branches(folder)).toEqual(["circlesec/fixes", "main"]);
    expect(git(bare, "log", "--format=%an <%ae> %cn: %s", "main..circlesec/fixes")).toBe(
      `Some One <some.one@example.com> Some One: ${PUSH.CIRCLESEC_MESSAGE}`,
    );
    expect(git(bare, "diff", "--name-only", "main", "circlesec/fixes")).toBe(CONFIG);
    expect(`${git(bare, "show", `circlesec/fixes:${CONFIG}`)}\n`).toBe(CLEAN);
    expect(git(job.checkout, "rev-parse", "HEAD")).toBe(git(bare, "rev-parse", "main"));
  });

  it("does nothing the second time", async () => {
    const folder = origin();
    await fixAndPush(await jobOf(folder));
    const before = git(join(folder, "project.git"), "rev-parse", "circlesec/fixes");
    const { status, log } = await fixAndPush(await jobOf(folder));
    expect(log).toContain("circlesec: the branch circlesec/fixes has these fixes already");
    expect(status).toBe(0);
    expect(git(join(folder, "project.git"), "rev-parse", "circlesec/fixes")).toBe(before);
  });

  it("succeeds where nothing is to be fixed", async () => {
    const folder = origin(CLEAN);
    const { status, log } = await fixAndPush(await jobOf(folder));
    expect(log).toContain("circlesec: nothing was fixed, so nothing is pushed");
    expect(status).toBe(0);
    expect(branches(folder)).toEqual(["main"]);
  });

  it("adds to the branch that it runs for", async () => {
    const folder = origin();
    const { status } = await fixAndPush(await jobOf(folder), { CIRCLESEC_BRANCH: "main" });
    expect(status).toBe(0);
    expect(git(join(folder, "project.git"), "rev-list", "--count", "main")).toBe("2");
  });

  it("forces nothing: a branch with other commits stays as it is", async () => {
    const folder = origin();
    const work = join(folder, "work");
    appendFileSync(join(work, "README.md"), "More.\n");
    git(work, "commit", "--quiet", "--all", "--message=Other");
    git(work, "push", "--quiet", "origin", "HEAD:circlesec/fixes");
    const { status, log } = await fixAndPush(await jobOf(folder));
    expect(log).toContain("the branch circlesec/fixes was not pushed");
    expect(status).toBe(2);
    expect(git(join(folder, "project.git"), "log", "-1", "--format=%s", "circlesec/fixes")).toBe("Other");
  });

  it("runs no hook of the checkout", async () => {
    const folder = origin();
    const job = await jobOf(folder);
    for (const hook of ["pre-commit", "commit-msg", "post-commit", "pre-push"]) {
      writeFileSync(join(job.checkout, ".git/hooks", hook), `#!/bin/sh\ntouch "${job.home}/ran"\n`);
      chmodSync(join(job.checkout, ".git/hooks", hook), 0o755);
    }
    expect(await fixAndPush(job)).toMatchObject({ status: 0 });
    expect(existsSync(join(job.home, "ran"))).toBe(false);
  });

  it("says so where origin cannot be read", async () => {
    const job = await jobOf(origin());
    git(job.checkout, "remote", "set-url", "origin", join(job.home, "gone.git"));
    const { status, log } = await fixAndPush(job);
    expect(log).toContain("circlesec: origin cannot be read");
    expect(status).toBe(2);
  });
});

describe("refusing to push", () => {
  test.each(["CIRCLE_PR_NUMBER", "CIRCLE_PR_USERNAME", "CIRCLE_PR_REPONAME"])(
    "for a pull request from a fork, by %s",
    async (variable) => {
      const folder = origin();
      const { status, log } = await fixAndPush(await jobOf(folder), { [variable]: "7", PUSH_TOKEN: TOKEN });
      expect(log).toMatch(/^circlesec: this job runs for a pull request from a fork/);
      expect(status).toBe(2);
      expect(branches(folder)).toEqual(["main"]);
    },
  );

  test.each(["a b", "-x..y", "a..b", "a:main", "a.lock", "refs/heads/", "a~1", "@{-1}"])(
    "to a branch `%s`",
    async (branch) => {
      const folder = origin();
      const { status } = await fixAndPush(await jobOf(folder), { CIRCLESEC_BRANCH: branch });
      expect({ status, branches: branches(folder) }).toEqual({ status: 2, branches: ["main"] });
    },
  );

  it("what an earlier step has changed", async () => {
    const folder = origin();
    const job = await jobOf(folder);
    appendFileSync(join(job.checkout, "README.md"), "Changed.\n");
    const { status, log } = await fixAndPush(job);
    expect(log).toContain("an earlier step has changed files");
    expect(status).toBe(2);
    expect(readFileSync(join(job.checkout, CONFIG), "utf8")).toBe(OPEN);
  });
});

describe.skipIf(!pathOf("openssl"))("pushing with a token", () => {
  /** A job whose origin is at a forge, which its git trusts. */
  async function jobAtForge(address: (url: string) => string = (url) => `${url}/project.git`) {
    const folder = origin();
    git(join(folder, "project.git"), "config", "http.receivepack", "true");
    const forge = await startGitServer({ user: PUSH.CIRCLESEC_TOKEN_USER, token: TOKEN, folderOf: foldersOf(folder) });
    const job = await jobOf(folder);
    git(job.checkout, "remote", "set-url", "origin", address(forge.url));
    git(job.checkout, "config", `url.${forge.url}/.insteadOf`, "https://forge.example/");
    git(job.checkout, "config", "credential.helper", `store --file=${join(job.home, "kept")}`);
    return { folder, job, forge, trust: { GIT_SSL_CAINFO: forge.certificate } };
  }

  /** Every text in a folder and below. */
  function textsBelow(folder: string): string {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), "latin1")).join("\n");
  }

  test.each([
    ["by HTTPS", (url: string) => `${url}/project.git`],
    ["by HTTPS, with another's credential in it", () => "https://someone:else@forge.example/project.git"],
    ["as scp writes them", () => "git@forge.example:project.git"],
    ["by SSH", () => "ssh://git@forge.example:22/project.git"],
  ])("sends it to addresses %s, and shows and keeps it nowhere", async (_, address) => {
    const { folder, job, forge, trust } = await jobAtForge(address);
    const traced = { GIT_TRACE: "1", GIT_TRACE_CURL: "1", GIT_CURL_VERBOSE: "1", GIT_TRACE_REDACT: "0" };
    const { status, log } = await fixAndPush(job, { ...trust, ...traced, PUSH_TOKEN: TOKEN });
    expect(log).toContain("circlesec: pushed the fixes");
    expect(status).toBe(0);
    expect(branches(folder)).toEqual(["circlesec/fixes", "main"]);
    const secrets = [TOKEN, Buffer.from(`${PUSH.CIRCLESEC_TOKEN_USER}:${TOKEN}`).toString("base64")];
    expect(forge.askers.some((asker) => asker.includes(secrets[1] ?? ""))).toBe(true);
    for (const secret of secrets) {
      expect(log).not.toContain(secret);
      expect(textsBelow(job.checkout)).not.toContain(secret);
      expect(textsBelow(job.home)).not.toContain(secret);
    }
    expect(readdirSync(join(job.home, "tmp"))).toEqual([]);
  });

  it("fails with one that the forge does not take, and asks nobody for another", async () => {
    const { folder, job, trust } = await jobAtForge();
    const { status, log } = await fixAndPush(job, { ...trust, PUSH_TOKEN: "made-up-wrong-token" });
    expect(log).toContain("circlesec: origin cannot be read");
    expect(log).not.toContain("made-up-wrong-token");
    expect(status).toBe(2);
    expect(branches(folder)).toEqual(["main"]);
  });

  it("sends it over HTTPS only", async () => {
    const { job, forge } = await jobAtForge((url) => `${url.replace("https:", "http:")}/project.git`);
    const { status, log } = await fixAndPush(job, { PUSH_TOKEN: TOKEN });
    expect(log).toContain("circlesec: a token is sent over HTTPS only");
    expect(status).toBe(2);
    expect(forge.askers).toEqual([]);
  });
});
