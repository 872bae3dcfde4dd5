import { describe, expect, test } from "vitest";
import { type Config, readConfig } from "../../src/model/index.ts";
import {
  type Declaration,
  declarationFor,
  declarationOf,
  expandsEverywhere,
  usesOf,
} from "../../src/model/parameter-use.ts";
import { writtenIn } from "../../src/model/written.ts";
import { Source } from "../../src/source/source.ts";
import { parse } from "../../src/syntax/index.ts";
import { unindent } from "../edit/marked.ts";

function read(text: string): Config {
  return readConfig(parse(new Source(".circleci/config.yml", unindent(text))));
}

/** The declaration that the value of a name stands for; the first of several. */
function declarationAt(config: Config, name: string, position: "default" | "argument"): Declaration | undefined {
  const value = writtenIn(config).values.find((one) => one.name === name && one.position === position);
  if (!value) throw new Error(`no ${position} ${name}`);
  return declarationOf(config, value);
}

/** A command with a parameter `x` and these steps, as JSON. */
function command(...steps: unknown[]): Config {
  const own = { parameters: { x: { type: "string", default: "X" } }, steps };
  return read(JSON.stringify({ version: 2.1, commands: { c: own }, jobs: { j: { machine: true, steps: ["c"] } } }));
}

function usesIn(config: Config): string[] {
  const declaration = declarationAt(config, "x", "default");
  return declaration ? usesOf(config, declaration).map(({ kind }) => kind) : [];
}

const CALLS = `
  version: 2.1
  orbs:
    hub:
      commands:
        login:
          parameters: { token: { type: env_var_name } }
          steps: [checkout]
  parameters:
    token: { type: string, default: P }
  executors:
    e:
      parameters: { token: { type: enum, enum: [E], default: E } }
      docker: [{ image: "acme/app:<< parameters.token >>" }]
  commands:
    c:
      parameters:
        token: { type: env_var_name, default: C }
        untyped: { default: U }
      steps: [checkout]
  jobs:
    j:
      parameters: { token: { type: string, default: J } }
      machine: true
      steps:
        - c: { token: ARGUMENT, unknown: ARGUMENT }
        - unknown: { other: ARGUMENT }
        - orb/unknown: { third: ARGUMENT }
        - hub/login: { token: ARGUMENT }
  workflows:
    w:
      jobs:
        - j: { token: ENTRY, context: docker }
        - orb/job: { fourth: ENTRY }
  `;

describe("a value knows the declaration of its parameter", () => {
  test.each([
    ["of the pipeline", "P", "string", "pipeline.parameters.token"],
    ["of an executor", "E", "enum", "parameters.token"],
    ["of a command", "C", "env_var_name", "parameters.token"],
    ["of a job", "J", "string", "parameters.token"],
  ])("for a default %s", (_, text, type, reference) => {
    const config = read(CALLS);
    const value = writtenIn(config).values.find(
      ({ scalar, position }) => position === "default" && scalar.value === text,
    );
    expect(value && declarationOf(config, value)).toMatchObject({ name: "token", type, reference });
  });

  test("for a default without a type", () => {
    expect(declarationAt(read(CALLS), "untyped", "default")).toMatchObject({ name: "untyped", type: "" });
  });

  test.each([
    ["a command", "c", "step", "token", "env_var_name"],
    ["a command of an inline orb", "hub/login", "step", "token", "env_var_name"],
    ["a job in a workflow", "j", "entry", "token", "string"],
    ["an undeclared parameter", "c", "step", "unknown", undefined],
    ["an unknown command", "unknown", "step", "other", undefined],
    ["a command of an orb that is elsewhere", "orb/unknown", "step", "third", undefined],
    ["a job of an orb that is elsewhere", "orb/job", "entry", "fourth", undefined],
  ])("for an argument of %s", (_, callee, kind, name, type) => {
    const config = read(CALLS);
    const call = writtenIn(config).calls.find((one) => one.name === callee && one.kind === kind);
    if (!call) throw new Error(`no call of ${callee}`);
    expect(declarationFor(config, call, name)?.type).toBe(type);
    const value = writtenIn(config).values.find((one) => one.pair?.map === call.args && one.name === name);
    expect(value && declarationOf(config, value)?.type).toBe(type);
  });

  test("a value that is neither has none", () => {
    const config = read(`
      version: 2.1
      jobs:
        j: { machine: true, environment: { token: X }, steps: [checkout] }
      `);
    const values = writtenIn(config).values;
    expect(values.map((value) => declarationOf(config, value))).toEqual(values.map(() => undefined));
  });
});

