import { readFileSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";

/** Who may import whom: rooms, files at the top of src/, and packages. A room may always import itself. */
const RULES_ONLY = ["rules/rule.ts", "suppression.ts", "source", "model", "docker", "secrets", "fixes", "finding.ts"];
const PURE = [
  "source",
  "syntax",
  "edit",
  "docker",
  "shell",
  "secrets",
  "model",
  "finding.ts",
  "fixes",
  "rules",
  "suppression.ts",
];
const MAY_IMPORT: Record<string, readonly string[]> = {
  source: [],
  syntax: ["source", "yaml"],
  edit: ["source", "syntax"],
  shell: ["source", "unbash"],
  docker: ["source", "shell", "once.ts", "dockerfile-ast"],
  "once.ts": [],
  secrets: ["source", "once.ts"],
  model: ["source", "syntax", "docker", "shell", "secrets", "once.ts"],
  "finding.ts": ["source", "edit"],
  "suppression.ts": ["source", "nearest-name.ts"],
  fixes: ["suppression.ts", "source", "syntax", "edit", "docker", "shell", "secrets", "model", "finding.ts"],
  rules: RULES_ONLY,
  engine: [...PURE, "nearest-name.ts", "user-error.ts"],
  testing: [
    "engine",
    "edit",
    "finding.ts",
    "model",
    "plugins",
    "reporters",
    "rules",
    "run",
    "source",
    "syntax",
    "node:",
  ],
  plugins: ["finding.ts", "rules", "settings", "io", "nearest-name.ts", "user-error.ts", "ajv"],
  "docs-url.ts": [],
  reporters: [
    "source",
    "finding.ts",
    "docs-url.ts",
    "engine/result.ts",
    "engine/gate.ts",
    "engine/tally.ts",
    "rules/rule.ts",
    "rules/plugin.ts",
    "chalk",
    "diff",
    "node:crypto",
    "sarif",
  ],
  settings: [
    "suppression.ts",
    "source",
    "syntax",
    "finding.ts",
    "fixes",
    "rules",
    "secrets",
    "nearest-name.ts",
    "user-error.ts",
  ],
  "user-error.ts": [],
  "nearest-name.ts": [],
  completion: [],
  "vault-setup": ["fixes", "settings/settings.ts", "user-error.ts"],
  services: ["undici", "user-error.ts", "vault-setup/reader.ts", "fleet", "node:crypto", "node:util", "node:zlib"],
  io: ["user-error.ts", "node:", "ignore", "picomatch"],
  run: [...PURE, "engine", "io", "user-error.ts"],
  fleet: [
    ...PURE,
    "engine",
    "run",
    "settings",
    "find-settings",
    "reporters",
    "io",
    "nearest-name.ts",
    "user-error.ts",
    "node:crypto",
    "chalk",
  ],
  queue: [
    "fleet",
    "io/native-import.ts",
    "io/split-promise.ts",
    "reporters/text.ts",
    "user-error.ts",
    "node:",
    "bullmq",
  ],
  "launcher.ts": [
    "build-id.ts",
    "code-cache",
    "io/many-files.ts",
    "io/native-import.ts",
    "io/user-cache-folder.ts",
    "node:process",
  ],
  "code-cache": ["node:"],
  "worker.ts": ["commands/thread-work.ts", "node:worker_threads"],
  workers: ["run", "node:worker_threads"],
  "build-id.ts": [],
  "result-cache": ["engine/result.ts", "finding.ts", "rules/docs.generated.ts", "run", "io", "source", "node:crypto"],
  init: [...PURE, "engine"],
  "find-settings": ["io", "settings", "source", "nearest-name.ts", "user-error.ts", "node:"],
  "index.ts": [...PURE, "engine"],
  commands: ["*"],
  "cli.ts": ["*"],
};

const root = new URL("../src/", import.meta.url);
const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));

function importsOf(file: string): string[] {
  const text = readFileSync(new URL(file, root), "utf8");
  const statement = /^(?:import|export)\s(?:[^"';]*\sfrom\s)?\s*"([^"]+)"|\bimport\(\s*"([^"]+)"/gm;
  const specifiers = [...text.matchAll(statement)].map(([, fixed = "", lazy = fixed]) => lazy);
  return specifiers.map((specifier) =>
    specifier.startsWith(".") ? new URL(specifier, new URL(file, root)).pathname.replace(root.pathname, "") : specifier,
  );
}

test.each(files.toSorted())("src/%s imports only what its room may", (file) => {
  const room = file.includes("/") ? file.slice(0, file.indexOf("/")) : file;
  const allowed = MAY_IMPORT[room];
  expect(allowed, `src/${room} has no line in the table`).toBeDefined();
  const forbidden = importsOf(file).filter((target) => {
    // A rule has its own folder to itself.
    if (/^rules\/[^/]+\/./.test(file) && target.startsWith("rules/"))
      return target !== "rules/rule.ts" && !target.startsWith(file.slice(0, file.lastIndexOf("/") + 1));
    if (target.startsWith(`${room}/`)) return false;
    return !allowed?.some(
      (name) => name === "*" || target === name || target.startsWith(name.endsWith(":") ? name : `${name}/`),
    );
  });
  expect(forbidden.filter((target) => !target.endsWith("package.json"))).toEqual([]);
});

test("no file is one that a reader would dread to open", () => {
  const lengths = files.map((file) => readFileSync(new URL(file, root), "utf8").split("\n").length);
  const sorted = lengths.toSorted((a, b) => a - b);
  expect(Math.max(...lengths)).toBeLessThanOrEqual(400);
  expect(sorted[Math.floor(sorted.length * 0.9)]).toBeLessThanOrEqual(250);
});
