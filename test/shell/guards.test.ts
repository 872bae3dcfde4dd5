import { describe, expect, test } from "vitest";
import { executionsOf, parseShell, programOf } from "../../src/shell/index.ts";

/** The guards of the command named `x`, and `?` where its failure is forgiven, `&` where nothing waits for it. */
function guardsOf(script: string): string[] {
  const [found] = executionsOf(parseShell(script)).filter(({ command }) => command.name?.value === "x");
  if (!found) throw new Error("no x");
  const guards = found.guards.map(({ kind, text, settled }) => `${kind} ${text}${settled ? " (settled)" : ""}`);
  return [...guards, ...(found.mayFail ? ["?"] : []), ...(found.background ? ["&"] : [])];
}

describe("what decides whether a command runs", () => {
  test.each<[string, string[]]>([
    ["x", []],
    ["a; x; b", []],
    ["cd a && x", []],
    ['[ -n "$A" ] && x', ['and [ -n "$A" ] (settled)']],
    ['[ -n "$A" ] && x\nb', ['and [ -n "$A" ]']],
    ["[[ $A ]] || x", ["or [[ $A ]]"]],
    ["x || true", ["?"]],
    ["x || exit 1", []],
    ["x || { echo no; exit 1; }", []],
    ["x || return 0", ["?"]],
    ["! x", ["?"]],
    ["if a; then x; fi", ["then a"]],
    ["if a; then b; else x; fi", ["else a"]],
    ["if a; then b; elif c; then x; fi", ["else a", "then c"]],
    ["if x; then a; fi", ["?"]],
    ["if ! x; then exit 1; fi", []],
    ["if ! x; then echo no; fi", ["?"]],
    ["if x; then a; else exit 1; fi", []],
    ["case $A in main) x ;; esac", ["case main) x ;;"]],
    ["for i in 1 2; do x; done", []],
    ["for i in 1 2 3; do x && break || sleep 5; done", []],
    ["while a; do x; done", ["loop a"]],
    ["until x; do sleep 1; done", []],
    ["while ! x; do sleep 1; done", []],
    ["x &", ["&"]],
    ["(a; x) &", ["&"]],
    ["set +e; x", ["?"]],
    ["set +e; a; set -e; x", []],
    ["[ -n $A ] || exit 0\nx", ["exit [ -n $A ]"]],
    ["if [ -z $A ]; then echo no; exit 0; fi; x", ["exit [ -z $A ]"]],
    ["[ -n $A ] || exit 1\nx", []],
    ["([ -n $A ] || exit 0)\nx", []],
    ["f() { x; }; [ $A ] && f", ["and [ $A ] (settled)"]],
    ["f() { [ $A ] || return 0; x; }; f", ["exit [ $A ]"]],
    ["f() { [ $A ] || return 0; }; f; x", []],
    ["bash -c 'if a; then x; fi'", ["then a"]],
  ])("%s", (script, guards) => {
    expect(guardsOf(script)).toEqual(guards);
  });

  test("is one and the same object for commands behind it", () => {
    const [login, pull] = executionsOf(parseShell("if a; then x; fi; if a; then b; c; fi")).filter(({ command }) =>
      ["b", "c"].includes(command.name?.value ?? ""),
    );
    expect(login?.guards[0]).toBeDefined();
    expect(login?.guards[0]).toBe(pull?.guards[0]);
  });
});

describe("the order in which commands run", () => {
  test.each<[string, string[]]>([
    ["a; b", ["a", "b"]],
    ["f() { b; }; a; f; c", ["a", "f", "b", "c"]],
    ["f() { g; }; g() { a; }; f", ["f", "g", "a"]],
    ["f() { f; a; }; f", ["f", "f", "a"]],
    ["function f { a; }; f; f", ["f", "a", "f", "a"]],
  ])("%s", (script, names) => {
    expect(executionsOf(parseShell(script)).map(({ command }) => command.name?.value)).toEqual(names);
  });

  test("ends, however many calls there are", () => {
    const functions = Array.from({ length: 9 }, (_, at) => `f${at}() { ${`f${at + 1}; `.repeat(20)} }`).join("\n");
    expect(executionsOf(parseShell(`${functions}\nf0`)).length).toBeLessThan(30_000);
  });

  test("tells what the arguments of a function are", () => {
    const found = executionsOf(parseShell('f() { x "$1"; }; f a b')).find(({ command }) => command.name?.value === "x");
    expect(found?.call?.args.map(({ value }) => value)).toEqual(["a", "b"]);
  });
});

test("a loop keeps its variable and its words", () => {
  const [command] = parseShell("for i in a b; do x $i; done").commands;
  expect(command?.loops.map(({ name, words }) => [name, ...words.map(({ value }) => value)])).toEqual([
    ["i", "a", "b"],
  ]);
});

test("what ssh runs is not run here", () => {
  const commands = parseShell('ssh host "x; y"; z').commands;
  expect(commands.map(({ name, isRemote }) => [name?.value, isRemote])).toEqual([
    ["ssh", false],
    ["x", true],
    ["y", true],
    ["z", false],
  ]);
});

test.each([
  ["retry 3 docker pull x", "docker"],
  ["travis_retry docker pull x", "docker"],
  ["with_retry -n 5 -- docker pull x", "docker"],
  ["xargs -n1 docker pull", "docker"],
  ["xargs -I {} docker pull {}", "docker"],
  ["./ci/retry.sh 5 docker pull x", "docker"],
])("%s runs docker in the end", (script, program) => {
  const [command] = parseShell(script).commands;
  expect(command && programOf(command)?.name).toBe(program);
});
