import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test, vi } from "vitest";
import type { BranchRequest, Forge } from "../../src/fleet/forge.ts";
import { createGitForge } from "../../src/fleet/git-forge.ts";
import type { FleetRepository } from "../../src/fleet/repository.ts";
import { writeMessage } from "../../src/fleet/trailer.ts";
import { CONFIG, checkoutWith } from "../cli/checkout.ts";
import { commitAll } from "../io/git-repository.ts";
import { temporaryFolder } from "../io/temporary-folder.ts";
import { runOrThrow } from "../package/run.ts";
import { all } from "./all.ts";

const CHANGE = "0".repeat(64);
const WHO = {
  GIT_AUTHOR_NAME: "Ada",
  GIT_AUTHOR_EMAIL: "ada@example.com",
  GIT_COMMITTER_NAME: "Ada",
  GIT_COMMITTER_EMAIL: "ada@example.com",
};

test("one commit is read, links as links, and nothing is checked out or left behind", async () => {
  useOwnTemporaryFolder();
  const { forge, repository } = await remote(
    { [CONFIG]: "version: 2.1\n", Dockerfile: "FROM a\n", "b/c": "d\n" },
    (folder) => {
      symlinkSync("../../../etc/passwd", join(folder, ".circleci/link"));
      chmodSync(join(folder, "Dockerfile"), 0o755);
    },
  );
  expect(repository).toMatchObject({ place: "git", base: { branch: "main" }, visibility: "unknown" });
  const answers = await all(
    forge.read([
      { repository, commit: commitOf(repository), folders: [".circleci"], paths: ["Dockerfile", "b", "no"] },
    ]),
  );
  expect(answers.map(({ answer }) => answer)).toEqual([
    {
      files: new Map([
        ["Dockerfile", { kind: "text", text: "FROM a\n", isExecutable: true }],
        [CONFIG, { kind: "text", text: "version: 2.1\n", isExecutable: false }],
        [".circleci/link", { kind: "link", target: "../../../etc/passwd" }],
      ]),
    },
  ]);
  await forge.end();
  expect(copies()).toEqual([]);
});

test("what is not read is not fetched", async () => {
  useOwnTemporaryFolder();
  const { forge, repository } = await remote({ [CONFIG]: "version: 2.1\n", big: "x".repeat(100_000) });
  const request = { repository, commit: commitOf(repository), folders: [".circleci"], paths: [] };
  await all(forge.read([request]));
  const [copy = ""] = copies().slice(-1);
  const missing = runOrThrow("git", ["rev-list", "--objects", "--missing=print", "-1", request.commit], {
    cwd: join(tmpdir(), copy),
  });
  expect(missing.match(/^\?/gm)).toHaveLength(1);
  await forge.end();
});

test("a proposal is pushed as a branch with one commit, and its state read back", async () => {
  const { bare, forge, repository } = await remote({ [CONFIG]: "a\n", "other.txt": "b\n" });
  const tip = await forge.write(requestFor(repository));
  expect(git(bare, "rev-parse", "circlesec/fix").trim()).toBe(tip);
  expect(git(bare, "diff", "--name-only", "main", "circlesec/fix")).toBe(`${CONFIG}\n`);
  expect(git(bare, "show", `circlesec/fix:${CONFIG}`)).toBe("fixed\n");
  const [state] = await all(forge.proposals([repository], "circlesec/fix"));
  expect(state?.answer).toMatchObject({
    base: repository.base,
    branch: { commit: tip, isOurs: true, change: CHANGE, standsOn: commitOf(repository) },
    // The branch is what is proposed.
    pulls: [{ number: 0, state: "open" }],
  });
  await forge.end();
});

test("a branch stays ours when its base is left behind, and becomes one of others by their commit", async () => {
  const { bare, forge, repository } = await remote({ [CONFIG]: "a\n" });
  const stateNow = async () => (await all(forge.proposals([repository], "circlesec/fix")))[0]?.answer;
  const tip = await forge.write(requestFor(repository));
  for (let number = 1; number <= 60; number += 1) commitIn(bare, "main", `${number}`);
  const base = { branch: "main", commit: git(bare, "rev-parse", "main").trim() };
  expect(await stateNow()).toMatchObject({
    base,
    branch: { commit: tip, isOurs: true, change: CHANGE, standsOn: commitOf(repository) },
  });
  commitIn(bare, "circlesec/fix", "Mine");
  expect(await stateNow()).toMatchObject({ base, branch: { isOurs: false }, pulls: [] });
});