describe("a use in a script", () => {
  test.each([
    ["bare", "login << parameters.x >>", ["expanded"]],
    ["without blanks", "login <<parameters.x>>", ["expanded"]],
    ["in double quotes", 'login "<< parameters.x >>"', ["expanded"]],
    ["within a word", 'login "a-<< parameters.x >>-b"', ["expanded"]],
    ["in single quotes", "login '<< parameters.x >>'", ["verbatim"]],
    ["behind a dollar", "login $<< parameters.x >>", ["name"]],
    ["behind a dollar in quotes", 'login "$<< parameters.x >>"', ["name"]],
    ["in braces", 'login "${<< parameters.x >>}"', ["name"]],
    ["in braces with a fallback", 'login "${<< parameters.x >>:-none}"', ["name"]],
    ["behind a dollar in single quotes", "login '$<< parameters.x >>'", ["verbatim"]],
    ["behind an escaped dollar", String.raw`login "\$<< parameters.x >>"`, ["expanded"]],
    ["as a command", "<< parameters.x >> --all", ["expanded"]],
    ["in an assignment", "TOKEN=<< parameters.x >> login", ["expanded"]],
    ["in an assignment, behind a dollar", 'TOKEN="$<< parameters.x >>" login', ["name"]],
    ["as a target", "login > << parameters.x >>", ["expanded"]],
    ["in a here-string", String.raw`login \<<< "<< parameters.x >>"`, ["expanded"]],
    ["in a here-document", "login \\<<EOF\n<< parameters.x >>\nEOF", ["expanded"]],
    ["in a quoted here-document", "login \\<<'EOF'\n<< parameters.x >>\nEOF", ["verbatim"]],
    ["in a substitution", 'login "$(cat << parameters.x >>)"', ["expanded"]],
    ["in a comment alone", "# << parameters.x >>\nlogin", ["verbatim"]],
    ["twice", 'login << parameters.x >> "$<< parameters.x >>"', ["expanded", "name"]],
    ["of another parameter", "login << parameters.xy >> << pipeline.parameters.x >>", []],
    ["of another parameter, whose name holds the same dots", "login << parametersax >>", []],
    ["of none", "login", []],
  ])("%s", (_, script, expected) => {
    expect(usesIn(command({ run: script }))).toEqual(expected);
    expect(usesIn(command({ run: { name: "login", command: script } }))).toEqual(expected);
  });
});

