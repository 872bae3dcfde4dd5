import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { buildProgram } from "../../src/commands/program.ts";
import { describeCommand } from "../../src/commands/run-completion.ts";
import { bashCompletion } from "../../src/completion/bash.ts";
import { type CompletedCommand, everyCommand } from "../../src/completion/command-tree.ts";
import { fishCompletion } from "../../src/completion/fish.ts";
import { zshCompletion } from "../../src/completion/zsh.ts";
import { RULES } from "../../src/rules/index.ts";
import { temporaryFolder } from "../io/temporary-folder.ts";
import { pathOf, run, runOrThrow } from "../package/run.ts";

const PROGRAM = describeCommand(await buildProgram(async () => undefined, ["completion"]));
const COMMANDS = everyCommand(PROGRAM);
const IDS = RULES.map(({ meta }) => meta.id);

/** A folder with a file, a folder and a name with a space, to complete paths in. */
function folder(): string {
  const path = temporaryFolder();
  mkdirSync(join(path, "config-folder"));
  for (const name of ["config.yml", "config two.yml"]) writeFileSync(join(path, name), "");
  return path;
}

/** What is typed, and what is proposed for its last word. */
const CASES: readonly (readonly [string[], readonly string[]])[] = [
  [[""], PROGRAM.commands.map(({ name }) => name)],
  [["ru"], ["rules"]],
  [["--ver"], ["--version"]],
  [["vault", ""], ["setup"]],
  [
    ["vault", "setup", "--engine", ""],
    ["dockerhub", "kv1", "kv2"],
  ],
  [["vault", "setup", "--sc"], ["--scope"]],
  [["vault", "setup", "--path", "conf"], []],
  [
    ["completion", ""],
    ["bash", "zsh", "fish"],
  ],
  [["explain", ""], IDS],
  [
    ["explain", "unk"],
    ["unknown-registry", "unknown-syntax"],
  ],
  [["lint", "--fail"], ["--fail-on"]],
  [
    ["lint", "--format", "j"],
    ["json", "jsonl", "junit"],
  ],
  [
    ["lint", "--fail-on", ""],
    ["error", "warning", "info", "never"],
  ],
  [["lint", "--quiet", "--rule", "leaked"], ["leaked-token"]],
  [["lint", "--context", "conf"], []],
  [["lint", "--inter"], []],
  [["fix", "--inter"], ["--interactive"]],
  [["fix", "--diff", "config.y"], ["config.yml"]],
  [["lint", "--settings", "config.y"], ["config.yml"]],
  [["lint", "config "], ["config two.yml"]],
];

describe("bash", () => {
  /** What bash proposes for the last of the words that are typed behind `circlesec`. */
  const complete = (typed: readonly string[]): string[] => {
    const words = ["circlesec", ...typed];
    const script = `${bashCompletion(PROGRAM)}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _circlesec; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return lines(runOrThrow("bash", ["--norc", "-uc", script, "bash", ...words], { cwd: folder() }));
  };

  it.each(CASES)("proposes for %j", (typed, proposed) => {
    expect(complete(typed).toSorted()).toEqual(proposed.toSorted());
  });

  it("proposes values behind an equals sign, which bash takes apart", () => {
    expect(complete(["lint", "--fail-on", "="])).toEqual(["error", "warning", "info", "never"]);
    expect(complete(["lint", "--fail-on", "=", "w"])).toEqual(["warning"]);
  });
});

describe.skipIf(pathOf("fish") === undefined)("fish", () => {
  const complete = (typed: readonly string[]): string[] => {
    const line = ["circlesec", ...typed.map((word) => word.replaceAll(" ", "\\ "))].join(" ");
    const script = `${fishCompletion(PROGRAM)}\ncomplete -C ${JSON.stringify(line).replaceAll("$", "\\$")}`;
    const output = runOrThrow("fish", ["--no-config", "-c", script], { cwd: folder() });
    return lines(output).map((one) => (one.split("\t")[0] ?? "").replaceAll("\\ ", " "));
  };

  it.each(CASES)("proposes for %j", (typed, proposed) => {
    expect(complete(typed).toSorted()).toEqual(proposed.toSorted());
  });
});

describe.skipIf(pathOf("zsh") === undefined)("zsh", () => {
  it("takes the script", () => {
    const path = join(folder(), "_circlesec");
    writeFileSync(path, zshCompletion(PROGRAM));
    expect(run("zsh", ["-f", "-n", path], { cwd: "/" })).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  /** The line as zsh completes it, in a terminal of its own. */
  const complete = (typed: string): string => {
    const cwd = folder();
    writeFileSync(join(cwd, "script.zsh"), zshCompletion(PROGRAM));
    const script = `zmodload zsh/zpty
zpty shell 'zsh -f -i'
say() { zpty -w shell "$1"; }
say 'PS1=; stty -echo; unsetopt zle_bracketed_paste; autoload -Uz compinit && compinit -u -d ${cwd}/dump; source ${cwd}/script.zsh; circlesec() { print -r -- "<<$*>>"; }; print ready-$((40+2))'
zpty -r shell said '*ready-42*'
zpty -w -n shell $'circlesec '"$1"$'\\t\\n'
zpty -r shell said '*<<*>>*'
print -r -- $said`;
    const said = runOrThrow("zsh", ["-f", "-c", script, "zsh", typed], { cwd, env: { TERM: "dumb" } });
    return /<<(?!\$)(.*)>>/.exec(said)?.[1]?.trim() ?? said;
  };

  it.each([
    ["ru", "rules"],
    ["va", "vault"],
    ["vault setup --sc", "vault setup --scope"],
    ["vault setup --engine doc", "vault setup --engine dockerhub"],
    ["completion z", "completion zsh"],
    ["explain unknown-s", "explain unknown-syntax"],
    ["lint --fail-on w", "lint --fail-on warning"],
    ["lint --quiet --rule leaked", "lint --quiet --rule leaked-token"],
    ["fix --inter", "fix --interactive"],
    ["lint --inter", "lint --inter"],
    ["fix --diff config.y", "fix --diff config.yml"],
    ["lint --settings config.y", "lint --settings config.yml"],
  ])("completes %j", (typed, completed) => {
    expect(complete(typed)).toBe(completed);
  });
});

describe("every script", () => {
  const scripts = { bash: bashCompletion(PROGRAM), zsh: zshCompletion(PROGRAM), fish: fishCompletion(PROGRAM) };

  it.each(Object.entries(scripts))("of %s has each command and option that there is", (_, script) => {
    const names = COMMANDS.flatMap(({ command }) => [
      command.name,
      ...command.options.map(({ long }) => long.slice(2)),
    ]);
    expect(names.length).toBeGreaterThan(50);
    expect([...new Set(names)].filter((name) => !script.includes(name))).toEqual([]);
  });

  it("proposes nothing that is hidden", () => {
    expect(
      COMMANDS.flatMap(({ command }: { command: CompletedCommand }) => command.options.map((one) => one.long)),
    ).not.toContain("--no-color");
  });
});

function lines(output: string): string[] {
  return output.split("\n").filter((line) => line !== "");
}
