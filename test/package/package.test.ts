import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, expect, it } from "vitest";
import { CLEAN } from "../cli/configs.ts";
import { ROOT, buildCopy } from "./build.ts";
import { CONSUMER } from "./consumer.ts";
import { run, runOrThrow } from "./run.ts";

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

const project = buildCopy();
const consumer = temporaryFolder();
const packed = pack();
install(join(consumer, packed.filename));

function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "circlesec-consumer-")));
  afterAll(() => rmSync(folder, { recursive: true }));
  return folder;
}

function pack(): Packed {
  const where = ["--pack-destination", consumer];
  const report = runOrThrow("npm", ["pack", "--json", "--ignore-scripts", ...where], { cwd: project });
  const [only]: Packed[] = JSON.parse(report);
  if (!only) throw new Error("npm packed nothing");
  return only;
}

/** Makes the consumer's folder a project with the package in it, from no registry. */
function install(tarball: string): void {
  for (const [name, text] of Object.entries(CONSUMER)) writeFileSync(join(consumer, name), text);
  runOrThrow("npm", ["install", "--offline", "--no-audit", "--no-fund", tarball], { cwd: consumer });
}

function circlesec(...args: string[]) {
  return run(join(consumer, "node_modules/.bin/circlesec"), args, { cwd: consumer });
}

function readInstalled(path: string): string {
  return readFileSync(join(consumer, "node_modules/circlesec", path), "utf8");
}

function useFromJavaScript(): { builtIn: string[]; custom: string[]; fixed: string } {
  return JSON.parse(runOrThrow(process.execPath, ["use.mjs"], { cwd: consumer }));
}

it("holds what runs and what it must say, and nothing else", () => {
  const paths = packed.files.map(({ path }) => path).sort();
  const parts = paths.filter((path) => /^dist\/[a-z0-9.-]+\.(?:c?js|d\.ts)$/.test(path));
  expect(parts).toEqual(
    expect.arrayContaining(
      ["cli.cjs", "index.js", "index.d.ts", "testing.js", "testing.d.ts"].map((name) => `dist/${name}`),
    ),
  );
  const pages = paths.filter((path) => /^docs\/[a-z-]+\.md$/.test(path));
  expect(pages).toContain("docs/rules.md");
  expect(paths.filter((path) => !parts.includes(path) && !pages.includes(path))).toEqual([
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "dist/THIRD-PARTY-NOTICES.txt",
    "package.json",
    "schema/fleet-apply.schema.json",
    "schema/fleet-close.schema.json",
    "schema/fleet-plan.schema.json",
    "schema/fleet-report.schema.json",
    "schema/fleet-status.schema.json",
    "schema/fleet.schema.json",
    "schema/report-line.schema.json",
    "schema/report.schema.json",
    "schema/settings.schema.json",
  ]);
});

it("needs no other package", () => {
  expect(JSON.parse(readInstalled("package.json"))).not.toHaveProperty("dependencies");
  expect(Object.keys(JSON.parse(readFileSync(join(consumer, "package.json"), "utf8")).dependencies)).toEqual([
    "circlesec",
  ]);
});

it("holds no path of the machine that built it", () => {
  for (const { path } of packed.files) expect(readInstalled(path), path).not.toContain(project);
});

it("carries the licences of what is bundled", () => {
  const notices = readInstalled("dist/THIRD-PARTY-NOTICES.txt");
  const names = [...notices.matchAll(/^-+\n(\S+) \d+\.\d+\.\d+\n/gm)].map(([, name]) => name);
  expect(names).toEqual([
    "ajv",
    "chalk",
    "commander",
    "diff",
    "dockerfile-ast",
    "fast-deep-equal",
    "fast-uri",
    "ignore",
    "json-schema-traverse",
    "picomatch",
    "unbash",
    "undici",
    "vscode-languageserver-textdocument",
    "vscode-languageserver-types",
    "yaml",
  ]);
});

it("gives the licence of each bundled package in full", () => {
  const notices = readInstalled("dist/THIRD-PARTY-NOTICES.txt").split(/^-+$/m).slice(1);
  for (const notice of notices) expect(notice).toMatch(/copyright[\s\S]*(?:permission|redistribution)[\s\S]*warrant/i);
});

it("installs a command that fails on a finding", () => {
  const { status, stdout } = circlesec("lint", "open.yml");
  expect(stdout).toContain("open.yml:5:16 error unauthenticated-pull");
  expect(status).toBe(1);
});

it("installs a command that passes a clean config", () => {
  expect(circlesec("lint", "clean.yml")).toEqual({ status: 0, stdout: "No problems in 1 file.\n", stderr: "" });
});

it.each([
  ["redis://queue", "ioredis"],
  ["postgres://queue/fleet", "pg"],
])("says what to install for a queue at %s", (queue, driver) => {
  expect(circlesec("fleet", "worker", "--queue", queue)).toEqual({
    status: 2,
    stdout: "",
    stderr:
      "circlesec: the package `bullmq` is not installed, and a queue needs it\n" +
      `Run \`npm install bullmq@6 ${driver}\` where circlesec is installed\n`,
  });
});

it("lints from an ES module", () => {
  expect(useFromJavaScript().builtIn).toEqual([
    "unauthenticated-pull: job `build` pulls `node:20` from Docker Hub without `auth`",
  ]);
});

it("fixes from an ES module", () => {
  expect(useFromJavaScript().fixed).toBe(CLEAN);
});

it("runs a rule that the user defined", () => {
  expect(useFromJavaScript().custom).toEqual(["unknown-owner: who owns node:20"]);
});

it("has types that hold in a strict project", () => {
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  expect(run(process.execPath, [tsc, "-p", "."], { cwd: consumer })).toEqual({ status: 0, stdout: "", stderr: "" });
});

it("offers the schema of the report by a path of its own", () => {
  const script = `import { createRequire } from "node:module";
    console.log(createRequire(import.meta.url)("circlesec/schema/report.schema.json").title);`;
  const title = runOrThrow(process.execPath, ["--input-type=module", "-e", script], { cwd: consumer });
  expect(title).toBe("circlesec report\n");
});

it("runs the example of a plugin, its test and a lint with it", () => {
  const folder = temporaryFolder();
  cpSync(join(ROOT, "examples/plugin"), folder, { recursive: true });
  runOrThrow("npm", ["install", "--offline", "--no-audit", "--no-fund", join(consumer, packed.filename)], {
    cwd: folder,
  });
  const tested = runOrThrow(process.execPath, ["--test"], { cwd: folder });
  expect(tested).toContain("bad-hub is fixed to these bytes");
  expect(tested).toMatch(/\bfail 0\b/);
  const config = "test/cases/unmirrored-image/bad-hub.yml";
  const linted = run(join(folder, "node_modules/.bin/circlesec"), ["lint", config], { cwd: folder });
  expect(linted.stdout).toContain(`${config}:13:16 error acme/unmirrored-image`);
  expect(linted.status).toBe(1);
  const fixed = run(join(folder, "node_modules/.bin/circlesec"), ["fix", "--unsafe", config], { cwd: folder });
  expect(fixed.stdout).toContain("Fixed 2 problems");
  expect(readFileSync(join(folder, config), "utf8")).toContain(
    "image: mirror.acme.example/library/node:20 # what production runs",
  );
});
