import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { createFolderForge } from "../../src/fleet/folder-forge.ts";
import type { BranchRequest, FetchedFiles, Forge } from "../../src/fleet/forge.ts";
import type { FleetRepository } from "../../src/fleet/repository.ts";
import { writeMessage } from "../../src/fleet/trailer.ts";
import { CONFIG, checkoutWith, readIn } from "../cli/checkout.ts";
import { commitAll } from "../io/git-repository.ts";
import { temporaryFolder } from "../io/temporary-folder.ts";
import { runOrThrow } from "../package/run.ts";
import { all } from "./all.ts";

const GIT = {
  GIT_AUTHOR_NAME: "Ada",
  GIT_AUTHOR_EMAIL: "ada@example.com",
  GIT_COMMITTER_NAME: "Ada",
  GIT_COMMITTER_EMAIL: "ada@example.com",
};
const CHANGE = "0".repeat(64);

test("a folder of checkouts has them all, by their paths", async () => {
  const folder = temporaryFolder();
  for (const name of ["a", "group/b", "group/c/.circleci"]) mkdirSync(join(folder, name, ".git"), { recursive: true });
  const found = await all(forgeIn("/").list({ kind: "owner", owner: folder }));
  expect(found.map(({ name }) => name.slice(folder.length))).toEqual(["/a", "/group/b", "/group/c/.circleci"]);
});

test("a glob has the checkouts that it matches", async () => {
  const folder = temporaryFolder();
  for (const name of ["web-a", "web-b", "api"]) mkdirSync(join(folder, name, ".git"), { recursive: true });
  const found = await all(forgeIn(folder).list({ kind: "owner", owner: "web-*" }));
  expect(found.map(({ name }) => name.slice(folder.length))).toEqual(["/web-a", "/web-b"]);
});

test("a folder without a checkout is told as one", async () => {
  await expect(all(forgeIn("/").list({ kind: "owner", owner: temporaryFolder() }))).rejects.toThrow(
    "there is no git checkout in",
  );
});

test("what is checked out is read, and links are told as links", async () => {
  const { folder, forge, repository } = await checkout({ [CONFIG]: "version: 2.1\n" });
  writeFileSync(join(folder, CONFIG), "version: 2\n");
  symlinkSync("/etc", join(folder, ".circleci/etc"));
  symlinkSync("..", join(folder, "up"));
  const files = await read(forge, repository, [".circleci"], ["up", "up/secret", "../x", ".git/config"]);
  expect([...files]).toEqual([
    ["up", { kind: "link", target: ".." }],
    [CONFIG, { kind: "text", text: "version: 2\n", isExecutable: false }],
    [".circleci/etc", { kind: "link", target: "/etc" }],
  ]);
});

test("a proposal is a branch with one commit, beside index, work tree and hooks", async () => {
  const { folder, forge, repository } = await checkout({ [CONFIG]: "a\n", "run.sh": "b\n" });
  writeFileSync(join(folder, ".git/hooks/reference-transaction"), "#!/bin/sh\ntouch ../hooked\n", { mode: 0o755 });
  writeFileSync(join(folder, "run.sh"), "mine\n");
  const tip = await forge.write(requestFor(repository));
  expect(git(folder, "diff", "--name-only", "main", "circlesec/fix")).toBe(`${CONFIG}\n`);
  expect(git(folder, "show", `circlesec/fix:${CONFIG}`)).toBe("fixed\n");
  expect(git(folder, "rev-parse", "circlesec/fix").trim()).toBe(tip);
  expect(git(folder, "status", "--porcelain")).toBe(" M run.sh\n");
  expect(readIn(folder)).toBe("a\n");
  expect(git(folder, "symbolic-ref", "HEAD")).toBe("refs/heads/main\n");
});

test("a branch is ours while all its commits have our trailer and committer", async () => {
  const { folder, forge, repository } = await checkout({ [CONFIG]: "a\n" });
  const tip = await forge.write(requestFor(repository));
  const state = async () => (await all(forge.proposals([repository], "circlesec/fix")))[0]?.answer;
  expect(await state()).toMatchObject({
    base: { branch: "main" },
    branch: { commit: tip, isOurs: true, change: CHANGE, standsOn: repository.base?.commit },
  });
  git(folder, "checkout", "--quiet", "circlesec/fix");
  writeFileSync(join(folder, CONFIG), "theirs\n");
  commitAll(folder);
  git(folder, "checkout", "--quiet", "main");
  expect(await state()).toMatchObject({ branch: { isOurs: false } });
});

test("a branch that changed, is checked out, or would take along what is not committed is not written", async () => {
  const { folder, forge, repository } = await checkout({ [CONFIG]: "a\n" });
  const request = requestFor(repository);
  await forge.write(request);
  expect(await forge.write(request)).toMatchObject({ kind: "moved", message: "the branch changed meanwhile" });
  writeFileSync(join(folder, CONFIG), "dirty\n");
  expect(await forge.write({ ...request, branch: "other" })).toMatchObject({
    kind: "moved",
    message: "what is to be changed has changes that are not committed",
  });
  expect(await forge.write({ ...request, branch: "main" })).toMatchObject({ kind: "denied" });
});

test.each(["../x", "/etc/x", ".git/config", "a/../../x", "", "a/"])("%j is no path that is written", async (path) => {
  const { forge, repository } = await checkout({ [CONFIG]: "a\n" });
  const files = [{ path, text: "x", isExecutable: false }];
  expect(await forge.write({ ...requestFor(repository), files })).toHaveProperty("kind");
});

test.each(["--force", "a b", "../x", "a..b", "x\n"])("%j is no name of a branch", async (branch) => {
  const { forge, repository } = await checkout({ [CONFIG]: "a\n" });
  expect(await forge.write({ ...requestFor(repository), branch })).toMatchObject({
    kind: "broken",
    message: "git takes no branch of that name",
  });
});

function forgeIn(cwd: string): Forge {
  return createFolderForge({ cwd, env: { PATH: process.env["PATH"], ...GIT } });
}

async function checkout(files: Record<string, string>) {
  const folder = checkoutWith(files);
  git(folder, "symbolic-ref", "HEAD", "refs/heads/main");
  commitAll(folder);
  const forge = forgeIn(dirname(folder));
  const [repository] = await all(forge.list({ kind: "names", names: [folder] }));
  if (!repository || !("id" in repository)) throw new Error("it was not found");
  return { folder, forge, repository };
}

async function read(forge: Forge, repository: FleetRepository, folders: string[], paths: string[]) {
  const request = { repository, commit: repository.base?.commit ?? "", folders, paths };
  const [{ answer } = { answer: undefined }] = await all(forge.read([request]));
  if (!answer || !("files" in answer)) throw new Error("it was not read");
  return (answer satisfies FetchedFiles).files;
}

function requestFor(repository: FleetRepository): BranchRequest {
  return {
    repository,
    branch: "circlesec/fix",
    base: repository.base?.commit ?? "",
    expected: undefined,
    message: writeMessage("Authenticate", "", CHANGE),
    files: [{ path: CONFIG, text: "fixed\n", isExecutable: false }],
  };
}

function git(folder: string, ...args: string[]): string {
  return runOrThrow("git", args, { cwd: folder });
}
