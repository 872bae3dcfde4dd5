import { readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { Ajv } from "ajv";
import { describe, expect, it, test } from "vitest";
import { stringify } from "yaml";
import packageJson from "../../package.json" with { type: "json" };
import { lint } from "../../src/index.ts";
import { hasCorpus, officialSchema, whenCorpus } from "../corpus/corpus.ts";
import { pathOf } from "../package/run.ts";
import { ROOT } from "../package/build.ts";
import { run } from "../package/run.ts";
import { PACKED, SCRIPTS, readOrb, scripts, stepsBelow } from "./sources.ts";

const orb = readOrb();
const elements = [orb.commands, orb.jobs, orb.executors].flatMap((section) => Object.entries(section));

it("has sources without a finding", () => {
  const { status, stdout } = run(process.execPath, ["--import", "tsx", "src/cli.ts", "lint", "orb"], { cwd: ROOT });
  expect(stdout).toMatch(/^No problems in \d+ files/);
  expect(status).toBe(0);
});

it("is packed to a text without a finding, in which its linter sees the images", () => {
  const text = readFileSync(PACKED, "utf8");
  expect(lint(text, { path: "orb.yml" })).toMatchObject({ kind: "orb", findings: [] });
  const open = text.replaceAll(/^ +auth:\n(?: +(?:username|password): \$.*\n){2}/gm, "");
  expect(lint(open, { path: "orb.yml" }).findings.map(({ rule }) => rule)).toContain("unauthenticated-pull");
});

test.each(Object.entries(orb.examples))("has an example `%s` without a finding", (_, { usage }) => {
  expect(lint(stringify(usage))).toMatchObject({ kind: "config", findings: [] });
});

it("says of each part and of each parameter what it is", () => {
  const parts = elements.flatMap(([name, part]) => [[name, part] as const, ...Object.entries(part.parameters ?? {})]);
  expect(parts.length).toBeGreaterThan(30);
  for (const [name, { description }] of parts) expect(description, name).toMatch(/\.$/);
});

it("installs the version that it is of", () => {
  const defaults = elements.flatMap(([, { parameters }]) => parameters?.["version"]?.default ?? []);
  expect(defaults).toEqual(Array.from({ length: 5 }, () => packageJson.version));
});

test.each(["lint", "fix"])("offers in the job `%s` what its command does, and hands it on", (name) => {
  const command = orb.commands[name]?.parameters ?? {};
  expect(orb.jobs[name]?.parameters).toMatchObject(command);
  expect(orb.jobs[name]?.steps).toContainEqual({
    [name]: Object.fromEntries(Object.keys(command).map((key) => [key, `<< parameters.${key} >>`])),
  });
});

it("hands parameters to scripts by the environment alone", () => {
  const runs = elements.flatMap(([, { steps }]) =>
    stepsBelow(steps).flatMap((step) => (step as { run?: { command: string } }).run ?? []),
  );
  expect(runs.map(({ command }) => command).sort()).toEqual(
    ["check-push.sh", "install.sh", "push.sh", "run.sh", "run.sh"]
      .map((name) => readFileSync(join(SCRIPTS, name), "utf8"))
      .sort(),
  );
  for (const { command } of runs) expect(command).not.toContain("<<");
});

describe.skipIf(!hasCorpus)(`by the official schema, ${whenCorpus}`, () => {
  const validate = new Ajv({ strict: false, validateFormats: false, logger: false }).compile(
    hasCorpus ? officialSchema() : {},
  );

  it("is a right orb", () => {
    const { commands, jobs, executors } = orb;
    const workflows = { main: { jobs: ["circlesec/lint", { "circlesec/fix": { branch: "fixes" } }] } };
    const config = { version: 2.1, orbs: { circlesec: { commands, jobs, executors } }, workflows };
    expect(validate(config) || validate.errors).toBe(true);
  });

  test.each(["commands", "jobs", "executors"] as const)("has right %s where a config has its own", (section) => {
    const others = section === "jobs" ? { executors: orb.executors, commands: orb.commands } : { jobs: {} };
    expect(validate({ version: 2.1, ...others, [section]: orb[section] }) || validate.errors).toBe(true);
  });

  test.each(Object.entries(orb.examples))("has a right example `%s`", (_, { usage }) => {
    expect(validate(usage) || validate.errors).toBe(true);
  });

  it("would tell a wrong one", () => {
    const steps = [{ store_artifacts: { path: "a", when: "always" } }];
    expect(validate({ version: 2.1, orbs: { a: { commands: { b: { steps } } } } })).toBe(false);
  });
});

describe.skipIf(!pathOf("shellcheck"))("shellcheck", () => {
  test.each(scripts())("finds nothing to say of %s", (script) => {
    for (const shell of ["sh", "dash", "bash"]) {
      const { stdout } = run("shellcheck", ["--format=gcc", `--shell=${shell}`, script], { cwd: SCRIPTS });
      expect(stdout).toBe("");
    }
  });
});
