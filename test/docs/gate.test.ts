import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, it, test } from "vitest";
import { parse } from "yaml";
import { lint } from "../../src/index.ts";
import { checkoutWith } from "../cli/checkout.ts";
import { hasCorpus, officialSchema, whenCorpus } from "../corpus/corpus.ts";
import { pathOf } from "../package/run.ts";
import { ACTION_FILE, readAction, readInputs } from "../orb/others.ts";
import { readOrb } from "../orb/sources.ts";
import { ROOT } from "../package/build.ts";
import { run } from "../package/run.ts";

const PAGE = readFileSync(join(ROOT, "docs/gate.md"), "utf8");

/** The YAML blocks of the page, by where they go. */
const blocks = [...PAGE.matchAll(/^```yaml\n([^]*?)^```$/gm)].map(([, text = ""]) => ({ text, value: parse(text) }));
const circleCI = blocks.filter(({ value }) => "version" in value);
const gitHub = blocks.filter(({ value }) => "on" in value);
const gitLab = blocks.filter(({ value }) => "include" in value);

it("shows a block for each place", () => {
  expect(blocks).toHaveLength(circleCI.length + gitHub.length + gitLab.length);
  expect([circleCI.length, gitHub.length, gitLab.length]).toEqual([5, 1, 1]);
});

describe("on CircleCI", () => {
  it.each(circleCI)("shows configs without a finding", ({ text }) => {
    expect(lint(text)).toMatchObject({ kind: "config", findings: [] });
  });

  it.each(circleCI)("gives the orb parameters that it has", ({ value }) => {
    const entries = [...Object.values(value.workflows), ...Object.values(value.jobs ?? {})] as Entry[];
    const calls = entries.flatMap(({ jobs = [], steps = [] }) => [
      ...jobs.flatMap((call) => callsOf(call, "jobs")),
      ...steps.flatMap((call) => callsOf(call, "commands")),
    ]);
    expect(calls.length).toBe(value.orbs ? 1 : 0);
    for (const { known, given } of calls) expect(known).toEqual(expect.arrayContaining(given));
  });

  describe.skipIf(!hasCorpus)(`by the official schema, ${whenCorpus}`, () => {
    const validate = new Ajv({ strict: false, validateFormats: false, logger: false }).compile(
      hasCorpus ? officialSchema() : {},
    );
    it.each(circleCI)("shows right configs", ({ value }) => {
      expect(validate(value) || validate.errors).toBe(true);
    });
  });

  it("lists each parameter of the job, with its default", () => {
    for (const [name, { type, default: value }] of Object.entries(readOrb().jobs["lint"]?.parameters ?? {})) {
      const row = new RegExp(`^\\| \`${name}\` .*$`, "m").exec(PAGE)?.[0];
      expect(row, name).toBeDefined();
      if (value !== "" && type !== "executor" && name !== "version") expect(row).toContain(`\`${String(value)}\``);
    }
  });
});

describe("on GitHub", () => {
  const action = readAction();

  it("names each input and output of the action", () => {
    for (const name of [...Object.keys(action.inputs), ...Object.keys(action.outputs)]) {
      expect(PAGE).toContain(`\`${name}\``);
    }
  });

  test.skipIf(!pathOf("actionlint"))("shows a workflow without a finding of actionlint", () => {
    const text = (gitHub[0]?.text ?? "").replace("acme/circlesec@v0.1.0", "./");
    const checkout = checkoutWith({ ".github/workflows/lint.yml": text });
    cpSync(ACTION_FILE, join(checkout, "action.yml"));
    expect(run("actionlint", ["-oneline"], { cwd: checkout })).toEqual({ status: 0, stdout: "", stderr: "" });
  });
});

it("names each input of the component for GitLab, and gives those that it has", () => {
  const inputs = Object.keys(readInputs());
  for (const name of inputs) expect(PAGE).toContain(`\`${name}\``);
  for (const { value } of gitLab) expect(inputs).toEqual(expect.arrayContaining(Object.keys(value.include[0].inputs)));
});

interface Entry {
  readonly jobs?: readonly unknown[];
  readonly steps?: readonly unknown[];
}

/** The parts of the orb that an entry of a workflow or a step names, with the parameters that it gives. */
function callsOf(entry: unknown, section: "jobs" | "commands"): { known: string[]; given: string[] }[] {
  const [key = "", given = {}] = Object.entries(entry as Record<string, object>)[0] ?? [];
  const [, name] = key.split("circlesec/");
  if (name === undefined) return [];
  const known = Object.keys(readOrb()[section][name]?.parameters ?? {});
  return [{ known: [...known, "context"], given: Object.keys(given) }];
}
