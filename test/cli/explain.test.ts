import { readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, it } from "vitest";
import { RULES } from "../../src/rules/index.ts";
import { ROOT, buildCopy } from "../package/build.ts";
import { run } from "../package/run.ts";
import { CONFIG, checkoutWith } from "./checkout.ts";
import { OPEN } from "./configs.ts";
import { REPORT, plugin } from "./plugin-text.ts";

const CLI = join(buildCopy(), "dist/cli.cjs");

function circlesec(args: readonly string[], env: Readonly<Record<string, string>> = {}, cwd = ROOT) {
  return run(process.execPath, [CLI, ...args], { cwd, env });
}

it.each(RULES.map(({ meta }) => meta.id))("explains %s in plain text to a pipe", (id) => {
  const { status, stdout, stderr } = circlesec(["explain", id]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout.startsWith(`${id}\n`)).toBe(true);
  expect(stdout).toContain("\nWhat it finds\n");
  expect(stdout).not.toContain("\u001B");
});

it("names the rule that was meant", () => {
  expect(circlesec(["explain", "unauthenticated-pul"])).toEqual({
    status: 2,
    stdout: "",
    stderr: "circlesec: there is no rule `unauthenticated-pul`\nDid you mean `unauthenticated-pull`?\n",
  });
});

it("says what is missing, and where to read on", () => {
  expect(circlesec(["explain"])).toEqual({
    status: 2,
    stdout: "",
    stderr: "circlesec: missing required argument 'rule'\nTry `circlesec explain --help`\n",
  });
});

it("leads from every finding to a heading of the page that the package has", () => {
  const folder = checkoutWith({ [CONFIG]: OPEN });
  const { stdout } = circlesec(["lint", "--format", "json"], {}, folder);
  const [{ rule, docs }] = JSON.parse(stdout).findings;
  expect(docs).toBe(`https://unpkg.com/circlesec/docs/rules.md#${rule}`);
  const page = readFileSync(join(ROOT, "docs/rules.md"), "utf8");
  for (const { meta } of RULES) expect(page).toContain(`\n## ${meta.id}\n`);
});

it("makes no link where nothing shows one, and does where it is forced", () => {
  const folder = checkoutWith({ [CONFIG]: OPEN });
  expect(circlesec(["lint"], {}, folder).stdout).not.toContain("\u001B");
  const forced = circlesec(["lint"], { FORCE_HYPERLINK: "1" }, folder).stdout;
  expect(forced).toContain("\u001B]8;;https://unpkg.com/circlesec/docs/rules.md#unauthenticated-pull\u001B\\");
});

it("lists the rules for people and for programs", () => {
  const ids = RULES.map(({ meta }) => meta.id);
  const lines = circlesec(["rules"]).stdout.split("\n");
  expect(lines.flatMap((line) => ids.filter((id) => line.startsWith(`${id} `)))).toEqual(ids);
  const { rules } = JSON.parse(circlesec(["rules", "--format", "json"]).stdout);
  expect(rules.map(({ id }: { id: string }) => id)).toEqual(ids);
});

describe("rules of plugins", () => {
  const acme = plugin(
    REPORT,
    'options: { properties: { mirror: { type: "string", description: "Host of it" } }, defaults: { mirror: "m" } },',
  );
  const folderOf = (text: string): string =>
    checkoutWith({ ".circlesec.yml": "plugins: [./acme.mjs]\n", "acme.mjs": text });

  it("are listed behind the built-in ones, for people and for programs", () => {
    const folder = folderOf(acme);
    const { status, stdout, stderr } = circlesec(["rules"], { FORCE_HYPERLINK: "1" }, folder);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/^acme\/unowned-image +warning +never +S$/m);
    const { rules } = JSON.parse(circlesec(["rules", "--format", "json"], {}, folder).stdout);
    expect(rules.at(-1)).toEqual({
      id: "acme/unowned-image",
      summary: "S",
      why: "W.",
      category: "syntax",
      severity: "warning",
      fixable: "never",
      since: "1.0.0",
    });
    expect(circlesec(["rules", "--no-plugins"], {}, folder).stdout).not.toContain("acme/");
    expect(circlesec(["rules", "--no-settings"], {}, folder).stdout).not.toContain("acme/");
  });

  it("are explained by what they say of themselves", () => {
    const { status, stdout } = circlesec(["explain", "acme/unowned-image"], {}, folderOf(acme));
    expect(status).toBe(0);
    expect(stdout).toMatch(/^acme\/unowned-image\nS\n[^\n]*since 1\.0\.0\n\nWhy\n\nW\.\n\nOptions\n/);
    expect(stdout).toContain("- `mirror`: Host of it\n");
    expect(stdout).not.toContain("https:");
  });

  it("are suggested where one is misspelt", () => {
    expect(circlesec(["explain", "acme/unowned-imag"], {}, folderOf(acme))).toMatchObject({
      status: 2,
      stderr: "circlesec: there is no rule `acme/unowned-imag`\nDid you mean `acme/unowned-image`?\n",
    });
  });

  it("are left out with a word where a plugin cannot be used, and the built-in ones are told", () => {
    const folder = folderOf("export default 1;");
    const { status, stdout, stderr } = circlesec(["rules"], {}, folder);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^circlesec: \.circlesec\.yml: plugin `\.\/acme\.mjs` is left out: /);
    expect(stdout).toContain("unauthenticated-pull");
    expect(circlesec(["explain", "unauthenticated-pull"], {}, folder)).toMatchObject({ status: 0, stderr: "" });
  });
});
