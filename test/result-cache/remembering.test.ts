import { expect, test } from "vitest";
import { keyOf } from "../../src/result-cache/key.ts";
import { recordingWork, rememberingWork } from "../../src/result-cache/remembering.ts";
import { openResultCache } from "../../src/result-cache/result-cache.ts";
import { type CacheFiles, LineStore } from "../../src/result-cache/store.ts";
import { Repositories } from "../../src/io/repositories.ts";
import { RULES } from "../../src/rules/index.ts";
import { DEFAULT_RULE_OPTIONS } from "../../src/rules/rule.ts";
import type { FileResult } from "../../src/engine/result.ts";
import type { Work } from "../../src/run/run-files.ts";
import { runSource } from "../../src/run/run-source.ts";
import { Source } from "../../src/source/source.ts";
import { memoryDisk } from "../io/memory-disk.ts";
import { memoryFiles } from "./memory-files.ts";

const CONFIG = `version: 2.1
jobs:
  build:
    machine:
      image: ubuntu-2204:current
    steps:
      - checkout
      - run: docker build -t app .
      - run: docker compose up -d
      - run: docker pull node:20
workflows:
  main:
    jobs: [build]
`;
const FILES = {
  "/r/.git/HEAD": "",
  "/r/.circleci/config.yml": CONFIG,
  "/r/Dockerfile": "FROM registry.example.com/base\n",
  "/r/docker-compose.yml": "services:\n  db:\n    image: registry.example.com/db\n",
};

interface Circumstances {
  readonly files?: Readonly<Record<string, string | null>>;
  readonly options?: unknown;
  readonly build?: string;
  readonly today?: string;
  readonly shown?: string;
  readonly named?: boolean;
  readonly command?: "lint" | "fix";
  readonly edits?: boolean;
}

/** One run over the config: what came of it, and whether it was worked on. */
async function runWith(cacheFiles: CacheFiles, circumstances: Circumstances = {}) {
  const { files, options = {}, build = "1", today = "2027-01-31", command = "lint", edits = true } = circumstances;
  const { shown = ".circleci/config.yml", named = false } = circumstances;
  const present = Object.entries({ ...FILES, ...files }).filter(([, text]) => text !== null);
  const disk = memoryDisk(Object.fromEntries(present));
  const path = "/r/.circleci/config.yml";
  let worked = 0;
  const work: Work = ({ text, repository }) => {
    worked += 1;
    const lint = { rules: RULES, options: { ...DEFAULT_RULE_OPTIONS, today }, named, repository };
    return runSource(new Source(shown, text), { command, unsafe: false, write: false }, lint);
  };
  const cache = openResultCache(new LineStore(cacheFiles), { command, edits }, () => ({
    build,
    options,
    now: { today },
  }));
  const text = disk.readText(path);
  const file = { path, shown, repositoryPath: ".circleci/config.yml", named };
  const task = { file, text, repository: new Repositories(disk).around(path) };
  const result = await rememberingWork(cache, recordingWork(work, command))(task);
  cache.close();
  return { result, worked, text };
}

/** What reports ask of a result. */
function told(result: FileResult | undefined, edits = true) {
  if (!result) return undefined;
  const { source, secretTexts: _, findings, ...rest } = result;
  const shown = findings.map(({ fix, ...finding }) => ({
    ...finding,
    fix: fix && { title: fix.title, safety: fix.safety, ...(edits && { edits: fix.edits, setup: fix.setup }) },
  }));
  return { ...rest, findings: shown, text: source.text, path: source.path };
}

test("the same again is not worked on again, and gives the same", async () => {
  const files = memoryFiles();
  const first = await runWith(files);
  const second = await runWith(files);
  expect([first.worked, second.worked]).toEqual([1, 0]);
  expect(first.result?.findings.length).toBeGreaterThan(0);
  expect(told(second.result)).toEqual(told(first.result));
});

