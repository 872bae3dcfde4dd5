import { describe, expect, test } from "vitest";
import { errorOutputOf, outputOf } from "../../src/shell/index.ts";
import { command } from "./shapes.ts";

describe("the output of x", () => {
  test.each([
    ["x", "log"],
    ["x > f", "file"],
    ["x >> $F", "file"],
    ["x >| f", "file"],
    ["x 1> f", "file"],
    ["x &> f", "file"],
    ["x >& f", "file"],
    ["x 2> f", "log"],
    ["x < f", "log"],
    ["x <<< f", "log"],
    ["x > /dev/null", "nowhere"],
    ["x &> /dev/null", "nowhere"],
    ["x >&-", "nowhere"],
    ["x >&2", "log"],
    ["x 1>&2", "log"],
    ["x > /dev/stderr", "log"],
    ["x > f > /dev/tty", "log"],
    ["x > /dev/null 2>&1", "nowhere"],
    ["x 2>&1 > /dev/null", "nowhere"],
    ["x 2> /dev/null >&2", "nowhere"],
    ["x >&2 2> /dev/null", "log"],
    ["x >&3", "log"],
    ["x > >(tee f)", "pipe"],
    ["x | y", "pipe"],
    ["x |& y", "pipe"],
    ["y | x", "log"],
    ["x >&2 | y", "log"],
    ["x >&2 |& y", "pipe"],
    ["x 2>&1 | y", "pipe"],
    ["a=$(x)", "captured"],
    ["a=`x`", "captured"],
    ["a <(x)", "captured"],
    ["a=$(x >&2)", "log"],
    ["a=$(x > f)", "file"],
    ["a=$(x | y)", "pipe"],
    ["a=$(y | x)", "captured"],
    ["{ x; } > f", "file"],
    ["( x ) > /dev/null", "nowhere"],
    ["{ x >&2; } > f", "log"],
    ["{ { x; } > f; } > /dev/null", "file"],
    ["{ x; } | y", "pipe"],
    ["( x; y ) 2>&1 | z", "pipe"],
    ["for i in a; do x; done > f", "file"],
    ["while x; do a; done | y", "pipe"],
    ["a | while b; do x; done", "log"],
    ["if x; then y; fi > f", "file"],
    ["f() { x; }", "log"],
    ["f() { x; } > f", "file"],
    ["bash -c 'x' > f", "file"],
    ["a=$(bash -c 'x')", "captured"],
    ["bash -c 'x | y'", "pipe"],
    ["eval 'x' | y", "pipe"],
    ["a > >(x)", "log"],
    ["coproc x", "pipe"],
  ])("%s: %s", (text, expected) => {
    expect(outputOf(command(text, "x"))).toBe(expected);
  });
});

describe("the error output of x", () => {
  test.each([
    ["x", "log"],
    ["x > f", "log"],
    ["x 2> f", "file"],
    ["x > f 2>&1", "file"],
    ["x 2>&1 > f", "log"],
    ["x &> f", "file"],
    ["x |& y", "pipe"],
    ["x | y", "log"],
    ["a=$(x)", "log"],
    ["a=$(x 2>&1)", "captured"],
    ["{ x; } 2> /dev/null", "nowhere"],
  ])("%s: %s", (text, expected) => {
    expect(errorOutputOf(command(text, "x"))).toBe(expected);
  });
});
