import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { type UserConfig, defineConfig } from "tsdown";
import { asciiChunks } from "./tools/ascii-chunks.ts";
import { buildHash } from "./tools/build-hash.ts";
import { lateModules } from "./tools/late-modules.ts";
import { thirdPartyNotices } from "./tools/notices.ts";
import { wholeBuiltins } from "./tools/whole-builtins.ts";

const require = createRequire(import.meta.url);
/** The tree-shakable build: its Node build reads `process.env` once per token, a fifth of the time of a parse. */
const yaml = require.resolve("yaml").replace(/dist[\\/]index\.js$/, "browser/dist/index.js");

/** The reports say themselves whether they are coloured: what chalk would ask the terminal, which loads two modules of Node. */
const chalkColors = require.resolve("chalk").replace(/index\.js$/, "vendor/supports-color/browser.js");

const common = {
  alias: { yaml, "#supports-color": chalkColors },
  target: "node20.19",
  platform: "node",
  deps: { alwaysBundle: [/.*/], onlyBundle: false },
  define: { CIRCLESEC_BUILD: JSON.stringify(buildHash()) },
  plugins: [thirdPartyNotices()],
  // Loading a module of ours does nothing but define it, so that none is loaded of which nothing is used.
  treeshake: { moduleSideEffects: (id) => id.includes("node_modules") },
  sourcemap: false,
  hash: false,
} satisfies UserConfig;

/**
 * Few files to load for what is run most; each has all that its modules import, but for what an earlier one has. What asks for the
 * version loads the first, a run that finds everything in the cache the first three, and one that lints without one all up to the
 * engine but the third. None of them holds
 * a file that does something when it is loaded: a thread loads them, too.
 */
const CHUNKS = [
  {
    name: "call",
    test: /(?:src[\\/](?:commands[\\/](?:read-call|exit-code)|io[\\/]output|once|user-error|finding)\.ts|package\.json)$/,
  },
  { name: "start", test: /src[\\/](?:commands[\\/]lint-or-fix\.ts|source[\\/].*)$/ },
  // What a run with a cache needs besides.
  { name: "remembered", test: /src[\\/](?:result-cache[\\/].*|commands[\\/]result-cache|build-id)\.ts$/ },
  { name: "secrets", test: /src[\\/]secrets[\\/]/ },
  { name: "syntax", test: /src[\\/](?:syntax[\\/]index|docker[\\/]reference|shell[\\/](?:detect|parse)-shell)\.ts$/ },
  // What several late modules need of scripts.
  {
    name: "scripts",
    test: /src[\\/](?:shell[\\/](?:execution|output|program|word)|docker[\\/]image-command|model[\\/](?:images|exposures)[\\/]logins)\.ts$/,
  },
  { name: "engine", test: /src[\\/]commands[\\/]linting\.ts$/ },
  { name: "edit", test: /src[\\/](?:edit[\\/]index|fixes[\\/]credential)\.ts$/ },
  { name: "text", test: /src[\\/]reporters[\\/](?:text|setup|explain|rules)\.ts$/ },
  { name: "pretty", test: /src[\\/]reporters[\\/]pretty\.ts$/ },
];

/**
 * What most files can do without, by the chunk that it becomes: it is loaded by the first that asks it something. A module belongs here
 * if it is large with what only it imports, and callers look first whether there is anything to ask.
 */
const LATE = {
  reports: readdirSync("src/rules", { recursive: true, encoding: "utf8" })
    .filter((path) => basename(path) === "report.ts")
    .map((path) => join("src/rules", path))
    .toSorted(),
  yaml: "src/syntax/parse-fully.ts",
  dockerfile: "src/docker/dockerfile.ts",
  exposures: "src/model/exposures/in-script.ts",
  glob: "src/io/glob.ts",
  shell: "src/shell/collect-commands.ts",
  fixes: "src/fixes/index.ts",
  fix: "src/engine/fix.ts",
  suppressions: "src/engine/suppressions.ts",
  findings: ["src/engine/state-finding.ts", "src/engine/conceal.ts"],
  gitignore: "src/io/ignore.ts",
  commands: "src/model/commands/read-commands.ts",
  "hub-logins": "src/model/images/hub-logins.ts",
  steps: "src/model/images/walk-steps.ts",
  "vault-steps": "src/model/vault/index.ts",
  blocks: "src/reporters/blocks.ts",
  "fix-review": "src/engine/review.ts",
};

export default defineConfig([
  {
    ...common,
    // Of one piece: what it loads, it loads with the code that was kept.
    entry: { cli: "src/launcher.ts" },
    format: "cjs",
    minify: true,
    dts: false,
    clean: false,
    outExtensions: () => ({ js: ".cjs" }),
    plugins: [...common.plugins, wholeBuiltins()],
  },
  {
    ...common,
    entry: { main: "src/cli.ts", worker: "src/worker.ts" },
    format: "cjs",
    minify: true,
    dts: false,
    outExtensions: () => ({ js: ".cjs" }),
    plugins: [...common.plugins, wholeBuiltins(), lateModules(LATE), asciiChunks()],
    outputOptions: { codeSplitting: { groups: CHUNKS } },
  },
  {
    ...common,
    entry: { index: "src/index.ts", testing: "src/testing/index.ts" },
    format: "esm",
    dts: true,
    clean: false,
    outExtensions: () => ({ js: ".js", dts: ".d.ts" }),
  },
]);
