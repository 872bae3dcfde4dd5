import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, it, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { checkoutWith } from "../cli/checkout.ts";
import { pathOf } from "../package/run.ts";
import { ROOT } from "../package/build.ts";
import { run } from "../package/run.ts";
import { ACTION_FILE, COMPONENT_FILE, readAction, readComponent, readInputs } from "./others.ts";
import { SCRIPTS, readOrb } from "./sources.ts";

const action = readAction();
const inputs = readInputs();
const lintOfOrb = readOrb().commands["lint"]?.parameters ?? {};

const kebab = (name: string) => name.replaceAll("_", "-");

test.each([
  ["the action for GitHub", action.inputs],
  ["the component for GitLab", inputs],
])("%s offers what the orb does, by the same names", (_, offered) => {
  for (const [name, parameter] of Object.entries(lintOfOrb)) {
    expect(offered[kebab(name)], name).toBeDefined();
    if (name !== "reports") expect(offered[kebab(name)]?.default).toBe(parameter.default);
  }
  for (const [name, { description }] of Object.entries(offered)) expect(description, name).toMatch(/\.$/);
  expect(offered["version"]?.default).toBe(packageJson.version);
});

describe("the action for GitHub", () => {
  it("hands each input to a script by the environment, and none in the text of one", () => {
    const { steps } = action.runs;
    for (const { run: text } of steps) expect(text).not.toContain("${{");
    const handed = steps.flatMap(({ env }) => Object.values(env)).join("\n");
    for (const name of Object.keys(action.inputs)) {
      if (name !== "working-directory") expect(handed).toContain(`\${{ inputs.${name} }}`);
    }
  });

  it("sets each output that it names", () => {
    const script = readFileSync(join(ROOT, "github/lint.sh"), "utf8");
    for (const [name, { value, description }] of Object.entries(action.outputs)) {
      expect(value).toBe(`\${{ steps.lint.outputs.${name} }}`);
      expect(script).toContain(`"${name}=$`);
      expect(description).toMatch(/\.$/);
    }
  });

  test.skipIf(!pathOf("actionlint"))("is used by actionlint's rules, with each of its inputs and outputs", () => {
    const given = Object.keys(action.inputs).map((name) => `          ${name}: "1"\n`);
    const read = Object.keys(action.outputs).map((name) => `          - \${{ steps.a.outputs.${name} }}\n`);
    const workflow = (more: string) => `on: push
jobs:
  lint:
    runs-on: ubuntu-latest
    steps:
      - uses: ./
        id: a
        with:
${given.join("")}${more}      - name: >-
${read.join("")}        run: "true"
`;
    const path = ".github/workflows/lint.yml";
    const checkout = checkoutWith({ [path]: workflow("") });
    cpSync(ACTION_FILE, join(checkout, "action.yml"));
    expect(run("actionlint", ["-oneline"], { cwd: checkout })).toEqual({ status: 0, stdout: "", stderr: "" });
    const wrong = checkoutWith({ [path]: workflow("          no-such: a\n") });
    cpSync(ACTION_FILE, join(wrong, "action.yml"));
    expect(run("actionlint", ["-oneline"], { cwd: wrong }).stdout).toContain('input "no-such" is not defined');
  });

  test.skipIf(!pathOf("zizmor"))("is clean for zizmor's auditor", () => {
    const { status, stdout } = run("zizmor", ["--offline", "--quiet", "--persona=auditor", ACTION_FILE], { cwd: ROOT });
    expect(stdout).toContain("No findings");
    expect(status).toBe(0);
  });
});

describe("the component for GitLab", () => {
  const text = readFileSync(COMPONENT_FILE, "utf8");
  const NASTY = '$(touch here) `x` "; $CI_JOB_TOKEN';

  it("hands each input to a script by the environment, as it is, and none in the text of one", () => {
    const variables = { paths: NASTY, settings: NASTY, baseline: NASTY, reports: "html" };
    const { script, variables: handed } = readComponent(variables);
    expect(script.join("\n")).toBe(readComponent().script.join("\n"));
    expect(script.join("\n")).not.toContain("inputs.");
    expect(handed).toMatchObject({ CIRCLESEC_PATHS: NASTY, CIRCLESEC_REPORTS: "gitlab junit html" });
    expect(text.match(/value: .*\$\[\[/g)).toHaveLength(text.match(/expand: false/g)?.length ?? 0);
  });

  it("uses each input that it has", () => {
    for (const name of Object.keys(inputs)) expect(text).toContain(`$[[ inputs.${name} ]]`);
  });

  it("keeps its reports when the job fails", () => {
    const { artifacts } = readComponent();
    expect(artifacts.when).toBe("always");
    expect(Object.keys(artifacts.reports)).toEqual(["codequality", "junit"]);
  });

  it("runs the scripts of the orb", () => {
    for (const [index, name] of ["install.sh", "run.sh"].entries()) {
      expect(readComponent().script[index]).toBe(`(\n${readFileSync(join(SCRIPTS, name), "utf8")}\n)\n`);
    }
  });
});

describe.skipIf(!pathOf("shellcheck"))("shellcheck", () => {
  it("finds nothing to say of the script for GitHub", () => {
    expect(run("shellcheck", ["github/lint.sh"], { cwd: ROOT }).stdout).toBe("");
  });

  it("finds nothing to say of the job for GitLab", () => {
    const script = readComponent().script.join("\n");
    // A job of GitLab has no first line that names a shell, and those of the scripts are comments in it.
    const { stdout } = run("shellcheck", ["--shell=sh", "--exclude=SC1128", "-"], { cwd: ROOT, input: script });
    expect(stdout).toBe("");
  });
});

const absent = ["actionlint", "zizmor"].filter((program) => !pathOf(program));
if (absent.length > 0) process.stderr.write(`skipped: tests of the action by ${absent.join(" and ")}, not here\n`);
