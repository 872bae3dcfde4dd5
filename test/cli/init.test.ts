import { existsSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { expect, it } from "vitest";
import { buildCopy } from "../package/build.ts";
import { run } from "../package/run.ts";
import { CONFIG, checkoutWith, readIn } from "./checkout.ts";
import { CLEAN, OPEN } from "./configs.ts";

const CLI = join(buildCopy(), "dist/cli.cjs");
const SETTINGS = ".circlesec.yml";
const HOOKS = ".pre-commit-config.yaml";
const TOKEN = ["dckr", "pat", "Zq3vT8mKx0Lw9RbYc2NfHsJd5Gp"].join("_");

function init(cwd: string, ...args: readonly string[]) {
  return run(process.execPath, [CLI, "init", ...args], { cwd });
}

it("init shows what it would write, and writes nothing where nobody can be asked", () => {
  const folder = checkoutWith({ [CONFIG]: CLEAN });
  const { status, stdout, stderr } = init(folder);
  expect([status, stderr]).toEqual([
    2,
    expect.stringMatching(/^circlesec: nothing was written: .*\nGive --yes to write it\n$/),
  ]);
  expect(stdout).toContain("+++ b/.circlesec.yml");
  expect(stdout).toContain("+      - circlesec\n");
  expect([existsSync(join(folder, SETTINGS)), readIn(folder)]).toEqual([false, CLEAN]);
});

it("init --yes writes it, what it writes is clean, and a second run changes nothing", () => {
  const folder = checkoutWith({ [CONFIG]: CLEAN });
  expect(init(folder, "--yes", "--pre-commit").status).toBe(0);
  const files = [SETTINGS, HOOKS, CONFIG].map((path) => readIn(folder, path));
  expect(files[0]).toContain('context: "docker-credentials"');
  expect(run(process.execPath, [CLI, "lint"], { cwd: folder }).status).toBe(0);
  const { status, stdout } = init(folder, "--yes", "--pre-commit");
  expect([status, stdout.match(/left as it is/g)?.length]).toEqual([0, 3]);
  expect([SETTINGS, HOOKS, CONFIG].map((path) => readIn(folder, path))).toEqual(files);
});

it("init leaves settings in another place or form as they are, and adds no pre-commit by itself", () => {
  const folder = checkoutWith({ [CONFIG]: CLEAN, "package.json": '{ "circlesec": {} }' });
  expect(init(folder, "--yes").stdout).toContain("package.json: left as it is, it holds the settings\n");
  expect([existsSync(join(folder, SETTINGS)), existsSync(join(folder, HOOKS))]).toEqual([false, false]);
});

it("init shows no secret of the config", () => {
  const folder = checkoutWith({ [CONFIG]: OPEN.replace("workflows:", `# ${TOKEN}\nworkflows:`) });
  const { stdout } = init(folder);
  expect(stdout).toContain("+  circlesec:");
  expect(stdout).not.toContain(TOKEN);
});

it("init says when the gate fails from the start, and what to do", () => {
  const folder = checkoutWith({ [CONFIG]: OPEN });
  expect(init(folder, "--yes").stdout).toMatch(
    /\nThe gate fails now on 1 finding: run `circlesec fix`, or park it with `circlesec lint --write-baseline \.circlesec-baseline` and give the gate `--baseline \.circlesec-baseline`\n$/,
  );
  expect(run(process.execPath, [CLI, "lint"], { cwd: folder }).status).toBe(1);
});

it("init gives the gate the baseline that there is, with which it passes", () => {
  const folder = checkoutWith({ [CONFIG]: OPEN });
  const baseline = ["--write-baseline", ".circlesec-baseline"];
  run(process.execPath, [CLI, "lint", ...baseline], { cwd: folder });
  const { stdout } = init(folder, "--yes", "--pre-commit");
  expect(stdout).not.toContain("The gate fails");
  expect([CONFIG, HOOKS].map((path) => readIn(folder, path))).toEqual([
    expect.stringMatching(/npx --yes circlesec@\S+ lint --baseline \.circlesec-baseline\n/),
    expect.stringContaining("entry: circlesec lint --baseline .circlesec-baseline\n"),
  ]);
  expect(run(process.execPath, [CLI, "lint", "--baseline", ".circlesec-baseline"], { cwd: folder }).status).toBe(0);
});
