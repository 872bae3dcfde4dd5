import { expect, it } from "vitest";
import { RULES } from "../src/rules/index.ts";
import { DEFAULT_RULE_OPTIONS } from "../src/rules/rule.ts";
import { runFiles } from "../src/run.ts";
import { memoryDisk } from "./io/memory-disk.ts";

const FILES = ["/r/a.yml", "/r/b.yml", "/r/c.yml"];
const found = FILES.map((path) => ({ path, shown: path.slice(3), repositoryPath: path.slice(3), named: true }));
const disk = memoryDisk(Object.fromEntries(FILES.map((path) => [path, "version: 2.1\njobs: { build: {} }\n"])));

it("fails on one file and goes on with the others", async () => {
  const files = found.filter(({ path }) => path !== "/r/b.yml");
  const run = { command: "lint", unsafe: false, write: false } as const;
  // What no rule may catch: options that are no options.
  const bad = {
    ...DEFAULT_RULE_OPTIONS,
    get levels(): never {
      throw new RangeError("secret");
    },
  };
  const result = await runFiles(files, disk, run, (path) => ({
    rules: RULES,
    options: path === "/r/a.yml" ? bad : DEFAULT_RULE_OPTIONS,
  }));
  expect(result.files.map(({ crashes }) => crashes.map(({ rule }) => rule))).toEqual([[undefined], []]);
  expect(JSON.stringify(result.files[0]?.crashes)).toContain("RangeError at ");
  expect(JSON.stringify(result.files[0]?.crashes)).not.toContain("secret");
});

it("tells of a file that has vanished since it was found", async () => {
  const gone = { path: "/r/gone.yml", shown: "gone.yml", repositoryPath: "gone.yml", named: true };
  const run = { command: "fix", unsafe: false, write: true } as const;
  const result = await runFiles([gone, ...found], disk, run, () => ({ rules: [], options: DEFAULT_RULE_OPTIONS }));
  expect(result.errors).toEqual([{ path: "gone.yml", message: "`gone.yml` does not exist" }]);
  expect(result.files).toHaveLength(3);
});