describe("a use elsewhere", () => {
  const pull = (password: string, key = "auth"): Config =>
    read(
      JSON.stringify({
        version: 2.1,
        executors: {
          e: {
            parameters: { x: { type: "string", default: "X" } },
            docker: [{ image: "acme/app:1", [key]: { username: "acmebot", password } }],
          },
        },
      }),
    );

  test.each([
    ["alone in a credential of a pull", pull("<< parameters.x >>"), ["expanded"]],
    ["alone in one of a cloud", pull("<< parameters.x >>", "aws_auth"), ["expanded"]],
    ["within a credential", pull("a-<< parameters.x >>"), ["verbatim"]],
    ["in a credential, behind a dollar", pull("$<< parameters.x >>"), ["name"]],
    ["in a credential, in braces", pull("${<< parameters.x >>}"), ["name"]],
    ["in the environment of a container", pull("<< parameters.x >>", "environment"), ["verbatim"]],
    ["in an argument", command({ login: { token: "<< parameters.x >>" } }), ["verbatim"]],
    ["in an argument, behind a dollar", command({ login: { token: "$<< parameters.x >>" } }), ["name"]],
    [
      "in the environment of a step",
      command({ run: { environment: { T: "<< parameters.x >>" }, command: "x" } }),
      ["verbatim"],
    ],
    ["in the name of a step", command({ run: { name: "Log in with << parameters.x >>", command: "x" } }), ["verbatim"]],
    ["in a condition", command({ when: { condition: "<< parameters.x >>", steps: ["checkout"] } }), ["verbatim"]],
    [
      "in a script under a condition",
      command({ when: { condition: true, steps: [{ run: "a << parameters.x >>" }] } }),
      ["expanded"],
    ],
    [
      "in a list of `unless`",
      command({ unless: { condition: true, steps: [{ run: "a $<< parameters.x >>" }] } }),
      ["name"],
    ],
  ])("%s", (_, config, expected) => {
    expect(usesIn(config)).toEqual(expected);
  });

  test("is found through aliases, each scalar once", () => {
    const config = read(`
      version: 2.1
      commands:
        a:
          steps:
            - &login { run: "echo << parameters.x >>" }
            - run: &other "echo $<< parameters.x >>"
        c:
          parameters: { x: { type: string, default: X } }
          steps: [*login, *login, run: *other, run: *other]
      `);
    expect(usesIn(config)).toEqual(["expanded", "name"]);
  });

  test("in a step that is parked under a key of its own is not known to be in a script", () => {
    const config = read(`
      version: 2.1
      x-login: &login { run: "echo << parameters.x >>" }
      commands:
        c:
          parameters: { x: { type: string, default: X } }
          steps: [*login]
      `);
    expect(usesIn(config)).toEqual(["verbatim"]);
  });

  test("of a pipeline parameter is found in the whole file", () => {
    const config = read(`
      version: 2.1
      parameters:
        x-y: { type: string, default: X }
      jobs:
        a: { machine: true, steps: [run: "echo << pipeline.parameters.x-y >>"] }
        b: { machine: true, steps: [run: "echo $<< pipeline.parameters.x-y >> << parameters.x-y >>"] }
      `);
    const declaration = declarationAt(config, "x-y", "default");
    expect(declaration && usesOf(config, declaration).map(({ kind }) => kind)).toEqual(["expanded", "name"]);
  });

  test("of a parameter of the same name in another command does not count", () => {
    const config = read(`
      version: 2.1
      commands:
        c:
          parameters: { x: { type: string, default: X } }
          steps: [run: "echo << parameters.x >>"]
        d:
          parameters: { x: { type: string, default: Y } }
          steps: [run: "echo $<< parameters.x >>"]
      `);
    expect(usesIn(config)).toEqual(["expanded"]);
  });
});

describe("a variable in a parameter is expanded everywhere", () => {
  test.each([
    ["when every use is in a script outside single quotes", ['login << parameters.x >> "<< parameters.x >>"'], true],
    ["but not when it is never used", ["login"], false],
    ["but not when one use is in single quotes", ["login << parameters.x >>", "login '<< parameters.x >>'"], false],
    ["but not when one use puts a dollar before it", ["login << parameters.x >>", "login $<< parameters.x >>"], false],
  ])("%s", (_, scripts, expected) => {
    const config = command(...scripts.map((run) => ({ run })));
    const declaration = declarationAt(config, "x", "default");
    expect(declaration && expandsEverywhere(config, declaration)).toBe(expected);
  });
});

test("of a key that stands twice only the last one declares", () => {
  const config = read(`
    jobs:
      push:
        parameters:
          token: {type: string, default: HUB_TOKEN}
        steps: []
        parameters:
          token: {type: env_var_name}
  `);
  expect(declarationAt(config, "token", "default")).toBeUndefined();
});
