import { describe, expect, test } from "vitest";
import { type Word, parseShell } from "../../src/shell/index.ts";
import { command, parts } from "./shapes.ts";

function word(text: string): Word {
  const found = parseShell(`x ${text}`).commands[0]?.args[0];
  if (!found) throw new Error("no word");
  return found;
}

describe("the value of a word", () => {
  test.each([
    ["plain", "node:20", "node:20"],
    ["in single quotes", "'a $b'", "a $b"],
    ["in double quotes", '"a \\"b\\" \\$c \\d"', 'a "b" $c \\d'],
    ["in ANSI quotes", "$'a\\tb'", "a\tb"],
    ["in several quotes", "a'b'\"c\"d", "abcd"],
    ["escaped", "a\\ b\\$c", "a b$c"],
    ["empty", "''", ""],
    ["empty, in double quotes", '""', ""],
    ["over a continuation", "a\\\nb", "ab"],
    ["before a continuation", "a\\\n b", "a"],
    ["a glob", "*.[ch]?", "*.[ch]?"],
    ["braces", "{a,b}.c", "{a,b}.c"],
    ["a tilde", "~/x", "~/x"],
    ["with an escaped template opener", "'a \\<< b'", "a << b"],
    ["with line endings of Windows", '"a\r\nb"', "a\r\nb"],
    ["beyond the BMP", "'🚀é'x", "🚀éx"],
    ["a locale string", '$"a"', "a"],
    ["a variable", "a$B", undefined],
    ["a variable in quotes", '"$B"', undefined],
    ["a substitution", "$(a)", undefined],
    ["arithmetic", "$((1 + 2))", undefined],
    ["a template", "a<< parameters.b >>", undefined],
    ["a template in single quotes", "'<< parameters.b >>'", undefined],
    ["a variable in braces", "{a,$B}", undefined],
  ])("%s", (_, text, expected) => {
    expect(word(text).value).toBe(expected);
  });
});

describe("the parts of a word", () => {
  test.each([
    ["text and variable", "a$B'c'", ["a", "$B", "'c'"]],
    ["double quotes", '"a $B ${C} $(d e) `f`"', ['"a "', '"$B"', '" "', '"$C"', '" "', '"$(d e)"', '" "', '"$(f)"']],
    ["a glob is text", "a*b?[x]c", ["a*b?[x]c"]],
    ["braces with variables", "{a,$B,$(c)}d", ["{a,", "$B", ",", "$(c)", "}d"]],
    ["brackets with variables", "*[a$B]", ["*[a", "$B", "]"]],
    ["positional parameters", "$1 x", ["$1"]],
    ["special parameters", '"$@"', ['"$@"']],
    ["array elements", "${A[1]}${B[@]}", ["$A", "$B"]],
    ["a template", "a:<< parameters.b >>-c", ["a:", "<parameters.b>", "-c"]],
    ["templates that touch", "<<parameters.a>><<parameters.b>>", ["<parameters.a>", "<parameters.b>"]],
    ["a template behind an escape", "a\\ b<< parameters.c >>d", ["a b", "<parameters.c>", "d"]],
    [
      "templates in quotes",
      `"a << parameters.b >>"'<<parameters.c>>'`,
      ['"a "', '"<parameters.b>"', "'<parameters.c>'"],
    ],
    ["a template as a name", '"$<< parameters.x >>"', ['"$<< parameters.x >>"']],
    ["a template as a name in braces", "${<< parameters.x >>}", ["$<< parameters.x >>"]],
    ["a template in a name", "${A_<<parameters.x>>_B}", ["$A_<<parameters.x>>_B"]],
    ["a template in a fallback", "${A:-<< parameters.x >>}", ["$A"]],
    ["sections", "'<<# parameters.x >>a<</ parameters.x >>'", ["'<# parameters.x>'", "'a'", "'</ parameters.x>'"]],
    ["arithmetic", "$((a + $(b c)))", ["$(b c)"]],
    ["process substitution", "<(a b)", ["$(a b)"]],
    ["an empty word", "''", ["''"]],
    ["an open quote", "'a b", ["'a b'"]],
  ])("%s", (_, text, expected) => {
    expect(parts(word(text))).toEqual(expected);
  });

  test("have spans inside the quotes", () => {
    const text = `x a"b $C"'d'$'e'`;
    const spans = parseShell(text).commands[0]?.args[0]?.parts.map(({ span }) => text.slice(span.start, span.end));
    expect(spans).toEqual(["a", "b ", "$C", "d", "e"]);
  });
});

