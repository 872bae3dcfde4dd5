import { describe, expect, test } from "vitest";
import { fixSource } from "../../src/engine/fix.ts";
import {
  type Config,
  type Script,
  exposuresIn,
  loginsIn,
  secretPartsOf,
  shellsOf,
  writtenIn,
} from "../../src/model/index.ts";
import { RULES } from "../../src/rules/index.ts";
import { DEFAULT_RULE_OPTIONS } from "../../src/rules/rule.ts";
import { parseShell, programOf } from "../../src/shell/index.ts";
import { Source } from "../../src/source/source.ts";
import { casesOf, fixCase } from "../cases.ts";
import { type LoginCall, readLoginCall } from "./login-calls.ts";
import { BASH_SCRIPTS, KEPT_SCRIPTS, SH_SCRIPTS, UNSET_SCRIPTS } from "./login-scripts.ts";
import { type Ran, Sandbox } from "./sandbox.ts";

const SANDBOX = new Sandbox();

/** What shells, `echo` and `printf` read as something else. */
const HARD = "%s%d%%$HOME`id`$(id)${PASS}!\\n\\t\\0101'\"ünï-日本-𝒳";

function plain(name: string): string {
  return `plain-${name}`;
}

/** Values that variables are given, each with the variable's name in it. */
const VALUES: readonly (readonly [name: string, value: (name: string) => string])[] = [
  ["plain", plain],
  ["hard to quote", (name) => `-p${HARD}${name}\\c\\`],
  ["with spaces and globs", (name) => `  *  ? [a-z]* ${HARD} ${name} `],
  ["of several lines", (name) => `{\n  "type": "${name}",\n  "key": "a\\nb"\n}`],
];

/** A script that a fix has changed. */
interface Changed {
  readonly before: string;
  readonly after: string;
  readonly shell: "bash" | "sh";
  /** What was written in the script, by the variable that took its place. */
  readonly literals: ReadonlyMap<string, string>;
}

/** The scripts that differ between two versions of a config, in order. */
function changedScripts(before: Config, after: Config): Changed[] {
  const [old, now] = [writtenIn(before).scripts, writtenIn(after).scripts];
  expect(now).toHaveLength(old.length);
  return old.flatMap((script, index) => {
    const other = now[index];
    if (!other || other.scalar.value === script.scalar.value) return [];
    const literals = literalsOf(before, script, after, other);
    const texts = { before: withoutTemplates(script.scalar.value), after: withoutTemplates(other.scalar.value) };
    return [{ ...texts, shell: shellOf(before, script), literals }];
  });
}

/** As CircleCI replaces parameters, by a word that can be a variable's name. */
function withoutTemplates(text: string): string {
  return text
    .replaceAll(/<<\s*([\w.-]+\.[\w.-]+)\s*>>/g, (_, name: string) => name.replaceAll(/\W/g, "_"))
    .replaceAll("\\<<", "<<");
}

function shellOf(config: Config, script: Script): "bash" | "sh" {
  const [first] = shellsOf(config, script);
  return first !== undefined && /(?:^|\/)(?:da)?sh\b/.test(first) ? "sh" : "bash";
}

/** Pairs the passwords that logins had written out with the variables that they have now. */
function literalsOf(before: Config, script: Script, after: Config, other: Script): Map<string, string> {
  const literals = new Map<string, string>();
  const set = (name: string, text: string): void => {
    expect(literals.get(name) ?? text, `$${name} stands for two passwords`).toBe(text);
    literals.set(name, text);
  };
  const now = loginsIn(after).filter((found) => found.script.scalar === other.scalar);
  const old = loginsIn(before).filter((found) => found.script.scalar === script.scalar);
  for (const [index, { login }] of old.entries()) {
    const parts = secretPartsOf(login);
    const [only] = now[index] ? secretPartsOf(now[index].login) : [];
    if (only?.kind !== "variable" || !parts.every(({ kind }) => kind === "text")) continue;
    set(only.name, parts.map((part) => (part.kind === "text" ? part.value : "")).join(""));
  }
  for (const { script: where, exposure } of exposuresIn(before)) {
    if (where.scalar === script.scalar && exposure.kind === "assignment") set(exposure.where, exposure.literal);
  }
  return literals;
}

