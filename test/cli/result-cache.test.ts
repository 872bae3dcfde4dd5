import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { expect, test } from "vitest";
import { temporaryFolder } from "../io/temporary-folder.ts";
import { FORMATS } from "../../src/reporters/formats.ts";
import { buildCopy } from "../package/build.ts";
import { run } from "../package/run.ts";
import { CONFIG, checkoutWith, folderWith } from "./checkout.ts";
import { CLEAN, OPEN } from "./configs.ts";
import { plantEverywhere } from "./secret-files.ts";
import { Pieces } from "./secret-pieces.ts";

const CLI = join(buildCopy(), "dist/cli.cjs");

function circlesec(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return run(process.execPath, [CLI, ...args], { cwd, env });
}

/** What stands in a cache. */
function remembered(folder: string): string {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name));
  const files = names.filter((path) => statSync(path).isFile() && /[\\/][\da-f]{2}$/.test(path));
  return files.map((path) => readFileSync(path, "utf8")).join("");
}

const FORMATS_BY_EDITS = [true, false].map((edits) =>
  Object.entries(FORMATS).flatMap(([name, { showsEdits }]) => (showsEdits === edits ? [name] : [])),
);

/** What a run prints, and what it writes to a file for each of the formats. */
function reportsOf(folder: string, formats: readonly string[], args: readonly string[]) {
  const reports = temporaryFolder();
  const asked = formats.flatMap((format) => ["--format", `${format}=${join(reports, format)}`]);
  const printed = circlesec(folder, ["lint", ...asked, ...args]);
  return { printed, reports: formats.map((format) => readFileSync(join(reports, format), "utf8")) };
}

test("a second run says the same, byte by byte, in every format, of secrets too", () => {
  const { files } = plantEverywhere();
  const folder = folderWith({ ...files, "o/.circleci/config.yml": OPEN, "c/.circleci/config.yml": CLEAN });
  const cache = ["--cache-location", join(temporaryFolder(), "made/for/it")];
  for (const formats of FORMATS_BY_EDITS) {
    const plain = reportsOf(folder, formats, ["--report-suppressed", "."]);
    for (let round = 0; round < 2; round += 1) {
      expect(reportsOf(folder, formats, ["--report-suppressed", ".", ...cache])).toEqual(plain);
    }
  }
});

test("a second run prints the same, and what it knows is remembered once", () => {
  const folder = checkoutWith({ [CONFIG]: OPEN, ".circleci/clean.yml": CLEAN, ".circleci/not.yml": "a: b\n" });
  const cache = join(temporaryFolder(), "cache");
  for (const format of ["pretty", "json"]) {
    const args = ["lint", "--format", format];
    const plain = circlesec(folder, args);
    expect(circlesec(folder, [...args, "--cache-location", cache])).toEqual(plain);
    expect(circlesec(folder, [...args, "--cache-location", cache])).toEqual(plain);
  }
  expect(remembered(cache).match(/^[\da-f]{64} /gm)).toHaveLength(3);
});

test("what changes in between is seen: flags, settings, the config", () => {
  const folder = checkoutWith({ [CONFIG]: OPEN });
  const cache = ["--cache-location", temporaryFolder()];
  expect(circlesec(folder, ["lint", ...cache]).status).toBe(1);
  expect(circlesec(folder, ["lint", "--rule", "leaked-token", ...cache]).status).toBe(0);
  expect(circlesec(folder, ["lint", ...cache]).status).toBe(1);
  writeFileSync(join(folder, ".circlesec.yml"), "rules:\n  unauthenticated-pull: off\n");
  expect(circlesec(folder, ["lint", ...cache]).status).toBe(0);
  expect(circlesec(folder, ["lint", "--no-settings", ...cache]).status).toBe(1);
  writeFileSync(join(folder, ".circlesec.yml"), "rules:\n  unauthenticated-pull: info\n");
  expect(circlesec(folder, ["lint", "--fail-on", "info", ...cache]).status).toBe(1);
  expect(circlesec(folder, ["fix", "--no-settings", ...cache]).status).toBe(0);
  expect(circlesec(folder, ["lint", "--no-settings", ...cache]).status).toBe(0);
});

