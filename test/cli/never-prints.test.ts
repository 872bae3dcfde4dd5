import { spawnSync } from "node:child_process";
import { closeSync, openSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, it } from "vitest";
import { FORMATS } from "../../src/reporters/formats.ts";
import { RULES } from "../../src/rules/index.ts";
import { temporaryFolder } from "../io/temporary-folder.ts";
import { buildCopy } from "../package/build.ts";
import { type Outcome, run, runOrThrow } from "../package/run.ts";
import { CONFIG, checkoutWith, folderWith, readIn } from "./checkout.ts";
import { plantEverywhere } from "./secret-files.ts";
import { Pieces } from "./secret-pieces.ts";

const CLI = join(buildCopy(), "dist/cli.cjs");
const { files, secrets } = plantEverywhere();
const PATHS = Object.keys(files);
const PIECES = new Pieces(secrets);

function circlesec(cwd: string, args: readonly string[], input?: string): Outcome {
  return run(process.execPath, [CLI, ...args], { cwd, ...(input !== undefined && { input }) });
}

/** Everything that a run prints. */
function printed({ stdout, stderr }: Outcome): string {
  return `${stdout}\n${stderr}`;
}

/** The lines of a text that show a piece of a secret. */
function shown(text: string): string {
  return PIECES.in(text).join("\n");
}

/** Paths below a folder, but for what git keeps. */
function listing(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => !path.startsWith(".git"));
}

function hasScript(): boolean {
  return spawnSync("script", ["--version"]).status === 0;
}

const RUNS = [
  ["lint"],
  ["lint", "--color", "always", "--unresolved-images", "error", "--convenience-images", "error"],
  ["lint", "--format", "json"],
  ["fix", "--check", "--quiet"],
  ["fix", "--check", "--unsafe", "--format", "json"],
  ["fix"],
  ["fix", "--unsafe", "--auth-style", "anchor"],
  ["fix", "--diff"],
  ["fix", "--diff", "--unsafe", "--source", "project", "--color", "always"],
];

describe("no piece of a secret is printed", () => {
  it.each(RUNS.map((args) => [args.join(" "), args] as const))("by %s", (_, args) => {
    const folder = folderWith(files);
    const outcome = circlesec(folder, [...args, ...PATHS]);
    expect.soft(shown(printed(outcome))).toBe("");
    expect.soft(outcome.status, "3 is a bug: a fix that was refused").toBe(1);
    expect(outcome.stdout.length).toBeGreaterThan(10_000);
    // Nothing is left beside the configs: no temporary file, no log.
    expect(listing(folder).toSorted()).toEqual(listing(folderWith(files)).toSorted());
  });

  it.each([
    ["lint", "--statistics"],
    ["fix", "--check", "--unsafe"],
    ["fix", "--unsafe"],
  ])("in any format by %s %s", (...args) => {
    const folder = folderWith(files);
    const reports = temporaryFolder();
    const formats = Object.keys(FORMATS);
    const asked = formats.flatMap((format) => ["--format", `${format}=${join(reports, format)}`]);
    const outcome = circlesec(folder, [...args, ...asked, ...PATHS]);
    expect.soft(shown(printed(outcome))).toBe("");
    expect.soft(outcome.status).toBe(1);
    for (const format of formats) {
      const text = readIn(reports, format);
      expect.soft(shown(text), format).toBe("");
      expect(text.length, format).toBeGreaterThan(10_000);
    }
  });

  it("in a baseline, nor by who reads it", () => {
    const folder = folderWith(files);
    const written = circlesec(folder, ["lint", "--write-baseline", "known.txt", ...PATHS]);
    expect.soft(shown(printed(written))).toBe("");
    expect.soft(shown(readIn(folder, "known.txt"))).toBe("");
    expect(readIn(folder, "known.txt").length).toBeGreaterThan(10_000);
    const read = circlesec(folder, [
      "lint",
      "--baseline",
      "known.txt",
      "--report-suppressed",
      "--format",
      "sarif",
      ...PATHS,
    ]);
    expect.soft(shown(printed(read))).toBe("");
    expect(read.stdout.length).toBeGreaterThan(10_000);
  });

  it("by who writes comments beside it", () => {
    const outcome = circlesec(folderWith(files), ["suppress", "--reason", "made up", "--diff", ...PATHS]);
    expect.soft(shown(printed(outcome))).toBe("");
    expect(outcome.stdout.length).toBeGreaterThan(10_000);
  });

  it("by who sets a repository up", () => {
    const path = PATHS[0] ?? "";
    const folder = checkoutWith({ [CONFIG]: files[path] ?? "" });
    expect.soft(shown(printed(circlesec(folder, ["init", "--yes", "--pre-commit"])))).toBe("");
  });

  it.each(RULES.map(({ meta }) => meta.id))("by rule %s alone", (rule) => {
    const folder = folderWith(files);
    expect.soft(shown(printed(circlesec(folder, ["fix", "--diff", "--unsafe", "--rule", rule, ...PATHS])))).toBe("");
  });

  it.skipIf(!hasScript()).each([40, 250])("on a terminal of %i columns", (columns) => {
    const folder = folderWith(files);
    const command = `stty cols ${columns}; "${process.execPath}" "${CLI}" lint ${PATHS.map((path) => `'${path}'`).join(" ")}`;
    const outcome = run("script", ["--quiet", "--return", "--command", command, "/dev/null"], { cwd: folder });
    expect(outcome.stdout.length).toBeGreaterThan(10_000);
    expect.soft(shown(printed(outcome))).toBe("");
  });
});

