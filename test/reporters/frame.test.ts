import { expect, test } from "vitest";
import { drawFrame, type FrameOptions } from "../../src/reporters/frame.ts";
import { Source } from "../../src/source/source.ts";
import { CONFIG, spanOf } from "./results.ts";

function draw(text: string, needle: string, options: Partial<FrameOptions> = {}): string {
  const source = new Source("config.yml", text);
  const frame = drawFrame(source, spanOf(source, needle), {
    width: 100,
    hidden: [],
    paint: (text) => text,
    ...options,
  });
  return `\n${frame.join("\n")}\n`;
}

test("a frame shows the line with carets under the span", () => {
  expect(draw(CONFIG, "node:20")).toMatchInlineSnapshot(`
    "
        |
      5 |       - image: node:20   # keep
        |                ^^^^^^^
    "
  `);
});

test("the gutter grows with the line number", () => {
  expect(draw(`${"\n".repeat(99)}image: node:20\n`, "node:20")).toMatchInlineSnapshot(`
    "
          |
      100 | image: node:20
          |        ^^^^^^^
    "
  `);
});

test("tabs become spaces and the carets stay under the span", () => {
  expect(draw("run: |\n\tx\tdocker pull node:20", "docker")).toMatchInlineSnapshot(`
    "
        |
      2 |     x   docker pull node:20
        |         ^^^^^^
    "
  `);
});

test("wide characters before the span move the carets by two columns", () => {
  expect(draw("日本: node:20", "node:20")).toMatchInlineSnapshot(`
    "
        |
      1 | 日本: node:20
        |       ^^^^^^^
    "
  `);
});

test("wide characters in the span get two carets", () => {
  expect(draw("image: 日本", "日本")).toMatchInlineSnapshot(`
    "
        |
      1 | image: 日本
        |        ^^^^
    "
  `);
});

test("combining marks take no column", () => {
  expect(draw("cafe\u0301: node:20", "node:20")).toMatchInlineSnapshot(`
    "
        |
      1 | café: node:20
        |       ^^^^^^^
    "
  `);
});

test("a byte-order mark is not shown", () => {
  expect(draw("\uFEFFimage: node:20", "node:20")).toBe(draw("image: node:20", "node:20"));
});

test("a carriage return at the end of the line is not shown", () => {
  expect(draw("image: node:20\r\nx", "node:20\r\n")).toBe(draw("image: node:20\nx", "node:20"));
});

test("a span over several lines is marked on its first line", () => {
  expect(draw(CONFIG, "docker:\n      - image")).toMatchInlineSnapshot(`
    "
        |
      4 |     docker:
        |     ^^^^^^^
    "
  `);
});

test("an empty span gets one caret", () => {
  const source = new Source("config.yml", "jobs:");
  const options: FrameOptions = { width: 100, hidden: [], paint: (text) => text };
  expect(drawFrame(source, { start: 2, end: 2 }, options).at(-1)).toBe("    |   ^");
  expect(drawFrame(source, { start: 5, end: 5 }, options).at(-1)).toBe("    |      ^");
});

test("a long line is cut around the span", () => {
  const text = `[${"a, ".repeat(50)}node:20${", b".repeat(50)}]`;
  expect(draw(text, "node:20", { width: 60 })).toMatchInlineSnapshot(`
    "
        |
      1 | … a, a, a, a, a, node:20, b, b, b, b, b, b, b, b, b, …
        |                  ^^^^^^^
    "
  `);
});

test("a long line is cut behind a span near its start", () => {
  expect(draw(`image: node:20 # ${"x".repeat(100)}`, "node:20", { width: 50 })).toMatchInlineSnapshot(`
    "
        |
      1 | image: node:20 # xxxxxxxxxxxxxxxxxxxxxxxxx…
        |        ^^^^^^^
    "
  `);
});

test("a long line is cut before a span near its end", () => {
  expect(draw(`# ${"x".repeat(100)} node:20`, "node:20", { width: 50 })).toMatchInlineSnapshot(`
    "
        |
      1 | …xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx node:20
        |                                     ^^^^^^^
    "
  `);
});

test("no line of a frame is wider than asked, whatever the place of the span", () => {
  const text = "ab日\t".repeat(3000);
  const source = new Source("config.yml", text);
  for (let start = 0; start < text.length; start += 97) {
    const frame = drawFrame(source, { start, end: start + 30 }, { width: 60, hidden: [], paint: (text) => text });
    const columns = frame.map((line) => line.replaceAll("日", "xx").length);
    expect(Math.max(...columns)).toBeLessThanOrEqual(60);
  }
});

// Were the whole line read for each frame, this would not end before the test is given up.
test("an endless line costs no more than a long one", () => {
  const source = new Source("config.yml", "a, ".repeat(1_000_000));
  const span = { start: 1_500_000, end: 1_500_001 };
  for (let times = 0; times < 500; times += 1) {
    expect(drawFrame(source, span, { width: 100, hidden: [], paint: (text) => text })).toHaveLength(3);
  }
});

test("a hidden span is drawn as three stars, whatever its length", () => {
  const source = new Source("config.yml", "password: correct-horse # x");
  const hidden = [spanOf(source, "correct-horse")];
  expect(draw(source.text, "correct-horse", { hidden })).toMatchInlineSnapshot(`
    "
        |
      1 | password: *** # x
        |           ^^^
    "
  `);
});

test("a tab after a hidden span keeps the carets in place", () => {
  const source = new Source("config.yml", "token: correct-horse\tx");
  expect(draw(source.text, "x", { hidden: [spanOf(source, "correct-horse")] })).toMatchInlineSnapshot(`
    "
        |
      1 | token: ***  x
        |             ^
    "
  `);
});

test("a span of a line ending is marked behind the line", () => {
  expect(draw("image: node:20\r\nx", "\r\n")).toBe(draw("image: node:20\nx", "\n"));
  expect(draw("image: node:20\r\nx", "\n")).toBe(draw("image: node:20\nx", "\n"));
});

test("an escape sequence in the file does not reach the terminal", () => {
  expect(draw("image: \u001B[2Jnode:20", "node:20")).toMatchInlineSnapshot(`
    "
        |
      1 | image: ␛[2Jnode:20
        |            ^^^^^^^
    "
  `);
});
