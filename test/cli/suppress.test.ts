import { chmodSync, statSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, it } from "vitest";
import { buildCopy } from "../package/build.ts";
import { run } from "../package/run.ts";
import { CONFIG, checkoutWith, readIn } from "./checkout.ts";
import { OPEN } from "./configs.ts";

const CLI = join(buildCopy(), "dist/cli.cjs");
const TOKEN = ["dckr", "pat", "Zq3vT8mKx0Lw9RbYc2NfHsJd5Gp"].join("_");
const COMMENT = "      # circlesec: ignore[unauthenticated-pull] -- our mirror\n";
const SUPPRESSED = OPEN.replace("      - image", `${COMMENT}      - image`);

function circlesec(cwd: string, ...args: string[]) {
  return run(process.execPath, [CLI, ...args], { cwd });
}

describe("circlesec suppress", () => {
  it("writes a comment above the finding, and the next run is clean", () => {
    const folder = checkoutWith({ [CONFIG]: OPEN });
    chmodSync(join(folder, CONFIG), 0o640);
    const done = circlesec(folder, "suppress", "--reason", "our mirror");
    expect(done).toMatchObject({
      status: 0,
      stdout: "suppressed in .circleci/config.yml\n  5: unauthenticated-pull\nWrote 1 comment.\n",
      stderr: "",
    });
    expect(readIn(folder)).toBe(SUPPRESSED);
    expect(statSync(join(folder, CONFIG)).mode & 0o777).toBe(0o640);
    const linted = circlesec(folder, "lint");
    expect(linted).toMatchObject({ status: 0, stdout: "No problems in 1 file.\nLeft out: 1 that comments suppress\n" });
    expect(circlesec(folder, "fix")).toMatchObject({ status: 0 });
    expect(readIn(folder)).toBe(SUPPRESSED);
  });

  it("shows what it would write with --diff, and writes nothing", () => {
    const folder = checkoutWith({ [CONFIG]: OPEN });
    const done = circlesec(folder, "suppress", "--reason", "our mirror", "--diff");
    expect(done.status).toBe(0);
    expect(done.stdout).toContain(`+${COMMENT}       - image`);
    expect(done.stderr).toContain("Would write 1 comment.");
    expect(readIn(folder)).toBe(OPEN);
  });

  it("leaves findings of other rules", () => {
    const folder = checkoutWith({ [CONFIG]: OPEN });
    const done = circlesec(folder, "suppress", "--reason", "x", "--rule", "leaked-token,unknown-syntax");
    expect(done).toMatchObject({ status: 0, stdout: "Wrote nothing.\n" });
    expect(readIn(folder)).toBe(OPEN);
  });

  it("reports what the comments say in JSON, and when they are over", () => {
    const ended = SUPPRESSED.replace(" -- ", " until 2020-01-31 -- ");
    const { stdout } = circlesec(checkoutWith({ [CONFIG]: SUPPRESSED }), "lint", "--format", "json");
    expect(JSON.parse(stdout)).toMatchObject({
      findings: [],
      suppressed: [
        {
          rule: "unauthenticated-pull",
          path: CONFIG,
          suppression: { kind: "comment", line: 5, until: null, reason: "our mirror" },
        },
      ],
    });
    const again = circlesec(checkoutWith({ [CONFIG]: ended }), "lint");
    expect(again.status).toBe(1);
    expect(again.stdout).toContain("the suppression of `unauthenticated-pull` ended on 2020-01-31");
  });

  it("says why where there is no room for a comment", () => {
    const json = '{"version": 2.1, "jobs": {"build": {"docker": [{"image": "node:20"}], "steps": ["checkout"]}}}\n';
    const folder = checkoutWith({ [CONFIG]: json });
    const done = circlesec(folder, "suppress", "--reason", "x");
    expect(done.status).toBe(1);
    expect(done.stdout).toContain("stays as it is: the file is JSON, which has no comments");
    expect(readIn(folder)).toBe(json);
  });

  it("keeps to what the settings ask for", () => {
    const settings = { ".circlesec.yml": "suppressions: { requireUntil: true, maxDays: 90 }\n" };
    const folder = checkoutWith({ [CONFIG]: OPEN, ...settings });
    expect(circlesec(folder, "suppress", "--reason", "x").stdout).toContain("give --until");
    expect(circlesec(folder, "suppress", "--reason", "x", "--until", "2999-01-01").stdout).toContain("90 days at most");
    expect(readIn(folder)).toBe(OPEN);
  });

  it.each<[name: string, args: string[], said: string]>([
    ["no reason", [], "required option '--reason <text>' not specified"],
    ["an empty reason", ["--reason", " "], "--reason wants a reason"],
    ["a reason of two lines", ["--reason", "a\nb: c"], "--reason wants one line"],
    ["a token as the reason", ["--reason", `it is ${TOKEN}`], "--reason holds a token"],
    ["a day that there is not", ["--reason", "x", "--until", "2027-02-30"], "--until wants a day"],
    ["a day that is over", ["--reason", "x", "--until", "2020-01-31"], "--until 2020-01-31 is over"],
    ["a rule that there is not", ["--reason", "x", "--rule", "leaked-tokn"], "Did you mean `leaked-token`?"],
    ["standard input", ["--reason", "x", "-"], "takes no standard input"],
  ])("refuses %s and writes nothing", (_, args, said) => {
    const folder = checkoutWith({ [CONFIG]: OPEN });
    const done = circlesec(folder, "suppress", ...args);
    expect(done).toMatchObject({ status: 2, stdout: "" });
    expect(done.stderr).toContain(said);
    expect(done.stderr).not.toContain(TOKEN);
    expect(readIn(folder)).toBe(OPEN);
  });
});
