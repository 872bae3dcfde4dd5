import { expect, it } from "vitest";
import { RULES } from "../../src/rules/index.ts";
import { DEFAULT_RULE_OPTIONS } from "../../src/rules/rule.ts";
import { type Work, collectRun, runFiles } from "../../src/run/run-files.ts";
import { type FileRules, type RunOptions, runSource } from "../../src/run/run-source.ts";
import { Source } from "../../src/source/source.ts";
import { memoryDisk } from "../io/memory-disk.ts";

const FILES = ["/r/a.yml", "/r/b.yml", "/r/c.yml"];
const found = FILES.map((path) => ({ path, shown: path.slice(3), repositoryPath: path.slice(3), named: true }));
const disk = memoryDisk(Object.fromEntries(FILES.map((path) => [path, "version: 2.1\njobs: { build: {} }\n"])));

function workWith(run: RunOptions, rulesFor: (path: string) => FileRules): Work {
  return ({ file: { path, shown, named }, text, repository }) =>
    runSource(new Source(shown, text), run, { named, ...rulesFor(path), repository });
}

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
  const work = workWith(run, (path) => ({
    rules: RULES,
    options: path === "/r/a.yml" ? bad : DEFAULT_RULE_OPTIONS,
  }));
  const result = await collectRun(runFiles(files, { disk, run, work }), run);
  expect(result.files.map(({ crashes }) => crashes.map(({ rule }) => rule))).toEqual([[undefined], []]);
  expect(JSON.stringify(result.files[0]?.crashes)).toContain("RangeError at ");
  expect(JSON.stringify(result.files[0]?.crashes)).not.toContain("secret");
});

it("tells of a file that has vanished since it was found", async () => {
  const gone = { path: "/r/gone.yml", shown: "gone.yml", repositoryPath: "gone.yml", named: true };
  const run = { command: "fix", unsafe: false, write: true } as const;
  const work = workWith(run, () => ({ rules: [], options: DEFAULT_RULE_OPTIONS }));
  const result = await collectRun(runFiles([gone, ...found], { disk, run, work }), run);
  expect(result.errors).toEqual([{ path: "gone.yml", message: "`gone.yml` does not exist" }]);
  expect(result.files).toHaveLength(3);
});

it("hands out what comes of files in their order, however long each of several takes", async () => {
  const run = { command: "lint", unsafe: false, write: false } as const;
  const inner = workWith(run, () => ({ rules: [], options: DEFAULT_RULE_OPTIONS }));
  let [started, done, most] = [0, 0, 0];
  const work: Work = async (task) => {
    started += 1;
    most = Math.max(most, started - done);
    await new Promise((resolve) => setTimeout(resolve, task.file.shown === "a.yml" ? 20 : 1));
    done += 1;
    return inner(task);
  };
  const { files } = await collectRun(runFiles(found, { disk, run, work, ahead: 2 }), run);
  expect(files.map(({ source }) => source.path)).toEqual(["a.yml", "b.yml", "c.yml"]);
  expect(most).toBe(2);
});
