import { Command } from "commander";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { addLintAndFix } from "../../src/commands/lint-and-fix.ts";
import { OPTIONS } from "../../src/commands/lint-options.ts";
import { readCall } from "../../src/commands/read-call.ts";

/** What commander makes of a command line; `undefined` where it refuses it. */
function readByCommander(words: readonly string[]) {
  const program = new Command("circlesec")
    .exitOverride()
    .configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  addLintAndFix(program, () => Promise.resolve());
  const calls: unknown[] = [];
  for (const command of program.commands) {
    command.exitOverride().action((paths: unknown, flags: unknown) => {
      calls.push({ command: command.name(), paths, flags });
    });
  }
  try {
    program.parse(words, { from: "user" });
  } catch {
    return undefined;
  }
  return calls[0];
}

const ALL = [...OPTIONS.lint, ...OPTIONS.fix];
const word = fc.oneof(
  fc.constantFrom(...ALL.map(({ flags }) => flags.split(" ", 1)[0] ?? "")),
  fc.constantFrom(...ALL.map(({ flags }) => `${flags.split(" ", 1)[0] ?? ""}=error`)),
  fc.constantFrom(
    "error",
    "never",
    "auto",
    "a,b",
    "json",
    "sarif=a.sarif",
    "context",
    "7",
    "",
    "-",
    "--",
    "-q",
    "-c",
    "--help",
  ),
  fc.constantFrom(
    "--forma",
    "--no-quiet",
    "--cache=",
    "--rule=",
    "--quiet=1",
    "---",
    "-1",
    "lint",
    "fix",
    "a b",
    "--format json",
  ),
  fc.string({ maxLength: 6 }),
);

test("what is read without commander is what commander reads", () => {
  let read = 0;
  fc.assert(
    fc.property(
      fc.constantFrom("lint", "fix", "--quiet", "init"),
      fc.array(word, { maxLength: 6 }),
      (command, words) => {
        const call = readCall([command, ...words]);
        if (!call) return;
        read += 1;
        expect(call).toEqual(readByCommander([command, ...words]));
      },
    ),
    { numRuns: 5000, seed: 20261128 },
  );
  expect(read).toBeGreaterThan(500);
});

test("each option is read without commander", () => {
  for (const command of ["lint", "fix"] as const) {
    for (const { flags, takes } of OPTIONS[command]) {
      const [name = "", value] = flags.split(" ");
      const given = typeof takes === "object" ? takes[0] : "a,b";
      const words = [command, "x.yml", ...(value === undefined ? [name] : [name, given ?? ""]), "y.yml"];
      expect(readCall(words), words.join(" ")).toEqual(readByCommander(words));
      expect(readCall(words), words.join(" ")).toBeDefined();
    }
  }
});

test.each([
  [["lint", "--unknown"]],
  [["lint", "--help"]],
  [["lint", "--fail-on", "nothing"]],
  [["lint", "--format"]],
  [["lint", "--format", "--quiet"]],
  [["lint", "--", "--quiet"]],
  [["lint", "--quiet=yes"]],
  [["lint", "--diff"]],
  [["fix", "--write-baseline", "x"]],
  [["rules"]],
  [[]],
])("%j is left to commander", (words) => {
  expect(readCall(words)).toBeUndefined();
});
