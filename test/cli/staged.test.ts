import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, it } from "vitest";
import { buildCopy } from "../package/build.ts";
import { run, runOrThrow } from "../package/run.ts";
import { CONFIG, type Files, checkoutWith, folderWith, readIn } from "./checkout.ts";
import { CLEAN, LEFT_OVER, OPEN } from "./configs.ts";

const CLI = join(buildCopy(), "dist/cli.cjs");
const WHO = { GIT_AUTHOR_NAME: "a", GIT_AUTHOR_EMAIL: "a@b.c", GIT_COMMITTER_NAME: "a", GIT_COMMITTER_EMAIL: "a@b.c" };

function circlesec(cwd: string, ...args: string[]) {
  return run(process.execPath, [CLI, ...args], { cwd });
}

function git(cwd: string, ...args: string[]) {
  return run("git", args, { cwd, env: WHO });
}

/** A checkout in which these files are staged. */
function stagedWith(files: Files): string {
  const folder = checkoutWith(files);
  runOrThrow("git", ["add", "."], { cwd: folder });
  return folder;
}

function write(folder: string, text: string): void {
  writeFileSync(join(folder, CONFIG), text);
}

/** The same with a hook that runs this script before each commit; `circlesec` stands for the program. */
function hooked(files: Files, script: string): string {
  const folder = stagedWith(files);
  const hook = join(folder, ".git/hooks/pre-commit");
  writeFileSync(hook, `#!/bin/sh\nset -e\ncirclesec() { '${process.execPath}' '${CLI}' "$@"; }\n${script}\n`);
  chmodSync(hook, 0o755);
  return folder;
}

describe("lint --staged", () => {
  it("finds what is staged though the working tree is clean, and the reverse", () => {
    const folder = stagedWith({ [CONFIG]: OPEN });
    write(folder, CLEAN);
    expect(circlesec(folder, "lint", "--staged")).toMatchObject({ status: 1 });
    git(folder, "add", ".");
    write(folder, OPEN);
    expect(circlesec(folder, "lint", "--staged")).toEqual({
      status: 0,
      stdout: "No problems in 1 file.\n",
      stderr: "",
    });
  });

  it("takes settings and Dockerfiles as they are staged", () => {
    const config =
      'version: 2.1\njobs: { a: { machine: { image: "ubuntu-2404:current" }, steps: [run: docker build .] } }\n';
    const folder = stagedWith({ [CONFIG]: config, Dockerfile: "FROM node:20\n" });
    writeFileSync(join(folder, "Dockerfile"), "FROM quay.io/a/b\n");
    writeFileSync(join(folder, ".circlesec.yml"), "rules: { unauthenticated-step-pull: off }\n");
    expect(circlesec(folder, "lint", "--staged").stdout).toContain("pulls `node:20` (`Dockerfile:1`)");
    git(folder, "add", ".circlesec.yml");
    expect(circlesec(folder, "lint", "--staged").status).toBe(0);
  });

  it("takes a settings file that is named from the disk", () => {
    const folder = stagedWith({ [CONFIG]: OPEN });
    writeFileSync(join(folder, "mine.yml"), "rules: { unauthenticated-pull: off }\n");
    expect(circlesec(folder, "lint", "--staged", "--settings", "mine.yml").status).toBe(0);
  });

  it("passes where nothing of CircleCI is staged, and says so unless it is to be quiet", () => {
    const folder = stagedWith({ "README.md": "x\n" });
    const said = { status: 0, stdout: "", stderr: "No CircleCI configuration is staged\n" };
    expect(circlesec(folder, "lint", "--staged")).toEqual(said);
    expect(circlesec(folder, "lint", "--staged", "--quiet").stderr).toBe("");
    expect(JSON.parse(circlesec(folder, "lint", "--staged", "--format", "json").stdout).findings).toEqual([]);
  });

  it("cannot be done outside of git, or for standard input", () => {
    expect(circlesec(folderWith({ [CONFIG]: OPEN }), "lint", "--staged")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("--staged is for the working tree of a git repository"),
    });
    expect(circlesec(stagedWith({}), "lint", "--staged", "-")).toMatchObject({
      status: 2,
      stderr: "circlesec: `-` (standard input) cannot be mixed with --staged\n",
    });
  });
});

describe("a hook of git with lint --staged", () => {
  it("stops a bad commit and lets a good one pass", () => {
    const folder = hooked({ [CONFIG]: OPEN }, "circlesec lint --staged");
    expect(git(folder, "commit", "-m", "bad").status).not.toBe(0);
    write(folder, CLEAN);
    git(folder, "add", ".");
    expect(git(folder, "commit", "-m", "good").status).toBe(0);
  });

  it("sees what `commit --all` and `commit <path>` commit, from a folder below too", () => {
    const folder = hooked({ [CONFIG]: CLEAN, "sub/x": "1\n" }, "cd sub && circlesec lint --staged");
    expect(git(folder, "commit", "-m", "good").status).toBe(0);
    write(folder, OPEN);
    expect(git(folder, "commit", "--all", "-m", "bad").status).not.toBe(0);
    expect(git(join(folder, "sub"), "commit", "-m", "bad", `../${CONFIG}`).status).not.toBe(0);
    writeFileSync(join(folder, "sub/x"), "2\n");
    expect(git(folder, "commit", "-m", "another file", "sub/x").status).toBe(0);
  });

  it("works in a worktree, from a folder below", () => {
    const folder = hooked({ [CONFIG]: CLEAN, "sub/x": "1\n" }, "cd sub && circlesec lint --staged");
    git(folder, "commit", "-m", "good");
    const tree = join(folderWith({}), "tree");
    runOrThrow("git", ["worktree", "add", "--quiet", tree], { cwd: folder });
    write(tree, OPEN);
    const { status, stderr } = git(tree, "commit", "--all", "-m", "bad");
    expect(stderr + String(status)).not.toContain("cannot tell");
    expect(status).not.toBe(0);
    write(tree, CLEAN.replace("keep me", "kept"));
    expect(git(tree, "commit", "--all", "-m", "good").status).toBe(0);
  });
});

describe("fix --staged", () => {
  it("fixes the working tree where it has what is staged, and does not let the commit go on without", () => {
    const folder = hooked({ [CONFIG]: OPEN }, "circlesec fix --staged");
    const { status, stderr } = git(folder, "commit", "-m", "bad");
    expect(status).not.toBe(0);
    expect(stderr).toContain("What was fixed is not staged yet: look at it, `git add` it, and commit again\n");
    expect(readIn(folder)).toBe(CLEAN);
    git(folder, "add", ".");
    expect(git(folder, "commit", "-m", "good").status).toBe(0);
  });

  it("leaves a working tree alone that has something else", () => {
    const folder = stagedWith({ [CONFIG]: OPEN });
    write(folder, LEFT_OVER);
    const { status, stdout } = circlesec(folder, "fix", "--staged");
    expect(stdout).toContain(`\`${CONFIG}\` in the working tree is not what is staged, so it was left as it is`);
    expect(status).toBe(2);
    expect(readIn(folder)).toBe(LEFT_OVER);
  });

  it("shows with --diff what it would change", () => {
    const folder = stagedWith({ [CONFIG]: OPEN });
    write(folder, LEFT_OVER);
    const { status, stdout } = circlesec(folder, "fix", "--staged", "--diff");
    expect(stdout).toContain("+        auth:");
    expect(status).toBe(0);
    expect(readIn(folder)).toBe(LEFT_OVER);
  });
});