describe("a variable", () => {
  test.each([
    ["${X:-a b}", { name: "X", operator: ":-", indirect: false }, "a b"],
    ["${X-$Y}", { name: "X", operator: "-" }, "$Y"],
    ["${X:=a}", { name: "X", operator: ":=" }, "a"],
    ["${X=}", { name: "X", operator: "=" }, ""],
    ["${X:?a}", { name: "X", operator: ":?" }, undefined],
    ["${!X}", { name: "X", indirect: true, operator: undefined }, undefined],
    ["${!X:-y}", { name: "X", indirect: true, operator: ":-" }, "y"],
    ["${#X}", { name: "X", operator: "length" }, undefined],
    ["${X%%.*}", { name: "X", operator: "%%" }, undefined],
    ["${X:0:4}", { name: "X", operator: ":" }, undefined],
    ["$X", { name: "X", operator: undefined, indirect: false, text: "$X" }, undefined],
  ])("%s", (text, expected, fallback) => {
    const [part] = word(text).parts;
    expect(part).toMatchObject(expected);
    expect(part?.kind === "variable" ? part.fallback?.text : "none").toBe(fallback);
  });

  test("tells what stands for it when it is set", () => {
    const [part] = word("${X:+-p $Y}").parts;
    expect(part?.kind === "variable" && part.fallback).toBeUndefined();
    expect(parts(part?.kind === "variable" ? part.alternative : undefined)).toEqual(["-p ", "$Y"]);
  });
});

describe("assignments", () => {
  test.each([
    ["A=1 x B=2", "x", ["A=1!"]],
    ["export A=1 B C=$D 'E=f g' \"H=$I\"", "export", ["A=1!", "C=$D!", "E=f g!", 'H=$I"!']],
    ["declare A=1", "declare", ["A=1"]],
    ["declare -rx A=1", "declare", ["A=1!"]],
    ["local A=$(b)", "local", ["A=$(b)"]],
    ["readonly A='b c'", "readonly", ["A='b c'"]],
    ['env -i A=1 B="$C" x D=2', "env", ["A=1!", 'B="$C"!']],
    ["sudo A=1 x", "sudo", ["A=1!"]],
    ["command export A=1", "command", ["A=1!"]],
    ["env A=1", "env", ["A=1!"]],
    ["x A=1", "x", []],
    ["A+=b x", "x", ["A=b!"]],
  ])("%s", (text, name, expected) => {
    const found = command(text, name).assignments;
    const shown = found.map((one) => `${one.name}=${one.value?.text}${one.exported ? "!" : ""}`);
    expect(shown).toEqual(expected);
  });

  test("of an array have its elements", () => {
    const [one] = parseShell("A=(b $C)").commands[0]?.assignments ?? [];
    expect(one).toMatchObject({ name: "A", value: undefined, exported: false });
    expect(one?.elements.map(({ text }) => text)).toEqual(["b", "$C"]);
  });

  test("that are words have the spans of their values", () => {
    const text = `env A=b "C=d e" F=$G 'H=' x`;
    const found = parseShell(text).commands[0]?.assignments ?? [];
    const spans = found.map(({ value }) => value && text.slice(value.span.start, value.span.end));
    expect(spans).toEqual(["b", "d e", "$G", ""]);
    expect(found.map(({ value }) => value?.value)).toEqual(["b", "d e", undefined, ""]);
    expect(found.map(({ span }) => text.slice(span.start, span.end))).toEqual(["A=b", '"C=d e"', "F=$G", "'H='"]);
    for (const { value } of found) {
      for (const { span } of value?.parts ?? []) expect(span.end).toBeLessThanOrEqual(value?.span.end ?? 0);
    }
  });
});

describe("redirects", () => {
  test("have an operator, a stream and a file", () => {
    const { redirects } = command("x > a 2>&1 < b >> $C &> d", "x");
    expect(redirects.map((one) => [one.operator, one.descriptor, one.target?.text])).toEqual([
      [">", undefined, "a"],
      [">&", 2, "1"],
      ["<", undefined, "b"],
      [">>", undefined, "$C"],
      ["&>", undefined, "d"],
    ]);
  });

  test.each([
    ["x <<E\na $B \\$c << parameters.d >>\nE", ['"a "', '"$B"', '" $c "', '"<parameters.d>"', '"\n"']],
    ["x <<'E'\na $B << parameters.d >>\nE", ["'a $B '", "'<parameters.d>'", "'\n'"]],
    ["x \\<<-E\n\ta\n\tE", ['"\ta\n"']],
    ["x <<E\nE", []],
    ['x <<< "a $B"', ['"a "', '"$B"']],
    ["x > a", []],
  ])("%j has the body", (text, expected) => {
    expect(parts(command(text, "x").redirects[0]?.body)).toEqual(expected);
  });
});