const CHANGES: readonly (readonly [string, Circumstances])[] = [
  ["the config", { files: { "/r/.circleci/config.yml": `${CONFIG}# more\n` } }],
  ["a Dockerfile that a step builds", { files: { "/r/Dockerfile": "FROM node:20\n" } }],
  ["a Dockerfile that is gone", { files: { "/r/Dockerfile": null } }],
  ["a compose file", { files: { "/r/docker-compose.yml": "services:\n  db:\n    image: postgres:16\n" } }],
  ["a compose file that comes first", { files: { "/r/compose.yaml": "services: {}\n" } }],
  ["what flags or settings say", { options: { strategy: "vault" } }],
  ["circlesec", { build: "2" }],
  ["the path", { shown: "other/.circleci/config.yml" }],
  ["whether the file was named", { named: true }],
];

test.each(CHANGES)("it is worked on again after a change of %s", async (_, change) => {
  const files = memoryFiles();
  await runWith(files);
  const changed = await runWith(files, change);
  expect(changed.worked).toBe(1);
  const fresh = await runWith(memoryFiles(), change);
  expect(told(changed.result)).toEqual(told(fresh.result));
  // Both are remembered now, unless something beside it has changed: there is one entry for a config.
  expect((await runWith(files, change)).worked).toBe(0);
});

test("a day is of no matter, but where comments suppress something until some day", async () => {
  const files = memoryFiles();
  await runWith(files);
  expect((await runWith(files, { today: "2027-02-01" })).worked).toBe(0);
  const until = "# circlesec: ignore[unauthenticated-pull] until 2027-01-31 -- soon";
  const suppressed = { files: { "/r/.circleci/config.yml": `${until}\n${CONFIG}` } };
  await runWith(files, suppressed);
  expect((await runWith(files, suppressed)).worked).toBe(0);
  expect((await runWith(files, { ...suppressed, today: "2027-02-01" })).worked).toBe(1);
});

const TOKEN = ["dckr", "pat", "Zq3vT8mKx0Lw9RbYc2NfHsJd5Gp"].join("_");
const LEAKY = { files: { "/r/.circleci/config.yml": CONFIG.replace("docker build", `T=${TOKEN} docker build`) } };

test("of a file with a secret, all is remembered but what fixes would write", async () => {
  const files = memoryFiles();
  const first = await runWith(files, { ...LEAKY, edits: false });
  expect(first.result?.secrets.length).toBeGreaterThan(0);
  const second = await runWith(files, { ...LEAKY, edits: false });
  expect(second.worked).toBe(0);
  expect(told(second.result, false)).toEqual(told(first.result, false));
});

test("where what fixes would write is told, a file with a secret is worked on again, and remembered once", async () => {
  const files = memoryFiles();
  const first = await runWith(files, LEAKY);
  const kept = [...files.texts.values()].join("");
  const second = await runWith(files, LEAKY);
  expect(second.worked).toBe(1);
  expect(told(second.result)).toEqual(told(first.result));
  expect([...files.texts.values()].join("")).toBe(kept);
});

test("`fix` takes over that a file is clean, and works on what is not", async () => {
  const clean = { files: { "/r/.circleci/config.yml": "version: 2.1\njobs: {}\n" } };
  const files = memoryFiles();
  await runWith(files, clean);
  await runWith(files);
  expect((await runWith(files, { ...clean, command: "fix" })).worked).toBe(0);
  expect((await runWith(files, { command: "fix" })).worked).toBe(1);
});

test("a damaged line is worked on again", async () => {
  const files = memoryFiles();
  const { result } = await runWith(files);
  for (const [name, text] of files.texts)
    files.texts.set(name, text.replace("docker-hub", "docker-hug").replace(/"config"/, '"confis"'));
  const second = await runWith(files);
  expect(second.worked).toBe(1);
  expect(told(second.result)).toEqual(told(result));
});

test("keys keep apart what could run together", () => {
  const file = { path: "/r/a.yml", shown: "a.yml", repositoryPath: "a.yml", named: false };
  const at = { build: "1", options: [], now: { today: "" } };
  const keys = [
    keyOf({ file, text: "a" }, at),
    keyOf({ file: { ...file, shown: "b.yml" }, text: "a" }, at),
    keyOf({ file, text: "\na" }, at),
    keyOf({ file, text: "a" }, { ...at, options: ["x"] }),
  ];
  expect(new Set(keys).size).toBe(keys.length);
});
