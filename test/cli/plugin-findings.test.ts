import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, it } from "vitest";
import { buildCopy } from "../package/build.ts";
import { run, runOrThrow } from "../package/run.ts";
import { CONFIG, checkoutWith, readIn } from "./checkout.ts";
import { OPEN } from "./configs.ts";
import { REPORT, plugin } from "./plugin-text.ts";
import { parseReport } from "./report.ts";

const CLI = join(buildCopy(), "dist/cli.cjs");
const OWN = "acme/unowned-image";
const QUIET = "plugins: [./acme.mjs]\nrules: { unauthenticated-pull: off }\n";
const WHO = ["-c", "user.name=a", "-c", "user.email=a@b.c"];

/** A checkout with a plugin that finds something at every image. */
function checkout(text = OPEN, module = plugin(REPORT), settings = QUIET): string {
  return checkoutWith({ [CONFIG]: text, ".circlesec.yml": settings, "acme.mjs": module });
}

function circlesec(cwd: string, ...args: string[]) {
  return run(process.execPath, [CLI, ...args], { cwd });
}

/** `rule: message` of what lint finds. */
function found(cwd: string, ...args: string[]): string[] {
  const { stdout } = circlesec(cwd, "lint", "--format", "json", ...args);
  return parseReport(stdout).findings.map(({ rule, message }) => `${rule}: ${message}`);
}

function commented(ids: string): string {
  return OPEN.replace("# keep me", `# circlesec: ignore[${ids}] -- ours`);
}

describe("a suppression comment", () => {
  it("suppresses what the rule of a plugin finds, and nothing else", () => {
    const { stdout, status } = circlesec(checkout(commented(OWN)), "lint", "--format", "json");
    expect(JSON.parse(stdout)).toMatchObject({
      findings: [],
      suppressed: [{ rule: OWN, suppression: { kind: "comment" } }],
    });
    expect(status).toBe(0);
    expect(found(checkout(commented("unauthenticated-pull")))).toEqual([`${OWN}: nobody owns node:20`]);
  });

  it("that misspells the id is told, and respelt", () => {
    const folder = checkout(commented("acme/unowned-imag"));
    expect(found(folder)).toContain("unused-suppression: there is no rule `acme/unowned-imag`");
    expect(circlesec(folder, "fix", "--unsafe").status).toBe(0);
    expect(readIn(folder)).toBe(commented(OWN));
  });

  it("is told where the rule of a plugin finds nothing", () => {
    expect(found(checkout(commented(OWN), plugin("pullSite() {}")))).toEqual([
      `unused-suppression: \`${OWN}\` finds nothing here that this comment could suppress`,
    ]);
  });

  it.each([
    ["another rule is asked for", plugin(REPORT), ["--rule", "unused-suppression"]],
    ["plugins are not loaded", plugin(REPORT), ["--no-plugins"]],
    ["settings are not read", plugin(REPORT), ["--no-settings", "--rule", "unused-suppression"]],
    ["the plugin is broken", "throw 1", []],
  ])("stays as it is where %s: nobody knows whether it is used", (_, module, args) => {
    const folder = checkout(commented(OWN), module);
    expect(found(folder, ...args)).toEqual([]);
    circlesec(folder, "fix", "--unsafe", ...args);
    expect(readIn(folder)).toBe(commented(OWN));
  });

  it("can be judged by the rule of a plugin, which no comment suppresses then", () => {
    const judge =
      "suppressions(all, { report }) { for (const { span, reason } of all) if (!/OPS-/.test(reason)) report({ at: span, message: 'it names no ticket', why: 'Because' }); }";
    const folder = checkout(commented(`leaked-token, ${OWN}`), plugin(judge));
    expect(found(folder)).toEqual([
      `${OWN}: it names no ticket`,
      "unused-suppression: `leaked-token` finds nothing here that this comment could suppress",
      `unused-suppression: a comment cannot suppress \`${OWN}\``,
    ]);
  });
});

describe("circlesec suppress", () => {
  it("knows rules of plugins", () => {
    const folder = checkout();
    const done = circlesec(folder, "suppress", "--reason", "ours", "--rule", OWN);
    expect(done).toMatchObject({ status: 0, stderr: "" });
    expect(done.stdout).toBe(`suppressed in ${CONFIG}\n  5: ${OWN}\nWrote 1 comment.\n`);
    expect(readIn(folder)).toContain(`      # circlesec: ignore[${OWN}] -- ours\n      - image: node:20 # keep me\n`);
    expect(found(folder)).toEqual([]);
  });

  it("knows nothing of them with --no-plugins, and names the nearest of those that there are", () => {
    expect(circlesec(checkout(), "suppress", "--reason", "x", "--rule", OWN, "--no-plugins")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(`there is no rule \`${OWN}\``),
    });
    expect(circlesec(checkout(), "suppress", "--reason", "x", "--rule", "acme/unowned-imag").stderr).toContain(
      `Did you mean \`${OWN}\`?`,
    );
  });

  it("says of a plugin that it is left out, and ends with 2", () => {
    const done = circlesec(checkout(OPEN, "throw 1", "plugins: [./acme.mjs]\n"), "suppress", "--reason", "x");
    expect(done.stdout).toContain(".circlesec.yml: plugin `./acme.mjs` is left out: ");
    expect(done.stdout).toContain("Wrote 1 comment; 1 plugin failed.");
    expect(done.status).toBe(2);
  });

  it("says whose bug it is where a rule of a plugin throws", () => {
    const done = circlesec(
      checkout(OPEN, plugin("config() { throw new Error('oops'); }")),
      "suppress",
      "--reason",
      "x",
    );
    expect(done.stdout).toContain(`rule \`${OWN}\` failed, a bug in the plugin \`acme\`: oops`);
    expect(done.status).toBe(2);
  });
});

