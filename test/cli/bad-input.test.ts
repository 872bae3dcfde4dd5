import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, chmodSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { buildCopy } from "../package/build.ts";
import { type Surroundings, run, runOrThrow } from "../package/run.ts";
import { CONFIG, checkoutWith, folderWith, readIn } from "./checkout.ts";
import { CLEAN, OPEN } from "./configs.ts";
import { pathsIn } from "./report.ts";

const CLI = join(buildCopy(), "dist/cli.cjs");

function circlesec(cwd: string, args: readonly string[], surroundings: Omit<Surroundings, "cwd"> = {}) {
  return run(process.execPath, [CLI, ...args], { cwd, ...surroundings });
}

describe("a fix that is interrupted", () => {
  it.each(["SIGINT", "SIGTERM"] as const)("by %s leaves each file whole, and nothing beside them", async (signal) => {
    const names = Array.from({ length: 600 }, (_, index) => `r${index}/${CONFIG}`);
    const folder = folderWith(Object.fromEntries(names.map((name) => [name, OPEN])));
    const child = spawn(process.execPath, [CLI, "fix", "."], { cwd: folder, stdio: "ignore" });
    const ended = once(child, "exit");
    const first = names.toSorted()[0] ?? "";
    while (readIn(folder, first) === OPEN && child.exitCode === null) await setTimeout(2);
    child.kill(signal);
    expect(await ended).toEqual([null, signal]);
    const texts = new Set(names.map((name) => readIn(folder, name)));
    expect(texts).toEqual(new Set([OPEN, CLEAN]));
    expect(names.flatMap((name) => readdirSync(join(folder, name, "..")))).toEqual(names.map(() => "config.yml"));
  });
});

describe("a reader that goes away", () => {
  it.each([
    ["lint", "."],
    ["lint", "--format", "json", "."],
    ["fix", "--diff", "."],
  ])("changes nothing of how %s %s ends, and is not told of", (...args) => {
    const files = Array.from({ length: 300 }, (_, index) => [`r${index}/${CONFIG}`, OPEN] as const);
    const folder = folderWith(Object.fromEntries(files));
    const script = '"$0" "$@" 2> errors | head -c 1 > /dev/null; echo ${PIPESTATUS[0]}';
    const status = runOrThrow("bash", ["-c", script, process.execPath, CLI, ...args], { cwd: folder });
    expect(Number(status)).toBe(circlesec(folder, args).status);
    expect(readIn(folder, "errors")).not.toMatch(/EPIPE|Warning|bug|at .*cli/);
  });
});

describe("a standard output that is full", () => {
  it.runIf(existsSync("/dev/full"))("costs no report that goes to a file", () => {
    const folder = folderWith({ [CONFIG]: OPEN });
    const script = '"$0" "$@" > /dev/full; echo $?';
    const args = ["lint", ".", "--format", "json", "--format", "sarif=report.sarif"];
    expect(runOrThrow("bash", ["-c", script, process.execPath, CLI, ...args], { cwd: folder })).toBe("2\n");
    expect(readIn(folder, "report.sarif")).toContain("unauthenticated-pull");
  });
});

describe("paths that are no files", () => {
  it("says so of pipes and devices at once", () => {
    const folder = folderWith({});
    runOrThrow("mkfifo", ["pipe.yml"], { cwd: folder });
    const { status, stdout } = circlesec(folder, ["lint", "pipe.yml", "/dev/zero"]);
    expect(stdout).toContain(
      "`pipe.yml` is a pipe, not a file\n  help: For text from another program: circlesec lint -",
    );
    expect(stdout).toContain("`/dev/zero` is a device or socket, not a file");
    expect(status).toBe(2);
  });

  it("passes pipes, links that lead nowhere and links in a circle that lie in a folder", () => {
    const folder = folderWith({ [CONFIG]: OPEN, ".circleci/config.yaml/x": "" });
    runOrThrow("mkfifo", [".circleci/pipe.yml"], { cwd: folder });
    symlinkSync("nowhere", join(folder, ".circleci/dangling.yml"));
    symlinkSync("circle.yml", join(folder, ".circleci/circle.yml"));
    symlinkSync("..", join(folder, ".circleci/up"));
    expect(pathsIn(circlesec(folder, ["lint"]).stdout)).toEqual([CONFIG]);
  });
});