describe("standard input", () => {
  // Each costs a start of node: a few files of every sort stand for all.
  const some = PATHS.filter((_, index) => index % 40 === 0);

  it.each(some)("prints no piece of %s, and the fixed config is all of standard output", (path) => {
    const folder = folderWith({ [path]: files[path] ?? "" });
    const input = String(files[path]);
    const named = ["--stdin-filename", path];
    for (const args of [
      ["lint", "-"],
      ["lint", "-", "--format", "json"],
      ["fix", "-", "--diff", "--unsafe"],
    ]) {
      expect.soft(shown(printed(circlesec(folder, [...args, ...named], input)))).toBe("");
    }
    const filtered = circlesec(folder, ["fix", "-", "--unsafe", ...named], input);
    circlesec(folder, ["fix", "--unsafe", path]);
    expect(filtered.stdout).toBe(readIn(folder, path));
    expect.soft(shown(filtered.stderr)).toBe("");
  });
});

describe("what cannot be run", () => {
  const [secret = { text: "" }] = secrets;
  const [path = ""] = PATHS;

  it.each([
    ["the secret for the name of its variable", ["fix", "--token", secret.text]],
    ["the secret for the name of a user", ["fix", "--username", secret.text]],
    ["the secret for the name of a context", ["fix", "--context", secret.text]],
    ["the secret for the id of a rule", ["lint", "--rule", secret.text]],
    ["the secret for the name of a format", ["lint", "--format", secret.text]],
    ["the secret for a severity", ["lint", "--fail-on", secret.text]],
    ["the secret for a baseline", ["lint", "--baseline", secret.text]],
    ["the secret for a path", ["lint", secret.text]],
    ["the secret behind an option that there is not", ["fix", "--password", secret.text]],
    ["the secret behind the = of an option that there is not", ["fix", `--password=${secret.text}`]],
    ["an option that there is not", ["lint", "--verbose", path]],
    ["options that do not go together", ["fix", "--diff", "--format", "json", path]],
  ])("is explained without the secret: %s", (_, args) => {
    const outcome = circlesec(folderWith({ [path]: files[path] ?? "" }), args);
    expect(outcome.status).toBe(2);
    expect.soft(shown(printed(outcome))).toBe("");
  });

  it("is explained without the secret: a file that is not text", () => {
    const bytes = Buffer.concat([Buffer.from(`version: ${secret.text}\n`), Uint8Array.of(0xff, 0x00)]);
    const outcome = circlesec(folderWith({ [CONFIG]: bytes }), ["lint", CONFIG]);
    expect(outcome.status).toBe(2);
    expect.soft(shown(printed(outcome))).toBe("");
  });
});

