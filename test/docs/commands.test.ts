import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { expect, it } from "vitest";
import { CONFIG, checkoutWith } from "../cli/checkout.ts";
import { commitAll } from "../io/git-repository.ts";
import { buildCopy } from "../package/build.ts";
import { run, runOrThrow } from "../package/run.ts";

const ROOT = new URL("../../", import.meta.url);
const CLI = join(buildCopy(), "dist/cli.cjs");
const PAGES = ["README.md", ...readdirSync(new URL("docs/", ROOT)).map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith(".md"),
);

const UUID = "2b2f2a52-8c3f-4a54-9b0b-1f9d7a2c7d10";

interface Block {
  readonly line: number;
  readonly script: string;
}

/** The shell blocks of a page: what a reader may paste. */
function blocksOf(text: string): Block[] {
  return [...text.matchAll(/^( *)```sh\n([^]*?)^ *```$/gm)].map(({ index, 1: indent = "", 2: script = "" }) => ({
    line: text.slice(0, index).split("\n").length + 1,
    script: script.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
  }));
}

/** A repository with something to find and to fix, and with all that the pages assume to be there. */
function prepare() {
  const config = readFileSync(new URL("test/fixtures/sample/.circleci/config.yml", ROOT), "utf8");
  const settings = `vault: {username: acmeci, setup: {organization: ${UUID}, projects: [${UUID}]}}\n`;
  const folder = checkoutWith({
    [CONFIG]: config,
    "in.yml": config,
    ".circlesec.yml": settings,
    "team.yml": "strategy: context\n",
  });
  commitAll(folder);
  runOrThrow("git", ["update-ref", "refs/remotes/origin/main", "HEAD"], { cwd: folder });
  const home = join(folder, ".git", "home");
  mkdirSync(join(home, "checkouts"), { recursive: true });
  writeFileSync(join(home, "circlesec"), `#!/bin/sh\nexec "${process.execPath}" "${CLI}" "$@"\n`, { mode: 0o755 });
  runOrThrow("git", ["clone", "--quiet", folder, join(home, "checkouts", "one")], { cwd: folder });
  return { folder, env: { HOME: home, PATH: `${home}:${process.env["PATH"] ?? ""}` } };
}

const BLOCKS = PAGES.flatMap((page) =>
  blocksOf(readFileSync(new URL(page, ROOT), "utf8"))
    .filter(({ script }) => /^(?:circlesec|for) /m.test(script))
    .map((block) => ({ page, ...block })),
);

// One command after the other, in a repository as the page assumes it; a baseline stays from one to the next.
it.each(BLOCKS)("$page runs from line $line on", ({ script }) => {
  const { folder, env } = prepare();
  const sh = (command: string) => {
    // At a terminal, with somebody who quits.
    const typed = command.includes("--interactive");
    const args: [string, string[]] = typed ? ["script", ["-qec", command, "/dev/null"]] : ["bash", ["-c", command]];
    return run(...args, { cwd: folder, env, ...(typed && { input: "q\n" }) });
  };
  const baseline = /--baseline (\S+)/.exec(script)?.[1];
  if (baseline !== undefined) sh(`circlesec lint --write-baseline ${baseline}`);
  const isLoop = /^for /m.test(script);
  const lines = isLoop ? [script] : script.replaceAll("\\\n", " ").split("\n");
  for (const command of lines.filter((line) => isLoop || /^(?:circlesec|git) /.test(line))) {
    const { status, stderr } = sh(command);
    expect(stderr, command).not.toMatch(/^circlesec: /m);
    expect([0, 1], command).toContain(status);
  }
});

it("finds the commands of the pages", () => {
  expect(BLOCKS.length).toBeGreaterThan(8);
});
