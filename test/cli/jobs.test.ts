import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import process from "node:process";
import { expect, test } from "vitest";
import { startThread } from "../../src/workers/threads.ts";
import { Pool } from "../../src/workers/pool.ts";
import { temporaryFolder } from "../io/temporary-folder.ts";
import { buildCopy } from "../package/build.ts";
import { run } from "../package/run.ts";
import { type Files, checkoutWith, folderWith, readIn } from "./checkout.ts";
import { CLEAN, LEFT_OVER, OPEN } from "./configs.ts";

const CLI = join(buildCopy(), "dist/cli.cjs");

function circlesec(cwd: string, ...args: readonly string[]) {
  return run(process.execPath, [CLI, ...args], { cwd });
}

/** Repositories of every kind: with findings, clean, broken, not CircleCI's, with settings, with files beside. */
function fleet(count: number): Files {
  const texts = [OPEN, CLEAN, LEFT_OVER, "jobs: [\n", "a: b\n", OPEN.replace("checkout", "run: docker build .")];
  const repositories = Array.from({ length: count }, (_, index) => [
    [`r${index}/.circleci/config.yml`, texts[index % texts.length] ?? ""],
    [`r${index}/Dockerfile`, `FROM ${index % 2 === 0 ? "node:20" : "registry.example.com/a"}\n`],
    ...(index % 4 === 0 ? [[`r${index}/.circlesec.yml`, "rules:\n  unauthenticated-pull: warning\n"]] : []),
  ]);
  return Object.fromEntries(repositories.flat());
}

test("threads tell the same as none, byte by byte", () => {
  const folder = folderWith(fleet(24));
  for (const args of [
    ["lint"],
    ["lint", "--format", "json"],
    ["fix", "--diff"],
    ["lint", "--rule", "unauthenticated-pull"],
  ]) {
    const alone = circlesec(folder, ...args, ".", "--jobs", "1");
    expect(circlesec(folder, ...args, ".", "--jobs", "3")).toEqual(alone);
    const cache = ["--cache-location", temporaryFolder()];
    expect(circlesec(folder, ...args, ".", "--jobs", "3", ...cache)).toEqual(alone);
    expect(circlesec(folder, ...args, ".", "--jobs", "2", ...cache)).toEqual(alone);
  }
});

test("what threads fix is written as it is without them", () => {
  const [alone, together] = [folderWith(fleet(12)), folderWith(fleet(12))];
  expect(circlesec(together, "fix", ".", "--jobs", "3")).toEqual(circlesec(alone, "fix", ".", "--jobs", "1"));
  for (const path of Object.keys(fleet(12))) expect(readIn(together, path)).toBe(readIn(alone, path));
  expect(readIn(together, "r0/.circleci/config.yml")).not.toBe(OPEN);
});

test("a file that is refused by name is refused in a thread, too", () => {
  const folder = folderWith({ "a.yml": "a: b\n", "b.yml": "a: b\n" });
  const alone = circlesec(folder, "lint", "a.yml", "b.yml", "--jobs", "1");
  expect(alone.status).toBe(2);
  expect(circlesec(folder, "lint", "a.yml", "b.yml", "--jobs", "2")).toEqual(alone);
});

test.each(["0", "-1", "many", "1000"])("--jobs %s is refused", (jobs) => {
  const folder = checkoutWith({ ".circleci/config.yml": OPEN });
  const done = circlesec(folder, "lint", `--jobs=${jobs}`);
  expect(done.status).toBe(2);
  expect(done.stderr).toContain("--jobs wants a number from 1 to 256");
  expect(run(process.execPath, [CLI, "lint", `--jobs=${jobs}`, "-"], { cwd: folder, input: OPEN }).status).toBe(2);
});

test("a thread that ends over a file costs that file only", async () => {
  const script = folderWith({
    "thread.cjs": `const { parentPort } = require("node:worker_threads");
parentPort.on("message", ({ id, text }) => {
  if (text === "bad") process.exit(1);
  if (text === "worse") throw new Error("no");
  parentPort.postMessage({ id, result: null });
});`,
  });
  const pool = new Pool<undefined>(2, (listener) => startThread(new URL(`file://${script}/thread.cjs`), {}, listener));
  const file = { path: "/a", shown: "a", repositoryPath: "a", named: false };
  const texts = ["good", "bad", "good", "worse", "good", "good"];
  const answers = await Promise.all(texts.map((text) => pool.run({ file, text }, undefined)));
  pool.close();
  expect(answers.map((answer) => ("died" in answer ? answer.died : "answered"))).toEqual([
    "answered",
    "ended",
    "answered",
    "Error",
    "answered",
    "answered",
  ]);
});

test("a signal ends a run with threads at once", async () => {
  const folder = folderWith(fleet(1500));
  const child = spawn(process.execPath, [CLI, "lint", ".", "--jobs", "2"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "ignore"],
  });
  setTimeout(() => child.kill("SIGINT"), 200);
  child.stdout.resume();
  const ended: unknown[] = await once(child, "exit");
  expect(ended).toEqual([null, "SIGINT"]);
});