test("what only a plugin could bring is known by whether settings are read", () => {
  const folder = checkoutWith({ [CONFIG]: `# circlesec: ignore[acme/foo] -- because\n${CLEAN}` });
  const plain = circlesec(folder, ["lint"]);
  const without = circlesec(folder, ["lint", "--no-settings"]);
  expect(without.stdout).not.toBe(plain.stdout);
  const cache = ["--cache-location", temporaryFolder()];
  for (let round = 0; round < 2; round += 1) {
    expect(circlesec(folder, ["lint", "--no-settings", ...cache])).toEqual(without);
    expect(circlesec(folder, ["lint", ...cache])).toEqual(plain);
  }
});

test("the environment names a folder, and a flag does without it", () => {
  const folder = checkoutWith({ [CONFIG]: OPEN });
  const named = join(temporaryFolder(), "cache");
  circlesec(folder, ["lint", "--no-cache"], { CIRCLESEC_CACHE: named });
  expect(existsSync(join(named, "results-2"))).toBe(false);
  circlesec(folder, ["lint"], { CIRCLESEC_CACHE: named });
  expect(remembered(named)).not.toBe("");
  const home = temporaryFolder();
  circlesec(folder, ["lint"], { XDG_CACHE_HOME: home, CIRCLESEC_CACHE: "off" });
  expect(readdirSync(home)).toEqual([]);
  circlesec(folder, ["lint", "--cache"], { XDG_CACHE_HOME: home, CIRCLESEC_CACHE: "off" });
  expect(remembered(home)).not.toBe("");
});

test("only its user can read a cache, and write to it", () => {
  const folder = checkoutWith({ [CONFIG]: OPEN });
  const cache = join(temporaryFolder(), "cache");
  circlesec(folder, ["lint", "--cache-location", cache]);
  for (const name of readdirSync(cache, { recursive: true, encoding: "utf8" })) {
    const { mode } = statSync(join(cache, name));
    expect(mode & 0o022, name).toBe(0);
  }
  expect(statSync(cache).mode & 0o777).toBe(0o700);
});

test("a folder that others can write to is not used, because they could hide findings", () => {
  const folder = checkoutWith({ [CONFIG]: OPEN });
  const open = join(temporaryFolder(), "open");
  mkdirSync(open);
  chmodSync(open, 0o777);
  const asked = circlesec(folder, ["lint", "--cache-location", open]);
  expect(asked.status).toBe(2);
  expect(asked.stderr).toContain("can be written to by others");
  const named = circlesec(folder, ["lint"], { CIRCLESEC_CACHE: open });
  expect(named.status).toBe(1);
  expect(named.stderr).toContain("so nothing is remembered");
  expect(existsSync(join(open, "results-2"))).toBe(false);
});

test("no piece of a secret is remembered", () => {
  const { files, secrets } = plantEverywhere();
  const folder = folderWith(files);
  const cache = temporaryFolder();
  for (const args of [["lint"], ["lint", "--unresolved-images", "error"], ["fix", "--check", "--unsafe"]]) {
    circlesec(folder, [...args, "--cache-location", cache, ...Object.keys(files)]);
  }
  // A digest can hold five characters of anything by chance, and tells nothing.
  const told = remembered(cache).replaceAll(/\b[0-9a-f]{64}(?: [0-9a-f]{16})?/g, "");
  expect(told).toContain('{"result"');
  expect(new Pieces(secrets).in(told)).toEqual([]);
});

test("files without findings are remembered beside those with secrets", () => {
  const { files } = plantEverywhere();
  const folder = folderWith({ ...files, "clean/.circleci/config.yml": CLEAN });
  const cache = temporaryFolder();
  circlesec(folder, ["lint", "--cache-location", cache, "clean", ...Object.keys(files)]);
  expect(remembered(cache)).toContain('"findings":[]');
});
