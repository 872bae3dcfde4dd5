import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseShell } from "../../src/shell/index.ts";
import { unindent } from "../edit/marked.ts";
import { allWords, command, script, words } from "./shapes.ts";

/** A snippet and the words of its commands, one command a string, in source order. */
type Row = readonly [shape: string, text: string, commands: readonly string[]];

const rows: readonly Row[] = [
  ["one command", "docker pull node:20", ["docker pull node:20"]],
  ["lists", "a && b || c; d & e\nf", ["a", "b", "c", "d", "e", "f"]],
  ["comments", "# docker pull x\na # b\n", ["a"]],
  ["a word with a hash", "echo a#b", ["echo a#b"]],
  ["a pipeline", "a x | b y |& c z", ["a x", "b y", "c z"]],
  ["a pipe at the end of a line", "a |\n  b", ["a", "b"]],
  ["line continuation", "docker run \\\n  --rm \\\n  node:20", ["docker run --rm node:20"]],
  ["a continuation within a word", "docker pu\\\nll x", ["docker pu\\\nll x"]],
  ["a continuation behind a word", "docker pull\\\n x", ["docker pull x"]],
  ["assignments before a command", "A=1 B=$(x) docker build .", ["docker build .", "x"]],
  ["assignments alone", "A=1 B=2", [""]],
  ["arrays", "A=(x $(y) z); b ${A[@]}", ["", "y", "b ${A[@]}"]],
  ["if", "if ! a; then b; elif c; then d; else e; fi", ["a", "b", "c", "d", "e"]],
  ["for", "for i in $(a) b; do c $i; done", ["a", "c $i"]],
  ["for with arithmetic", "for ((i=0; i<3; i++)); do a; done", ["a"]],
  ["while and until", "while a; do b; done; until c; do d; done", ["a", "b", "c", "d"]],
  ["while read", "a | while read -r x; do b $x; done < f", ["a", "read -r x", "b $x"]],
  ["case", "case $x in a|b) c;; *) d $(e);; esac", ["c", "d $(e)", "e"]],
  ["functions", "f() { a; }; function g { b; }; f x", ["a", "b", "f x"]],
  ["groups and subshells", "{ a; b; } > f; ( cd x && c )", ["a", "b", "cd x", "c"]],
  ["substitution", 'a "$(b $(c))" `d`', ['a "$(b $(c))" `d`', "b $(c)", "c", "d"]],
  ["escaped backticks", "a `b \\`c d\\``", ["a `b \\`c d\\``", "b `c d`", "c d"]],
  ["escaped quotes in backticks", 'a "`b \\"c d\\"`"', ['a "`b \\"c d\\"`"', 'b "c d"']],
  ["process substitution", "a <(b c) > >(d)", ["a <(b c)", "b c", "d"]],
  ["redirect from a substitution", "a < <(b)", ["a", "b"]],
  ["tests", "[[ -f $(a) && x == y ]] || [ -z $B ]", ["a", "[ -z $B ]"]],
  ["arithmetic", "((x = $(a) + 1)); b $((x + $(c)))", ["a", "b $((x + $(c)))", "c"]],
  ["fallbacks", "a ${X:-$(b c)} ${Y/$(d)/e}", ["a ${X:-$(b c)} ${Y/$(d)/e}", "b c", "d"]],
  ["a here-document", "a <<EOF | b\nc $(d)\nEOF\ne", ["a", "b", "d", "e"]],
  ["a quoted here-document", "a <<'EOF'\n$(b)\nEOF\nc", ["a", "c"]],
  ["an escaped here-document", "a \\<<EOF\nb $(c)\nEOF\nd", ["a", "c", "d"]],
  ["an escaped here-document without tabs", "a \\<<-EOF > f\n\tb\n\tEOF\nd", ["a", "d"]],
  ["two here-documents", "a \\<<A \\<<B\nx\nA\ny\nB\nc", ["a", "c"]],
  ["a here-string", "a <<< $(b)", ["a", "b"]],
  ["an escaped here-string", 'a \\<<<"x"', ["a"]],
  ["a template as a word", "docker pull << parameters.image >>", ["docker pull << parameters.image >>"]],
  [
    "a template in a word",
    "docker pull a/<<parameters.b>>:<<pipeline.id>>",
    ["docker pull a/<<parameters.b>>:<<pipeline.id>>"],
  ],
  ["a template as a command", "<< parameters.run >> x; a", ["<< parameters.run >> x", "a"]],
  [
    "a template in quotes",
    `a "<< parameters.x >>" '<< parameters.y >>'`,
    [`a "<< parameters.x >>" '<< parameters.y >>'`],
  ],
  [
    "a template as a variable",
    "a $<< parameters.x >> ${<< parameters.y >>}",
    ["a $<< parameters.x >> ${<< parameters.y >>}"],
  ],
  ["a template in a here-document", "a \\<<E\n<< parameters.x >>\nE\nb", ["a", "b"]],
  ["sections", "a <<# parameters.x >>--b<</ parameters.x >> c", ["a --b c"]],
  ["sections in quotes", 'a "<<#parameters.x>>b<</parameters.x>>"', ['a "<<#parameters.x>>b<</parameters.x>>"']],
  ["an include", "<<include(scripts/a.sh)>>\nb", ["<<include(scripts/a.sh)>>", "b"]],
  ["a here-document of version 2.0", "a << EOF >> f\nb\nEOF\nc", ["a", "c"]],
  ["a coprocess", "coproc a b; c", ["a b", "c"]],
  ["negation and time", "! a; time b", ["a", "b"]],
  ["quoted names", `"docker" 'pull' $'x'`, [`"docker" 'pull' $'x'`]],
  ["text beyond the BMP", "a 🚀 'é' \"$X\"; b", ["a 🚀 'é' \"$X\"", "b"]],
  ["line endings of Windows", "a x\r\nb \\\r\n  y\r\nif c\r\nthen d\r\nfi\r\n", ["a x", "b y", "c", "d"]],
  ["a here-document with line endings of Windows", "a <<EOF\r\nb\r\nEOF\r\nc", ["a", "c"]],
  ["a script in a script", `bash -c 'a "$X" | b'; c`, [`bash -c 'a "$X" | b'`, 'a "$X"', "b", "c"]],
  ["a script in double quotes", 'sh -ec "a $X \\"y z\\""', ['sh -ec "a $X \\"y z\\""', 'a $X "y z"']],
  ["a script behind a login shell", "sudo -u x bash -lc 'a'", ["sudo -u x bash -lc 'a'", "a"]],
  ["a script behind options", "bash -eo pipefail -c 'a; b'", ["bash -eo pipefail -c 'a; b'", "a", "b"]],
  ["a script that is built by a command", 'bash -c "a $(b)"', ['bash -c "a $(b)"', "b"]],
  ["a script in a file", "bash x.sh -c 'a'", ["bash x.sh -c 'a'"]],
  ["eval", "eval 'a; b' c", ["eval 'a; b' c", "a", "b c"]],
  ["eval of a command's output", 'eval "$(a)"', ['eval "$(a)"', "a"]],
  ["ssh", "ssh -i k -p 22 h 'a && b'", ["ssh -i k -p 22 h 'a && b'", "a", "b"]],
  ["ssh with plain words", "ssh -o X=y h a b", ["ssh -o X=y h a b", "a b"]],
  ["ssh with a here-document", "ssh h \\<<'E'\na b\nE\nc", ["ssh h", "a b", "c"]],
  ["a shell with a here-document", "bash -s <<E\na $X\nE\nc", ["bash -s", "a $X", "c"]],
  ["scripts within scripts", `bash -c "sh -c 'a b'"`, [`bash -c "sh -c 'a b'"`, "sh -c 'a b'", "a b"]],
  [
    "templates in a script in a script",
    `bash -c "a << parameters.x >>"`,
    [`bash -c "a << parameters.x >>"`, "a << parameters.x >>"],
  ],
];

