import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, it } from "vitest";
import { commitAll } from "../io/git-repository.ts";
import { buildCopy } from "../package/build.ts";
import { run } from "../package/run.ts";
import { CONFIG, checkoutWith, folderWith, readIn } from "./checkout.ts";
import { CLEAN, OPEN } from "./configs.ts";

const CLI = join(buildCopy(), "dist/cli.cjs");
const LIST = "known.txt";
const LEFT_OUT = "No new problems in 1 file.\nLeft out: 1 that the baseline has\n";

function circlesec(cwd: string, ...args: readonly string[]) {
  return run(process.execPath, [CLI, ...args], { cwd });
}

/** A checkout whose one fault is in its baseline. */
function withBaseline(): string {
  const folder = checkoutWith({ [CONFIG]: OPEN });
  expect(circlesec(folder, "lint", "--write-baseline", LIST)).toEqual({ status: 0, stdout: LEFT_OUT, stderr: "" });
  return folder;
}

function write(folder: string, text: string, path = CONFIG): void {
  writeFileSync(join(folder, path), text);
}

describe("--baseline", () => {
  it("leaves out what it has, wherever that stands by now", () => {
    const folder = withBaseline();
    write(folder, OPEN.replace("jobs:", "# moved\n\nparameters: {}\njobs:"));
    expect(circlesec(folder, "lint", "--baseline", LIST)).toEqual({ status: 0, stdout: LEFT_OUT, stderr: "" });
    expect(circlesec(join(folder, ".circleci"), "lint", "--baseline", `../${LIST}`).status).toBe(0);
  });

  it("reports another image in the place of a known one, and the stale line", () => {
    const folder = withBaseline();
    write(folder, OPEN.replace("node:20", "node:22"));
    const { status, stdout } = circlesec(folder, "lint", "--baseline", LIST);
    expect(status).toBe(1);
    expect(stdout).toContain("pulls `node:22`");
    expect(stdout).toMatch(/1 line of the baseline is stale: --prune-baseline removes it\n$/);
  });

  it("is pruned of what is stale, and of nothing that this run did not look at", () => {
    const folder = withBaseline();
    const before = readIn(folder, LIST);
    write(folder, "version: 2.1\n", ".circleci/other.yml");
    write(folder, CLEAN);
    const prune = ["--baseline", LIST, "--prune-baseline"];
    expect(circlesec(folder, "lint", ".circleci/other.yml", ...prune).status).toBe(0);
    expect(circlesec(folder, "lint", "--rule", "leaked-token", ...prune).status).toBe(0);
    expect(readIn(folder, LIST)).toBe(before);
    expect(circlesec(folder, "lint", ...prune).stdout).toBe("No problems in 1 file.\n");
    expect(
      readIn(folder, LIST)
        .split("\n")
        .filter((line) => /^[^#]/.test(line)),
    ).toEqual([]);
  });

  it("keeps what it has of other files when it is written again", () => {
    const folder = withBaseline();
    write(folder, OPEN.replace("node:20", "redis:7"), ".circleci/other.yml");
    circlesec(folder, "lint", ".circleci/other.yml", "--write-baseline", LIST);
    expect(circlesec(folder, "lint", "--baseline", LIST).status).toBe(0);
  });

  it("outside of git is pruned of nothing that may lie in another folder", () => {
    const folder = folderWith({ [`one/${CONFIG}`]: OPEN, [`two/${CONFIG}`]: OPEN });
    circlesec(folder, "lint", ".", "--write-baseline", LIST);
    const before = readIn(folder, LIST);
    circlesec(join(folder, "one"), "lint", "--baseline", `../${LIST}`, "--prune-baseline");
    expect(readIn(folder, LIST)).toBe(before);
  });

  it("is written into a folder that is not there yet", () => {
    const folder = checkoutWith({ [CONFIG]: OPEN });
    expect(circlesec(folder, "lint", "--write-baseline", "a/b/known.txt").status).toBe(0);
    expect(readIn(folder, "a/b/known.txt")).toContain("jobs.build.docker[node:20].image");
  });

  it("does not keep fix from repairing", () => {
    const folder = withBaseline();
    expect(circlesec(folder, "fix", "--baseline", LIST).status).toBe(0);
    expect(readIn(folder)).toBe(CLEAN);
  });

  it.each([
    [
      ["--baseline", "nowhere.txt"],
      "circlesec: `nowhere.txt` does not exist\nWrite a baseline with --write-baseline\n",
    ],
    [["--baseline", CONFIG], "circlesec: .circleci/config.yml:1: this is no line of a baseline\n"],
    [["--prune-baseline"], "circlesec: --prune-baseline wants to know which one\nName it with --baseline\n"],
    [["--write-baseline", ".circleci"], "circlesec: `.circleci` is a folder, not a file\n"],
    [["--write-baseline", LIST, "--new-only", "HEAD"], "circlesec: --write-baseline takes all findings"],
  ])("%j ends with 2 and says why", (args, message) => {
    const { status, stderr } = circlesec(checkoutWith({ [CONFIG]: OPEN }), "lint", ...args);
    expect(status).toBe(2);
    expect(stderr.startsWith(message)).toBe(true);
  });
});

describe("--new-only", () => {
  function committed(): string {
    const folder = checkoutWith({ [CONFIG]: OPEN });
    commitAll(folder);
    return folder;
  }

  it("leaves out what the revision has", () => {
    const folder = committed();
    const stdout = "No new problems in 1 file.\nLeft out: 1 that `HEAD` has already\n";
    expect(circlesec(folder, "lint", "--new-only", "HEAD")).toEqual({ status: 0, stdout, stderr: "" });
  });

  it("tells what is new beside it", () => {
    const folder = committed();
    write(folder, OPEN.replace("    steps", "      - image: redis:7\n    steps"));
    const { status, stdout } = circlesec(folder, "lint", "--new-only", "HEAD");
    expect(status).toBe(1);
    expect(stdout).toContain("pulls `redis:7`");
    expect(stdout).not.toContain("pulls `node:20`");
  });

  it("knows a finding again in a file that was moved, with the settings of today", () => {
    const folder = committed();
    renameSync(join(folder, CONFIG), join(folder, ".circleci", "continue.yml"));
    write(folder, "rules: {unauthenticated-pull: warning}\n", ".circlesec.yml");
    expect(circlesec(folder, "lint", "--new-only", "HEAD").status).toBe(0);
  });

  it("reads what the config used then, not what stands beside it now", () => {
    const build = OPEN.replace("steps: [checkout]", "steps: [setup_remote_docker, run: docker build .]");
    const folder = checkoutWith({ [CONFIG]: build, Dockerfile: "FROM alpine:3.20\n" });
    commitAll(folder);
    write(folder, "FROM redis:7\n", "Dockerfile");
    const { stdout } = circlesec(folder, "lint", "--new-only", "HEAD");
    expect(stdout).toContain("pulls `redis:7`");
    expect(stdout).not.toContain("pulls `node:20`");
  });

  it("takes all for new where the revision has no config", () => {
    const folder = checkoutWith({ README: "x\n" });
    commitAll(folder);
    rmSync(join(folder, "README"));
    const other = checkoutWith({ [CONFIG]: OPEN, README: "x\n" });
    renameSync(join(other, ".circleci"), join(folder, ".circleci"));
    expect(circlesec(folder, "lint", "--new-only", "HEAD").status).toBe(1);
  });

  it("ends with 2 for a revision that is not there", () => {
    const { status, stderr } = circlesec(committed(), "lint", "--new-only", "origin/main");
    expect(status).toBe(2);
    expect(stderr).toMatch(/^circlesec: git knows no revision `origin\/main` here\nFetch it first/);
  });
});
