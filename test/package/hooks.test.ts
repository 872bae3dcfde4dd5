import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import manifest from "../../package.json" with { type: "json" };
import { buildProgram } from "../../src/commands/program.ts";
import { discover } from "../../src/io/discover.ts";
import { memoryDisk } from "../io/memory-disk.ts";
import { ROOT } from "./build.ts";

interface Hook {
  readonly id: string;
  readonly entry: string;
  readonly language: string;
  readonly files: string;
}

const HOOKS: readonly Hook[] = parse(readFileSync(join(ROOT, ".pre-commit-hooks.yaml"), "utf8"));

/** Paths from the root of a repository, and whether CircleCI configuration is looked for there. */
const PATHS: Readonly<Record<string, boolean>> = {
  ".circleci/config.yml": true,
  ".circleci/config.yaml": true,
  ".circleci/continue.YML": true,
  ".circleci/a/b/jobs.yml": true,
  ".circleci/a.b.yml": true,
  "services/api/.circleci/config.yml": true,
  "circle.yml": true,
  "old/circle.yml": true,
  "orb.yml": true,
  "tools/orb.yaml": true,
  ".circleci/run.sh": false,
  ".circleci/config.yml.bak": false,
  "x.circleci/config.yml": false,
  ".circlecix/config.yml": false,
  "circle.yaml": false,
  "mycircle.yml": false,
  "forb.yml": false,
  ".github/workflows/ci.yml": false,
  "docs/config.yml": false,
  "config.yml": false,
};

it("declares a hook for linting and one for fixing", () => {
  expect(HOOKS.map(({ id, language }) => [id, language])).toEqual([
    ["circlesec-lint", "node"],
    ["circlesec-fix", "node"],
  ]);
});

it.each(HOOKS)("$id runs a command of the package", async ({ entry }) => {
  const [program = "", command = ""] = entry.split(" ");
  expect(Object.keys(manifest.bin)).toContain(program);
  const { commands } = await buildProgram(async () => undefined, []);
  expect(commands.map((one) => one.name())).toContain(command);
});

it.each(HOOKS.flatMap(({ id, files }) => Object.entries(PATHS).map(([path, wanted]) => ({ id, files, path, wanted }))))(
  "$id and $path: $wanted",
  ({ files, path, wanted }) => {
    expect(new RegExp(files).test(path)).toBe(wanted);
  },
);

it.each(HOOKS)("$id takes what a search of the folder finds", ({ files }) => {
  const disk = memoryDisk(Object.fromEntries(Object.keys(PATHS).map((path) => [`/r/${path}`, "a: 1\n"])));
  const found = discover(["/r"], { cwd: "/r", disk }).files.map(({ shown }) => shown);
  expect(
    Object.keys(PATHS)
      .filter((path) => new RegExp(files).test(path))
      .toSorted(),
  ).toEqual(found.toSorted());
});

it("takes the root of a pack tree; what lies around it, a hook cannot know", () => {
  for (const { files } of HOOKS) {
    expect(new RegExp(files).test("src/@orb.yml")).toBe(true);
    expect(new RegExp(files).test("src/jobs/build.yml")).toBe(false);
  }
});
