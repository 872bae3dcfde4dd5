import { spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, it } from "vitest";
import { buildCopy } from "../package/build.ts";
import { type Outcome, run } from "../package/run.ts";
import { CONFIG, type Files, checkoutWith, readIn } from "./checkout.ts";
import { CLEAN, OPEN } from "./configs.ts";

const CLI = join(buildCopy(), "dist/cli.cjs");
const hasTerminal = spawnSync("script", ["--version"]).status === 0;
const TWO = OPEN.replace("    steps:", "      - image: redis:7\n    steps:");

/** What `fix --interactive` with these options says on a terminal where someone types these answers, and how it ends. */
function typeAnswers(folder: string, answers: string, ...options: string[]): Outcome {
  const command = [process.execPath, CLI, "fix", "--interactive", ...options].map((word) => `'${word}'`).join(" ");
  const args = ["--quiet", "--return", "--command", `stty -echo cols 100; ${command}`, "/dev/null"];
  return run("script", args, { cwd: folder, input: answers, env: { TERM: "xterm", CI: "" } });
}

function checkout(files: Files = { [CONFIG]: TWO }): string {
  return checkoutWith(files);
}

function questionsIn({ stdout }: Outcome): number {
  return stdout.split("Apply this fix? [y, n, a, q, ?] ").length - 1;
}

describe.skipIf(!hasTerminal)("fix --interactive at a terminal", () => {
  it("shows a finding with its diff, and applies what is said yes to", () => {
    const folder = checkout();
    const outcome = typeAnswers(folder, "n\ny\n");
    expect(outcome.stdout).toContain("job `build` pulls `node:20` from Docker Hub without `auth`");
    expect(outcome.stdout).toContain("+        auth:");
    expect(questionsIn(outcome)).toBe(2);
    expect(outcome.status).toBe(1);
    expect(readIn(folder)).toContain("node:20 # keep me\n      - image: redis:7\n        auth:");
  });

  it("applies all of a rule in all files with `a`", () => {
    const folder = checkout({ [CONFIG]: TWO, ".circleci/other.yml": TWO });
    const outcome = typeAnswers(folder, "a\n");
    expect(questionsIn(outcome)).toBe(1);
    expect(outcome.status).toBe(0);
    expect(readIn(folder)).toContain("redis:7\n        auth:");
    expect(readIn(folder, ".circleci/other.yml")).toContain("node:20 # keep me\n        auth:");
  });

  it.each([
    ["q", "y\nq\n"],
    ["the end of the input", "y\n\u0004"],
  ])("keeps what was said before %s, and asks nothing more", (_, answers) => {
    const folder = checkout({ [CONFIG]: TWO, ".circleci/other.yml": TWO });
    const outcome = typeAnswers(folder, answers);
    expect(questionsIn(outcome)).toBe(2);
    expect(outcome.status).toBe(1);
    expect(readIn(folder)).toContain("node:20 # keep me\n        auth:");
    expect(readIn(folder)).toContain("redis:7\n    steps:");
    expect(readIn(folder, ".circleci/other.yml")).toBe(TWO);
  });

  it("tells what the letters mean for `?` and for anything else", () => {
    const outcome = typeAnswers(checkout({ [CONFIG]: OPEN }), "?\nwhat\nyes\n");
    expect(outcome.stdout.match(/apply this fix and all others of this rule/g)).toHaveLength(2);
    expect(questionsIn(outcome)).toBe(3);
  });

  it("writes what it fixes without being asked", () => {
    const folder = checkout({ [CONFIG]: OPEN });
    expect(typeAnswers(folder, "y\n").status).toBe(0);
    expect(readIn(folder)).toBe(CLEAN);
  });

  it("masks secrets in what it shows", () => {
    const secret = "dckr_pat_0123456789abcdefghijklmnopq";
    const folder = checkout({
      [CONFIG]: OPEN.replace(" # keep me", `\n        auth: { username: acme, password: ${secret} }`),
    });
    const { stdout } = typeAnswers(folder, "n\nn\nn\n");
    expect(stdout).toContain("Apply this fix?");
    expect(stdout).not.toContain(secret);
  });

  it("does not write over what changed while it asked", async () => {
    const folder = checkout({ [CONFIG]: OPEN });
    const { said } = await answerAtQuestion(folder, () => {
      writeFileSync(join(folder, CONFIG), "version: 2.1\n");
      return "y\n";
    });
    expect(said.replaceAll(/\s+/g, " ")).toContain("changed after it was read, so it was left as it is");
    expect(readIn(folder)).toBe("version: 2.1\n");
  });

  it("leaves the file untouched at ^C, whatever was said before", async () => {
    const folder = checkout();
    const { status } = await answerAtQuestion(
      folder,
      () => "y\n",
      () => "\u0003",
    );
    expect(status).not.toBe(0);
    expect(readIn(folder)).toBe(TWO);
  });
});

/** Answers each question when it has been asked. */
async function answerAtQuestion(folder: string, ...answers: (() => string)[]) {
  const command = `stty -echo cols 100; '${process.execPath}' '${CLI}' fix --interactive`;
  const child = spawn("script", ["--quiet", "--return", "--command", command, "/dev/null"], { cwd: folder });
  let said = "";
  let answered = 0;
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
    const asked = said.split("[y, n, a, q, ?] ").length - 1;
    for (; answered < asked; answered += 1) child.stdin.write(answers[answered]?.() ?? "");
  });
  const status = await new Promise((resolve) => child.on("close", resolve));
  return { status, said };
}

describe("fix --interactive that cannot ask", () => {
  it("says so without a terminal, and changes nothing", () => {
    const folder = checkout();
    const outcome = run(process.execPath, [CLI, "fix", "--interactive"], { cwd: folder, input: "y\ny\n" });
    expect(outcome).toEqual({
      status: 2,
      stdout: "",
      stderr:
        "circlesec: --interactive asks at a terminal, and there is none\nLook at all fixes with `circlesec fix --diff`\n",
    });
    expect(readIn(folder)).toBe(TWO);
  });

  it.each([["--diff"], ["--check"], ["-"]])("refuses %s", (option) => {
    const outcome = run(process.execPath, [CLI, "fix", "--interactive", option], { cwd: checkout(), input: OPEN });
    expect(outcome.status).toBe(2);
    expect(outcome.stderr).toContain("--interactive cannot be combined with");
  });
});
