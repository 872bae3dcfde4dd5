import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const PAGE = readFileSync(join(ROOT, "docs/limits.md"), "utf8");
const LINES = PAGE.split("\n");

/** Where the page states each limit: a part of the line, and what the number is followed by there. */
const STATED: Readonly<Record<string, readonly [line: string, unit?: string]>> = {
  "io/decode.ts MAX_BYTES": ["is refused before it is read", " MiB"],
  "io/disk.ts MAX_BESIDE": ["within the repository only", " MiB"],
  "io/file-tree.ts MAX_LINKS": ["Of git"],
  "syntax/anchors.ts MAX_HEIGHT": ["levels of YAML"],
  "syntax/parse-fully.ts MAX_FAULTS": ["faults of YAML"],
  "model/steps/read-steps.ts MAX_STEPS": ["steps of one job, those"],
  "model/steps/read-steps.ts MAX_LISTS": ["lists of steps of one job"],
  "model/steps/read-steps.ts MAX_NESTING": ["lists of steps inside each other"],
  "model/steps/read-steps.ts MAX_DEPTH": ["commands that call commands"],
  "model/possible.ts MAX_VALUES": ["values that one text can have"],
  "model/steps/matrix.ts MAX_RUNS": ["runs of one matrix"],
  "model/namespace.ts MAX_ORB_DEPTH": ["orbs inside inline orbs"],
  "engine/fix.ts MAX_PASSES": ["that leave no less to fix"],
  "engine/fix.ts MOST_PASSES": ["the next run goes on"],
  "engine/review.ts MAX_STEPS": ["fix --interactive"],
  "shell/execution.ts MAX_EXECUTIONS": ["commands that a script runs"],
  "shell/execution.ts MAX_CALLS": ["functions that call functions"],
  "shell/collect-commands.ts MAX_DEPTH": ["`sh -c`"],
  "shell/collect-commands.ts MAX_EXITS": ["under which a script ends early"],
  "shell/guards.ts MAX_GUARDS": ["conditions around one command"],
  "shell/program.ts MAX_WRAPPERS": ["wrappers of one command"],
  "model/commands/read-commands.ts MAX_CALLS": ["scripts of the repository that call others"],
  "model/commands/relevance.ts MAX_DEPTH": ["that are searched for what makes a step matter"],
  "model/commands/variables.ts MAX_TEXTS": ["texts that one word can be"],
  "model/images/compose.ts MAX_FILES": ["compose files of one command"],
  "model/vault/vault-values.ts MAX_BODY": ["commands of a function"],
  "secrets/encoded.ts MAX_BLOBS": ["stretches of base64"],
  "secrets/encoded.ts MAX_DECODED": ["characters of base64"],
  "secrets/scan.ts MAX_DEPTH": ["base64 in base64"],
  "result-cache/entry.ts MAX_ENTRY": ["Of results that are remembered"],
  "result-cache/store.ts MAX_SHARD": ["Of results that are remembered"],
  "code-cache/code-cache.ts MOST_VERSIONS": ["Of kept code"],
  "fleet/plans.ts MAX_ROUNDS": ["Of repositories that are no checkout|those that are there ask for"],
  "fleet/plans.ts MAX_FILES": ["Of repositories that are no checkout|those that are there ask for"],
  "fleet/plans.ts MAX_TEXT": ["Of repositories that are no checkout|those that are there ask for", " MiB"],
  "commands/work.ts MOST_THREADS": ["Of threads"],
  "commands/work.ts MOST_ASKED": ["Of threads"],
  "workers/pool.ts MOST_TRIES": ["Of threads"],
  "services/bitbucket/read.ts MOST_FILES": ["Of forges"],
  "services/bitbucket/tree.ts MOST_LISTS": ["Of forges"],
  "services/github/read.ts MOST_FOLDERS": ["Of forges"],
  "services/gitlab/read.ts MOST_PAGES": ["Of forges"],
  "services/http/transport.ts MAX_ANSWER": ["Of forges"],
  "services/http/transport.ts MOST_REDIRECTS": ["Of forges"],
  "queue/serve.ts MOST_LOSSES": ["Of workers"],
  "reporters/markdown-blocks.ts LIMIT": ["Of reports|60,000"],
};

/** Limits of what Docker itself takes, and of what is kept in memory: no end of a reading. */
const OTHERS = new Set(["docker/reference.ts MAX_PATH", "secrets/key-names.ts MAX_KNOWN"]);

const BYTES: Readonly<Record<string, number>> = { " MiB": 2 ** 20 };

function limitsOf(path: string): [name: string, value: number][] {
  const text = readFileSync(join(ROOT, "src", path), "utf8");
  const found = text.matchAll(/^(?:export )?const ((?:MAX|MOST)_[A-Z]+(?:_[A-Z]+)*|LIMIT) = ([\d_]+);/gm);
  return [...found].map(([, name = "", value = ""]) => [`${path} ${name}`, Number(value.replaceAll("_", ""))]);
}

const limits = new Map(
  readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".ts"))
    .flatMap(limitsOf)
    .filter(([name]) => !OTHERS.has(name)),
);

test("the page of limits states each limit of the code, and no other", () => {
  expect([...limits.keys()].toSorted()).toEqual(Object.keys(STATED).toSorted());
});

test.each([...limits])("%s, %d, is what the page states", (name, value) => {
  const [part = "", unit = ""] = STATED[name] ?? [];
  const line = LINES.filter((text) => part.split("|").some((one) => text.includes(one))).join("\n");
  const number = (value / (BYTES[unit] ?? 1)).toLocaleString("en-US");
  expect(line).toMatch(new RegExp(`(?<![\\d,])${number}${unit}(?!,?\\d)`));
});