describe("a file that is named and has nothing of CircleCI", () => {
  it.each([
    ["README.md", "# A title\n\nA text.\n"],
    ["sub/a.txt", "hello\n"],
    ["empty.yml", ""],
    ["compose.yml", "version: '3'\nservices: { web: { image: 'nginx:1' } }\n"],
    ["pod.yml", "apiVersion: v1\nkind: Pod\nspec: {}\nsetup: {}\n"],
    ["ci.yml", "on: push\njobs: { a: { runs-on: ubuntu-latest, steps: [run: make] } }\n"],
  ])("ends %s with 2, beside a good one too", (path, text) => {
    const folder = folderWith({ [path]: text, [CONFIG]: CLEAN });
    for (const command of ["lint", "fix"]) {
      const { status, stdout } = circlesec(folder, [command, path, CONFIG]);
      expect(stdout).toContain(`\`${path}\` is no CircleCI configuration\n  help: Name the config`);
      expect(stdout).toContain("No problems in 1 file; 1 file failed.");
      expect(status).toBe(2);
    }
    expect(circlesec(folder, ["lint", "."]).status).toBe(0);
  });

  it.each([
    ["parked.yml", "x: &x\n  docker: []\n"],
    ["steps.yml", "- run: make\n"],
    [".circleci/values.yml", "a: 1\n"],
  ])("is not what %s is", (path, text) => {
    const { status, stdout } = circlesec(folderWith({ [path]: text }), ["lint", path]);
    expect([status, stdout]).toEqual([0, "No problems in 1 file.\n"]);
  });
});

describe("git in unusual states", () => {
  const git = (folder: string, ...args: string[]) =>
    runOrThrow("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false", ...args], {
      cwd: folder,
    });
  const commit = (folder: string): void => {
    git(folder, "add", "--all");
    git(folder, "commit", "--quiet", "--message", "a");
  };
  const lintBelow = (folder: string, env: Record<string, string> = {}) => {
    mkdirSync(join(folder, "a/b"), { recursive: true });
    return pathsIn(circlesec(join(folder, "a/b"), ["lint"], { env }).stdout);
  };

  it("finds the folder where there is no commit yet", () => {
    expect(lintBelow(checkoutWith({ [CONFIG]: OPEN }))).toEqual([`../../${CONFIG}`]);
  });

  it("finds it in a shallow clone, a worktree and a submodule", () => {
    const origin = checkoutWith({ [CONFIG]: OPEN });
    commit(origin);
    const place = folderWith({});
    git(place, "clone", "--quiet", "--depth", "1", `file://${origin}`, "shallow");
    git(origin, "worktree", "add", "--quiet", join(place, "worktree"));
    const outer = checkoutWith({});
    git(outer, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", `file://${origin}`, "sub");
    for (const folder of [join(place, "shallow"), join(place, "worktree"), join(outer, "sub")]) {
      expect(lintBelow(folder), folder).toEqual([`../../${CONFIG}`]);
    }
  });

  it("says that a bare repository holds no files", () => {
    const folder = folderWith({});
    git(folder, "init", "--quiet", "--bare");
    const { status, stderr } = circlesec(folder, ["lint"]);
    expect(stderr).toContain("there is no `.circleci/` folder in `.`");
    expect(status).toBe(2);
  });

  it("cares neither for a `.git` that leads nowhere nor for GIT_DIR", () => {
    const folder = folderWith({ ".git": "gitdir: /nowhere\n", [CONFIG]: OPEN });
    expect(lintBelow(folder)).toEqual([`../../${CONFIG}`]);
    expect(lintBelow(folder, { GIT_DIR: "/nowhere/else" })).toEqual([`../../${CONFIG}`]);
  });

  it.runIf(process.getuid?.() === 0)("reads a checkout of another user", () => {
    const folder = checkoutWith({ [CONFIG]: OPEN });
    runOrThrow("chown", ["-R", "1234:1234", folder], { cwd: folder });
    expect(lintBelow(folder)).toEqual([`../../${CONFIG}`]);
  });

  it("copes with a .gitignore of a hundred thousand lines", () => {
    const lines = Array.from({ length: 100_000 }, (_, index) => `built-${index}/\n`).join("");
    const folder = checkoutWith({ ".gitignore": lines, [CONFIG]: OPEN, "built-7/.circleci/config.yml": OPEN });
    expect(pathsIn(circlesec(folder, ["lint", "."]).stdout)).toEqual([CONFIG]);
  });
});

describe.runIf(process.getuid?.() === 0)("what this user may not read (run as root, who becomes nobody)", () => {
  const asNobody = (cwd: string, args: readonly string[]) =>
    run("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", process.execPath, CLI, ...args], { cwd });

  it("is told, and the rest is checked", () => {
    const folder = folderWith({ [CONFIG]: OPEN, ".circleci/shut.yml": OPEN, "shut/.circleci/config.yml": OPEN });
    chmodSync(join(folder, ".circleci/shut.yml"), 0);
    chmodSync(join(folder, "shut"), 0);
    const { status, stdout } = asNobody(folder, ["lint", "."]);
    expect(stdout).toContain("`.circleci/shut.yml` cannot be read: permission denied");
    expect(stdout).toContain("`shut` cannot be read: permission denied");
    expect(pathsIn(stdout)).toEqual([CONFIG]);
    expect(status).toBe(2);
  });
});
