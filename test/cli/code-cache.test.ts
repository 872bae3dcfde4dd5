import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { expect, test } from "vitest";
import { temporaryFolder } from "../io/temporary-folder.ts";
import { buildCopy } from "../package/build.ts";
import { run } from "../package/run.ts";
import { CONFIG, checkoutWith } from "./checkout.ts";
import { OPEN } from "./configs.ts";

const CLI = join(buildCopy(), "dist/cli.cjs");

function circlesec(cwd: string, home: string, args: readonly string[] = ["lint"], env: Record<string, string> = {}) {
  return run(process.execPath, [CLI, ...args], { cwd, env: { XDG_CACHE_HOME: home, ...env } });
}

function kept(home: string): string[] {
  const names = readdirSync(home, { recursive: true, encoding: "utf8" });
  return names.map((name) => join(home, name)).filter((path) => statSync(path).isFile());
}

test("a second run keeps the code that it made, for its user alone, and the next says the same", () => {
  const folder = checkoutWith({ [CONFIG]: OPEN });
  const home = temporaryFolder();
  const first = circlesec(folder, home);
  expect(first.status).toBe(1);
  expect(kept(home)).toEqual([]);
  expect(circlesec(folder, home)).toEqual(first);
  const files = kept(home);
  expect(files.some((path) => path.endsWith("engine.cjs"))).toBe(true);
  for (const path of files) expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(circlesec(folder, home)).toEqual(first);
  expect(circlesec(folder, home, ["--version"]).status).toBe(0);
});

test("a run over many files keeps none: V8 has let go of what a short run begins with", () => {
  const folder = checkoutWith({ [CONFIG]: OPEN });
  const home = temporaryFolder();
  circlesec(folder, home);
  const names = Array.from({ length: 60 }, (_, index) => `r${index}/${CONFIG}`);
  const many = checkoutWith(Object.fromEntries(names.map((name) => [name, OPEN])));
  expect(circlesec(many, home, ["lint", "."]).stdout).toContain("60 files");
  const results = temporaryFolder();
  for (let run = 0; run < 2; run += 1) circlesec(many, home, ["lint", "--cache-location", results, "."]);
  expect(kept(home)).toEqual([]);
  circlesec(folder, home);
  expect(kept(home)).not.toEqual([]);
});

test("code that is damaged anywhere is made again", () => {
  const folder = checkoutWith({ [CONFIG]: OPEN });
  const home = temporaryFolder();
  const first = circlesec(folder, home);
  circlesec(folder, home);
  for (const path of kept(home)) {
    const bytes = readFileSync(path);
    for (let at = 0; at < bytes.length; at += 101) bytes.writeUInt8((bytes.readUInt8(at) + 1) % 256, at);
    writeFileSync(path, bytes);
  }
  expect(circlesec(folder, home)).toEqual(first);
  const repaired = kept(home).map((path) => readFileSync(path));
  expect(circlesec(folder, home)).toEqual(first);
  expect(kept(home).map((path) => readFileSync(path))).toEqual(repaired);
});

test("without a home, with one that cannot be written to, or switched off, all is as ever", () => {
  const folder = checkoutWith({ [CONFIG]: OPEN });
  const first = circlesec(folder, temporaryFolder());
  const file = join(temporaryFolder(), "file");
  writeFileSync(file, "");
  expect(circlesec(folder, file)).toEqual(first);
  expect(circlesec(folder, "", ["lint"], { HOME: "" })).toEqual(first);
  const home = temporaryFolder();
  expect(circlesec(folder, home, ["lint"], { CIRCLESEC_CACHE: "off" })).toEqual(first);
  expect(kept(home)).toEqual([]);
});

test("runs that start together do not disturb each other", async () => {
  const folder = checkoutWith({ [CONFIG]: OPEN });
  const home = temporaryFolder();
  circlesec(folder, home);
  const env = { ...process.env, XDG_CACHE_HOME: home };
  const children = Array.from({ length: 6 }, () => {
    return spawn(process.execPath, [CLI, "lint"], { cwd: folder, env, stdio: "ignore" });
  });
  const ends: unknown[][] = await Promise.all(children.map((child) => once(child, "exit")));
  expect(ends).toEqual(children.map(() => [1, null]));
  expect(kept(home).filter((path) => !path.endsWith(".cjs"))).toEqual([]);
  expect(circlesec(folder, home).status).toBe(1);
});

test("code that was kept loads modules of settings and of plugins", () => {
  const folder = checkoutWith({
    [CONFIG]: OPEN,
    ".circlesec.mjs": 'export default { rules: { "unauthenticated-pull": "off" } };\n',
  });
  const home = temporaryFolder();
  for (let round = 0; round < 3; round += 1) expect(circlesec(folder, home)).toMatchObject({ status: 0, stderr: "" });
});
