import { expect, test } from "vitest";
import { renderMarkdown } from "../../src/reporters/terminal-text.ts";

function render(text: string, width = 40): string {
  return renderMarkdown(text, { width, heading: (heading) => `[${heading}]` });
}

test("lines of a paragraph and of an item are joined and broken anew", () => {
  const text =
    "One two three\nfour five six seven eight nine.\n\n- first item that\n  goes on and on over the edge\n- second\n";
  expect(render(text)).toBe(
    "One two three four five six seven eight\nnine.\n\n- first item that goes on and on over\n  the edge\n- second",
  );
});

test("a heading ends a paragraph and begins one", () => {
  expect(render("a\n## Why\nb")).toBe("a\n\n[Why]\n\nb");
});

test("fenced code keeps its lines, empty ones too, without the options that only tests read", () => {
  expect(render("```yaml good\n# options: a=b\nx: 1\n\n# y\ny: [`]\n```\n\nend")).toBe(
    "Good:\n    x: 1\n\n    # y\n    y: [`]\n\nend",
  );
});

test("a table that fits has columns", () => {
  expect(render("| a | bb |\n| --- | --- |\n| `ccc` |  |\n| d \\| e | f |")).toBe(
    "a      bb\n-----  --\n`ccc`\nd | e  f",
  );
});

test("a table that does not fit is a list", () => {
  expect(render("| place | what is told |\n| --- | --- |\n| here | as much as there is |\n| there |  |", 20)).toBe(
    "- here\n  what is told: as\n    much as there is\n- there",
  );
});

test("a link is its text", () => {
  expect(render("See [`x`](#x) and [the page](a.md).")).toBe("See `x` and the page.");
});

test("escape sequences are shown, not sent", () => {
  expect(
    render("a\u001B[31m\n\n```\n\u001B]0;x\n```\n\n## \u001B\n\n| \u001B | b |\n| - | - |\n| c | d |"),
  ).not.toContain("\u001B");
});
