import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Source } from "../../src/source/source.ts";
import { spansOverlap } from "../../src/source/span.ts";

function source(text: string): Source {
  return new Source("config.yml", text);
}

describe("position", () => {
  test.each([
    ["the start", "ab\ncd", 0, 1, 1],
    ["within a line", "ab\ncd", 4, 2, 2],
    ["a line's start", "ab\ncd", 3, 2, 1],
    ["a newline", "ab\ncd", 2, 1, 3],
    ["the end", "ab\ncd", 5, 2, 3],
    ["past the end", "ab\ncd", 99, 2, 3],
    ["the end behind a newline", "ab\n", 3, 2, 1],
    ["an empty text", "", 0, 1, 1],
    ["a carriage return before a newline", "ab\r\ncd", 2, 1, 3],
    ["behind CRLF", "ab\r\ncd", 4, 2, 1],
    ["behind a lone carriage return", "ab\rcd", 3, 1, 4],
    ["behind a byte-order mark", "\uFEFFab", 1, 1, 2],
    ["behind a character of two units", "🚀a", 2, 1, 3],
  ])("of %s", (_, text, offset, line, column) => {
    expect(source(text).position(offset)).toEqual({ line, column });
  });

  test("is right for every offset of any text", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "\n", "\r\n", "\r", "🚀"), maxLength: 30 });
    const property = fc.property(text, (text) => {
      const file = source(text);
      for (let offset = 0; offset <= text.length; offset += 1) {
        const before = text.slice(0, offset).split("\n");
        expect(file.position(offset)).toEqual({ line: before.length, column: (before.at(-1) ?? "").length + 1 });
      }
    });
    fc.assert(property, { seed: 20_201_101, numRuns: 300 });
  });
});

describe("column", () => {
  test.each([
    ["is zero-based", "ab\n  cd", 5, 2],
    ["does not count a byte-order mark", "\uFEFFab", 2, 1],
    ["is 0 at the byte-order mark and behind it", "\uFEFFab", 1, 0],
    ["is 0 on the byte-order mark", "\uFEFFab", 0, 0],
    ["counts from the line's start below a byte-order mark", "\uFEFFab\ncd", 5, 1],
    ["is 0 behind CRLF", "ab\r\ncd", 4, 0],
  ])("%s", (_, text, offset, column) => {
    expect(source(text).column(offset)).toBe(column);
  });
});

describe("eol", () => {
  test.each([
    ["is LF in a file of LF", "a\nb\n", "\n"],
    ["is CRLF in a file of CRLF", "a\r\nb\r\n", "\r\n"],
    ["is what comes first in a file of both", "a\r\nb\n", "\r\n"],
    ["is what comes first in a file of both, the other way", "a\nb\r\n", "\n"],
    ["is LF in a file of one line", "a", "\n"],
    ["is LF in an empty file", "", "\n"],
    ["is LF where the file starts with a newline", "\na\r\n", "\n"],
    ["is CRLF where the file starts with one", "\r\na\n", "\r\n"],
    ["is LF where there are lone carriage returns only", "a\rb", "\n"],
  ])("%s", (_, text, eol) => {
    expect(source(text).eol).toBe(eol);
  });
});

describe("lineEnd", () => {
  test.each([
    ["stands before the newline", "ab\ncd", 1, 2],
    ["stands before CRLF", "ab\r\ncd", 1, 2],
    ["stands at a newline that is asked for", "ab\ncd", 2, 2],
    ["stands at a carriage return that is asked for", "ab\r\ncd", 2, 2],
    ["is the end of a last line without newline", "ab\ncd", 3, 5],
    ["is the end behind the last newline", "ab\n", 3, 3],
    ["keeps a lone carriage return within the line", "a\rb\n", 0, 3],
    ["stands at the start of an empty line", "a\n\nb", 2, 2],
    ["stands at the start of an empty line of CRLF", "a\r\n\r\nb", 3, 3],
  ])("%s", (_, text, offset, end) => {
    expect(source(text).lineEnd(offset)).toBe(end);
  });
});

describe("line", () => {
  test("is the text without its line ending", () => {
    const file = source("a\r\nb\n\nc");
    expect([1, 2, 3, 4].map((line) => file.line(line))).toEqual(["a", "b", "", "c"]);
  });

  test("is empty past the end", () => {
    expect([0, 3, 99].map((line) => source("a\n").line(line))).toEqual(["", "", ""]);
  });
});

test("a slice is the text between two offsets", () => {
  expect(source("a🚀b").slice({ start: 1, end: 3 })).toBe("🚀");
});

test.each([
  ["apart", [0, 1], [2, 3], false],
  ["that meet", [0, 2], [2, 3], false],
  ["that share a character", [0, 2], [1, 3], true],
  ["of which one holds the other", [0, 5], [1, 2], true],
  ["of which an empty one lies within the other", [0, 2], [1, 1], true],
  ["of which an empty one lies at the other's edge", [0, 2], [2, 2], false],
] as const)("spans %s overlap as they should", (_, [a, b], [c, d], expected) => {
  expect([
    spansOverlap({ start: a, end: b }, { start: c, end: d }),
    spansOverlap({ start: c, end: d }, { start: a, end: b }),
  ]).toEqual([expected, expected]);
});