describe("the commands of", () => {
  test.each(rows)("%s", (_, text, expected) => {
    const { commands, hasErrors } = parseShell(text);
    expect(commands.map((one) => words(one).join(" "))).toEqual(expected);
    expect(hasErrors).toBe(false);
    for (const one of commands) checkSpans(text, one);
  });
});

function checkSpans(text: string, one: ReturnType<typeof command>): void {
  if (!one.exact) return;
  for (const word of allWords(one)) {
    expect(text.slice(word.span.start, word.span.end)).toBe(word.text);
    for (const part of word.parts) {
      expect(part.span.start).toBeGreaterThanOrEqual(word.span.start);
      expect(part.span.end).toBeLessThanOrEqual(word.span.end);
      if (part.kind === "variable") expect(part.text.startsWith("$")).toBe(true);
      if (part.kind === "template") expect(text.slice(part.span.start, part.span.end)).toContain(part.text);
    }
  }
}

describe("what is no shell", () => {
  test.each([
    ["an open quote", "a 'b\nc"],
    ["an open substitution", "a $(b"],
    ["an open here-document", "a <<EOF\nb"],
    ["a stray keyword", "else a; fi; b"],
    ["a stray bracket", "a ) b"],
    ["PowerShell", "$env:X = 'y'\nif (Test-Path $p) {\n  Get-Item $p | ForEach-Object { $_.Name }\n}\n"],
    ["PowerShell with backticks", 'docker run `\n  --rm `\n  x\nWrite-Host "a `"b`""\n'],
    ["Python", "import os\nprint(f\"{os.environ['X']}\")\nfor x in y:\n  pass\n"],
    ["batch", "if %ERRORLEVEL% neq 0 (\r\n  exit /b 1\r\n)\r\n"],
  ])("does not throw: %s", (_, text) => {
    const { commands, hasErrors } = parseShell(text);
    for (const one of commands) checkSpans(text, one);
    expect(typeof hasErrors).toBe("boolean");
  });

  test("is told, and what could be read is there", () => {
    const { commands, hasErrors } = parseShell("docker pull x\nif y; then\n");
    expect(hasErrors).toBe(true);
    expect(words(commands[0] ?? command("a", "b"))).toEqual(["docker", "pull", "x"]);
  });

  test("may be nested as deeply as one likes", () => {
    for (const [open, close] of [
      ["$(", ")"],
      ["( ", ")"],
      ["{ ", "; }"],
      ["`", "`"],
      ["if a; then ", "; fi"],
    ]) {
      const deep = (open ?? "").repeat(5000) + "a" + (close ?? "").repeat(5000);
      const { commands } = parseShell(`x ${deep}`);
      for (const one of commands.slice(0, 50)) checkSpans(`x ${deep}`, one);
      expect(commands.length).toBeGreaterThan(0);
    }
  });

  test("never throws, and every span is right", () => {
    const tokens =
      "a b $X ${X:- ${!X} } $( ) ` \\ \\` \" ' $' ; | & && > >> < << \\<< <<< <( { } ( ) (( [[ ]] if then fi do done case esac = A= A=( # ! * ~";
    const spaced =
      " |\n|\r\n|\t|<< parameters.x >>|<<# parameters.x >>|<</ parameters.x >>|<<EOF\n|\nEOF\n|bash -c |eval |é|🚀|function f";
    const piece = fc.constantFrom(...tokens.split(" "), ...spaced.split("|"), " ");
    const property = fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const text = pieces.join("");
      for (const one of parseShell(text).commands) checkSpans(text, one);
    });
    expect(fc.check(property, { seed: 20_201_101, numRuns: 20_000 }).counterexample).toBeNull();
  });
});