describe("what is known of rules of plugins", () => {
  it("is left out with a baseline, and with a revision", () => {
    const folder = checkout();
    expect(circlesec(folder, "lint", "--write-baseline", "known.jsonl").status).toBe(0);
    expect(readFileSync(join(folder, "known.jsonl"), "utf8")).toContain(OWN);
    expect(found(folder, "--baseline", "known.jsonl")).toEqual([]);
    runOrThrow("git", ["add", "."], { cwd: folder });
    runOrThrow("git", [...WHO, "commit", "-qm", "x"], { cwd: folder });
    expect(found(folder)).toHaveLength(1);
    expect(found(folder, "--new-only", "HEAD")).toEqual([]);
  });

  it("stays in a baseline while the plugin is not loaded", () => {
    const folder = checkout();
    circlesec(folder, "lint", "--write-baseline", "known.jsonl");
    writeFileSync(join(folder, CONFIG), OPEN.replace("node:20", "quay.io/acme/app:1"));
    circlesec(folder, "lint", "--baseline", "known.jsonl", "--prune-baseline", "--no-plugins");
    expect(readFileSync(join(folder, "known.jsonl"), "utf8")).toContain(OWN);
    circlesec(folder, "lint", "--baseline", "known.jsonl", "--prune-baseline");
    expect(readFileSync(join(folder, "known.jsonl"), "utf8")).not.toContain("node:20");
  });

  it("is found in what is staged", () => {
    const folder = checkout();
    runOrThrow("git", ["add", "."], { cwd: folder });
    writeFileSync(join(folder, CONFIG), OPEN.replace("node:20", "quay.io/acme/app:1"));
    expect(found(folder, "--staged")).toEqual([`${OWN}: nobody owns node:20`]);
  });
});

it("has no page of ours to lead to", () => {
  const { stdout } = circlesec(checkout(OPEN, plugin(REPORT), "plugins: [./acme.mjs]\n"), "lint", "--format", "json");
  expect(parseReport(stdout).findings.map(({ rule, docs }) => [rule, docs !== undefined])).toEqual([
    [OWN, false],
    ["unauthenticated-pull", true],
  ]);
});

describe("settings that extend others", () => {
  const options =
    "options: { properties: { max: { type: 'integer' }, strict: { type: 'boolean' } }, defaults: { max: 1, strict: false } },";
  const says =
    "config(config, { report, options }) { report({ at: { start: 0, end: 1 }, message: JSON.stringify(options), why: 'W' }); }";
  const files = {
    [CONFIG]: OPEN,
    "team/rules.mjs": plugin(says, options),
    "team/team.yml": "plugins: [./rules.mjs]\nrules: { acme/unowned-image: { max: 3 }, unauthenticated-pull: off }\n",
  };
  const withSettings = (text: string) => checkoutWith({ ...files, ".circlesec.yml": text });

  it("have their plugins, with options laid over each other and checked where they stand", () => {
    const folder = withSettings("extends: ./team/team.yml\nrules: { acme/unowned-image: { strict: true } }\n");
    expect(found(folder)).toEqual([`${OWN}: {"max":3,"strict":true}`]);
    const wrong = withSettings("extends: ./team/team.yml\nrules: { acme/unowned-image: { max: many } }\n");
    expect(circlesec(wrong, "lint").stderr).toContain(
      ".circlesec.yml:2:37: `rules.acme/unowned-image.max` wants a whole number\n",
    );
  });

  it("keep options where a severity is laid over them", () => {
    const folder = withSettings("extends: ./team/team.yml\nrules: { acme/unowned-image: info }\n");
    expect(found(folder)).toEqual([`${OWN}: {"max":3,"strict":false}`]);
    expect(circlesec(folder, "lint").status).toBe(0);
  });

  it("have options for some files only", () => {
    const folder = withSettings(
      "extends: ./team/team.yml\noverrides: [{ files: [.circleci/], rules: { acme/unowned-image: { max: 7 } } }]\n",
    );
    expect(found(folder)).toEqual([`${OWN}: {"max":7,"strict":false}`]);
    const wrong = withSettings(
      "extends: ./team/team.yml\noverrides: [{ files: [x/], rules: { acme/unowned-imag: off } }]\n",
    );
    expect(circlesec(wrong, "lint").stderr).toContain(".circlesec.yml:2:37: no plugin has a rule `acme/unowned-imag`");
  });
});

it("runs no code of other repositories than the one that it is in", () => {
  const folder = checkoutWith({
    "own/.git/HEAD": "",
    [`own/${CONFIG}`]: OPEN,
    "own/acme.mjs": plugin(REPORT),
    "own/.circlesec.yml": QUIET,
  });
  const { errors, findings } = parseReport(circlesec(folder, "lint", "--format", "json", "own").stdout);
  expect(findings).toEqual([]);
  expect(errors).toEqual([
    {
      path: "own/.circlesec.yml",
      message: "plugin `./acme.mjs` is left out: it is code of another repository, so it is not run",
    },
  ]);
  expect(found(join(folder, "own"))).toEqual([`${OWN}: nobody owns node:20`]);
});
