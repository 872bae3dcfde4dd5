import { expect, test } from "vitest";
import { count } from "../../src/reporters/count.ts";
import { displayWidth, listCode, visible, wrap } from "../../src/reporters/text.ts";

test.each([
  ["", 0],
  ["node:20", 7],
  ["é", 1],
  ["e\u0301", 1],
  ["\u200B", 0],
  ["→", 1],
  ["日本", 4],
  ["ﾊﾟ", 1],
  ["Ａ", 2],
  ["한", 2],
  ["😀", 2],
  ["👩‍👩‍👧", 2],
  ["👍🏽", 2],
  ["🇩🇪", 2],
  ["❤️", 2],
  ["☝🏽", 2],
])("a terminal gives %j %i columns", (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

test("characters that steer a terminal are shown, not sent", () => {
  expect(visible("a\u001B[31mb\u0007\r\n\u007F\u009B")).toBe("a␛[31mb␇␍␊␡\uFFFD");
});

test("characters that reorder text are shown, not sent", () => {
  expect(visible("\u202Eabc\u2066")).toBe("\uFFFDabc\uFFFD");
});

test("long text is broken at spaces and continues indented", () => {
  expect(wrap("  why: one two three four", 16, 4)).toEqual(["  why: one two", "    three four"]);
});

test("a word that is too long for a line stays whole", () => {
  expect(wrap("  a verylongword b", 8, 4)).toEqual(["  a", "    verylongword", "    b"]);
});

test("wide characters count twice when text is broken", () => {
  expect(wrap("日本 日本", 8, 0)).toEqual(["日本", "日本"]);
});

test("one is singular, everything else plural", () => {
  expect([count(0, "file"), count(1, "file"), count(2, "file")]).toEqual(["0 files", "1 file", "2 files"]);
});

test("names are listed as people list them", () => {
  expect([listCode([]), listCode(["A"]), listCode(["A", "B"]), listCode(["A", "B", "C"])]).toEqual([
    "",
    "`A`",
    "`A` and `B`",
    "`A`, `B` and `C`",
  ]);
});