describe("a command", () => {
  test("has its place in its pipeline", () => {
    const text = "a | { b; } | c && ! d | e";
    const { commands } = script(text);
    const members = commands.map(({ pipeline }) => pipeline.map((one) => one?.name?.text));
    expect(members).toEqual([["a", undefined, "c"], ["b"], ["a", undefined, "c"], ["d", "e"], ["d", "e"]]);
    expect(commands.map(({ pipelineIndex }) => pipelineIndex)).toEqual([0, 0, 2, 0, 1]);
    const spans = commands.map(({ pipelineSpan: { start, end } }) => text.slice(start, end));
    expect(spans).toEqual(["a | { b; } | c", "b", "a | { b; } | c", "! d | e", "! d | e"]);
    for (const one of commands) expect(one.pipeline[one.pipelineIndex]).toBe(one);
  });

  test("knows that its output is captured", () => {
    const { commands } = script("a $(b | c) `d` <(e) ${X:-$(f)} > >(g); h");
    expect(commands.filter(({ captured }) => captured).map((one) => one.name?.text)).toEqual(["b", "c", "d", "e", "f"]);
  });

  test("knows the function that it stands in", () => {
    const { commands } = script("f() { a; ( b $(c) ); }; function g { d; }; e");
    expect(commands.map(({ functionName }) => functionName)).toEqual(["f", "f", "f", "g", undefined]);
  });

  test("is the same where a word holds it", () => {
    const { commands } = script('a "x$(b `c`)"');
    const part = commands[0]?.args[0]?.parts[1];
    expect(part?.kind === "substitution" ? part.commands : []).toEqual(commands.slice(1));
    expect(part?.kind === "substitution" && part.commands[0] === commands[1]).toBe(true);
  });

  test("stands at the word of the script that it is in", () => {
    const text = "bash -c 'a \"$X\"' y";
    const inner = command(text, "a");
    expect(inner.exact).toBe(false);
    for (const { span } of [inner, ...inner.args, ...inner.args.flatMap((word) => word.parts)]) {
      expect(text.slice(span.start, span.end)).toBe("'a \"$X\"'");
    }
    expect(inner.args[0]?.text).toBe('"$X"');
  });

  test("in escaped backticks stands at the backticks", () => {
    const text = "x=`a \\`b << parameters.c >>\\``";
    const inner = command(text, "b");
    expect(inner.exact).toBe(false);
    expect(text.slice(inner.span.start, inner.span.end)).toBe(text.slice(2));
    expect(inner.args[0]?.text).toBe("<< parameters.c >>");
  });

  test("is read from the text of a here-document in a substitution", () => {
    const text = unindent(`
      curl -d "$(cat \\<<EOF
      {"text": "<< parameters.text >> $(whoami)"}
      EOF
      )" https://x.y
    `);
    const { commands } = parseShell(text);
    expect(commands.map((one) => one.name?.text)).toEqual(["curl", "cat", "whoami"]);
    for (const one of commands) checkSpans(text, one);
  });
});