/** Every variable that a script mentions, and those that are made of its parameters. */
function variablesIn(text: string): string[] {
  const names = [...text.matchAll(/\$\{?[!#]?([A-Za-z_]\w*)/g)].map(([, name = ""]) => name);
  const taken = new Set(["PATH", "HOME", "IFS", "BASH_ENV", "ENV", "CALLS", "LOGIN_STATUS", "BASH_SOURCE"]);
  return [...new Set([...names, "PASS"])].filter((name) => !taken.has(name));
}

interface Seen {
  readonly status: number | null;
  readonly calls: readonly (LoginCall | readonly string[])[];
}

/** What of a run must stay the same. */
function seenIn({ status, calls }: Ran): Seen {
  return { status, calls: calls.map((call) => readLoginCall(call) ?? [call.program, ...call.args]) };
}

function loginsOf({ calls }: Seen): LoginCall[] {
  return calls.flatMap((call) => ("servers" in call ? [call] : []));
}

/** Runs both versions with every kind of value, and with a login that fails; returns how many logins it compared. */
function compare({ before, after, shell, literals }: Changed): number {
  for (const command of parseShell(before).commands) {
    const program = programOf(command);
    if (program) SANDBOX.addStub(program.name);
  }
  const names = variablesIn(before + after);
  const runBoth = (value: (name: string) => string, status: number): readonly [Seen, Seen] => {
    // What is expanded as `${!NAME}` holds a name.
    const variables = new Map(
      names.map((name) => [name, before.includes(`{!${name}}`) ? "PASS" : value(name)] as const),
    );
    const given = new Map([...variables, ...literals]);
    return [
      seenIn(SANDBOX.run(before, { shell, variables, status })),
      seenIn(SANDBOX.run(after, { shell, variables: given, status })),
    ];
  };
  let usual: Seen | undefined;
  let compared = 0;
  for (const [kind, value] of VALUES) {
    const [old, now] = runBoth(value, 0);
    usual ??= old;
    // What stands without quotes is split or expanded by the shell: that was no login before either.
    const isSplit = loginsOf(old).some((login, index) => {
      const same = usual && loginsOf(usual)[index];
      return login.servers.length !== same?.servers.length || login.others.length !== same.others.length;
    });
    if (isSplit) continue;
    expect(now, `values ${kind}\n${before}\n${after}`).toEqual(old);
    compared += loginsOf(old).length;
  }
  const [failed, nowFailed] = runBoth(plain, 7);
  expect(nowFailed, `a login that fails\n${before}\n${after}`).toEqual(failed);
  return compared;
}

function configOf(script: string, shell: string): Source {
  const lines = script.split("\n").map((line) => `            ${line}`);
  const text = `version: 2.1
jobs:
  build:
    machine:
      image: ubuntu-2204:2024.11.1
    steps:
      - run:
          shell: ${shell}
          command: |
${lines.join("\n")}
workflows:
  main:
    jobs:
      - build
`;
  return new Source(".circleci/config.yml", text);
}

function fixScript(script: string, shell: string): Changed[] {
  const options = { rules: RULES, options: DEFAULT_RULE_OPTIONS, named: true, unsafe: true };
  const { first, linted, refused } = fixSource(configOf(script, shell), options);
  expect(refused).toEqual([]);
  return changedScripts(first.config, linted.config);
}

describe("bash logs in the same after the fix", () => {
  test.each(BASH_SCRIPTS)("%s", (_, script) => {
    const [changed] = fixScript(script, "/bin/bash -eo pipefail");
    expect(changed?.after, script).toMatch(/--password-stdin|"\$\w+"/);
    expect(changed && compare(changed), "logins that were compared").toBeGreaterThan(0);
  });
});

describe("sh logs in the same after the fix", () => {
  test.each(SH_SCRIPTS)("%s", (_, script) => {
    const [changed] = fixScript(script, "/bin/sh -e");
    expect(changed && compare(changed), "logins that were compared").toBeGreaterThan(0);
  });
});

test.each(KEPT_SCRIPTS)("a login is left alone where %s", (_, script) => {
  expect(fixScript(script, "/bin/bash -eo pipefail").map(({ after }) => after)).toEqual([]);
});

test.each(UNSET_SCRIPTS)("a login without a password fails as before: %s", (_, script) => {
  for (const shell of ["bash", "sh"] as const) {
    const [changed] = fixScript(script, shell === "sh" ? "/bin/sh -e" : "/bin/bash -eo pipefail");
    const setting = { shell, variables: new Map([["USER_NAME", "acme"]]), status: 0 };
    const now = SANDBOX.run(changed?.after ?? "", setting);
    expect(now.status).not.toBe(0);
    expect(
      now.calls
        .map(({ input }) => input)
        .join("")
        .trim(),
    ).toBe("");
  }
});

describe("the cases of exposed-password log in the same after the fix", () => {
  const changes = casesOf("exposed-password").flatMap((one) => {
    const { first, linted } = fixCase(one, one.text);
    const changed = changedScripts(first.config, linted.config).filter(({ before }) => /\blogin\b/.test(before));
    return changed.map((script, index) => [one.name, index + 1, script] as const);
  });

  test.runIf(changes.length > 0).each(changes)("%s, script %i", (_, __, changed) => {
    expect(compare(changed), `logins that were compared\n${changed.before}`).toBeGreaterThan(0);
  });
});