test("a branch that someone else moved is not written over", async () => {
  const { forge, repository } = await remote({ [CONFIG]: "a\n" });
  await forge.write(requestFor(repository));
  const other = { ...requestFor(repository), message: writeMessage("Another", "", CHANGE) };
  expect(await forge.write(other)).toMatchObject({ kind: "moved" });
  await forge.end();
});

test("an address that leads nowhere is told as one, without the address", async () => {
  const forge = forgeWith(true);
  const name = pathToFileURL(join(temporaryFolder(), "nothing")).href;
  const [missing] = await all(forge.list({ kind: "names", names: [name] }));
  expect(missing).toMatchObject({ name, kind: "gone" });
  expect(missing && "message" in missing ? missing.message : "").not.toContain("file:");
});

test.each(["ext::sh -c touch% /tmp/x", "--upload-pack=touch /tmp/x", "git://127.0.0.1/x", "http://127.0.0.1/x"])(
  "%s is not asked",
  async (name) => {
    expect(await all(forgeWith(true).list({ kind: "names", names: [name] }))).toMatchObject([{ kind: "gone" }]);
  },
);

test("an address of this disk is asked only where somebody named one", async () => {
  const { repository } = await remote({ [CONFIG]: "a\n" });
  expect(await all(forgeWith(false).list({ kind: "names", names: [repository.name] }))).toMatchObject([
    { kind: "gone" },
  ]);
});

function useOwnTemporaryFolder(): void {
  vi.stubEnv("TMPDIR", temporaryFolder());
  onTestFinished(() => void vi.unstubAllEnvs());
}

/** The folders of copies that there are. */
function copies(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith("circlesec-remote-"));
}

function forgeWith(allowsFiles: boolean): Forge {
  const forge = createGitForge("", {
    env: { PATH: process.env["PATH"], HOME: temporaryFolder(), ...WHO },
    folder: temporaryFolder(),
    allowsFiles,
  });
  onTestFinished(() => forge.end());
  return forge;
}

async function remote(files: Record<string, string>, prepare?: (folder: string) => void) {
  const folder = checkoutWith(files);
  prepare?.(folder);
  git(folder, "symbolic-ref", "HEAD", "refs/heads/main");
  commitAll(folder);
  const bare = join(temporaryFolder(), "it.git");
  mkdirSync(bare);
  git(folder, "clone", "--quiet", "--bare", folder, bare);
  git(bare, "config", "uploadpack.allowFilter", "true");
  git(bare, "config", "uploadpack.allowAnySHA1InWant", "true");
  expect(existsSync(join(bare, "HEAD"))).toBe(true);
  writeFileSync(join(bare, "hooks/update"), "#!/bin/sh\nexit 0\n", { mode: 0o755 });
  const forge = forgeWith(true);
  const [repository] = await all(forge.list({ kind: "names", names: [pathToFileURL(bare).href] }));
  if (!repository || !("id" in repository)) throw new Error("it was not found");
  return { bare, forge, repository };
}

/** Commits nothing new, as somebody else. */
function commitIn(bare: string, branch: string, message: string): void {
  const who = ["-c", "user.name=Bob", "-c", "user.email=bob@example.com"];
  const made = git(bare, ...who, "commit-tree", `${branch}^{tree}`, "-p", branch, "-m", message).trim();
  git(bare, "update-ref", `refs/heads/${branch}`, made);
}

function commitOf({ base }: FleetRepository): string {
  return base?.commit ?? "";
}

function requestFor(repository: FleetRepository): BranchRequest {
  return {
    repository,
    branch: "circlesec/fix",
    base: commitOf(repository),
    expected: undefined,
    message: writeMessage("Authenticate", "", CHANGE),
    files: [{ path: CONFIG, text: "fixed\n", isExecutable: false }],
  };
}

function git(folder: string, ...args: string[]): string {
  return runOrThrow("git", args, { cwd: folder });
}