describe("fix --diff", () => {
  const LEAKY = `version: 2.1
jobs:
  build:
    docker:
      - image: node:20
        auth:
          username: acme
          password: ${secrets[0]?.text ?? ""}
    steps:
      - run: docker login -u acme -p '${secrets[0]?.text ?? ""}'
workflows:
  main:
    jobs:
      - build
`;
  let folder = "";
  /** Runs it with standard output in a file, as a shell does for `> file`. */
  function intoFile(args: readonly string[]): Outcome {
    const file = join(temporaryFolder(), "circlesec.patch");
    const descriptor = openSync(file, "w");
    try {
      const { status, stderr } = spawnSync(process.execPath, [CLI, ...args], {
        cwd: folder,
        stdio: ["ignore", descriptor, "pipe"],
        encoding: "utf8",
      });
      return { status, stderr, stdout: readFileSync(file, "utf8") };
    } finally {
      closeSync(descriptor);
    }
  }

  it("masks what it removes, and says that the diff does not apply", () => {
    folder = checkoutWith({ [CONFIG]: LEAKY });
    expect(shown(LEAKY)).not.toBe("");
    const { stdout, stderr } = circlesec(folder, ["fix", "--diff"]);
    expect(stdout).toContain("-          password: ***\n");
    expect(stdout).toContain("+          password: $DOCKERHUB_TOKEN\n");
    expect(stdout).toContain("-      - run: docker login -u acme -p ***\n");
    expect(stderr).toMatch(/^Secrets are masked as \*\*\* in this diff/);
    expect(run("git", ["apply", "--check", "-"], { cwd: folder, input: stdout }).status).not.toBe(0);
  });

  it("says nothing of masks where nothing is masked", () => {
    folder = checkoutWith({ [CONFIG]: LEAKY.replaceAll(/ {8}auth:\n[^]*?(?= {4}steps)|docker login.*/g, "") });
    const { stdout, stderr } = circlesec(folder, ["fix", "--diff"]);
    expect(stdout).toContain("+        auth:");
    expect(stderr).not.toContain("mask");
  });

  it.each([
    ["a pipe", ["fix", "--diff", "--show-secrets"]],
    ["no diff", ["fix", "--show-secrets"]],
    ["--check", ["fix", "--check", "--show-secrets"]],
  ])("--show-secrets is refused for %s", (_, args) => {
    folder = checkoutWith({ [CONFIG]: LEAKY });
    const outcome = circlesec(folder, args);
    expect(outcome.status).toBe(2);
    expect(outcome.stdout).toBe("");
    expect.soft(shown(printed(outcome))).toBe("");
    expect(readIn(folder)).toBe(LEAKY);
  });

  it.each([
    ["Unix line endings", LEAKY],
    ["Windows line endings", LEAKY.replaceAll("\n", "\r\n")],
    ["no newline at the end", LEAKY.trimEnd()],
  ])("--show-secrets writes what `git apply` makes the same of as `fix`: %s", (_, text) => {
    folder = checkoutWith({ [CONFIG]: text });
    const { stdout, stderr } = intoFile(["fix", "--diff", "--show-secrets"]);
    expect(shown(stdout)).not.toBe("");
    expect.soft(shown(stderr)).toBe("");
    runOrThrow("git", ["apply", "-"], { cwd: folder, input: stdout });
    const fixed = checkoutWith({ [CONFIG]: text });
    circlesec(fixed, ["fix"]);
    expect(readIn(folder)).toBe(readIn(fixed));
    expect.soft(shown(readIn(folder))).toBe("");
  });

  it("masks in a file, too, unless it is asked not to", () => {
    folder = checkoutWith({ [CONFIG]: LEAKY });
    expect.soft(shown(intoFile(["fix", "--diff"]).stdout)).toBe("");
  });
});
