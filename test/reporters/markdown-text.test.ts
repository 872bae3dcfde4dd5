import { marked } from "marked";
import { expect, test } from "vitest";
import { codeMarkdown, inlineMarkdown } from "../../src/reporters/markdown-text.ts";

/** What forges make links and mentions of, in the text that Markdown has come to, code left out. */
const LOOKED_UP = [
  /@[\w{"-]/,
  /#\d/,
  /\b(?:gh|gl)-\d/i,
  /\b[A-Z][A-Z0-9]*-\d/,
  /[!$&^]\d/,
  /[%~][\w"]/,
  /\[\w+:/,
  /\*iteration:/,
  /[a-z]:\/\//i,
  /\bwww\./,
  /\b[0-9a-f]{7,40}\b/,
];

function textOf(markdown: string): string {
  return marked
    .parse(markdown, { async: false, gfm: true })
    .replaceAll(/<code[^>]*>[^]*?<\/code>/g, "")
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll("&quot;", '"')
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
}

const PAYLOADS = [
  "@octocat",
  "@acme/security",
  "@all",
  "@{557058:1}",
  "#1",
  "acme/api#1",
  "octocat#1",
  "fixes #1",
  "GH-123",
  "gh-123",
  "GL-7",
  "acme/api!1",
  "!1",
  "$1",
  "&1",
  "group&1",
  "^1",
  "%1",
  '%"Release 1"',
  "%v1",
  "~1",
  "~bug",
  '~"needs help"',
  "[issue:1]",
  "[work_item:1]",
  "*iteration:1",
  "JIRA-99",
  "https://evil.example.com/a?b=c",
  "HTTP://EVIL.EXAMPLE.COM",
  "ftp://evil.example.com",
  "www.evil.example.com",
  "me@evil.example.com",
  "<https://evil.example.com>",
  "[x](https://evil.example.com)",
  "a5c3785ed8d6a35868bc169f07e40e889087fd2e",
  "acme/api@a5c3785",
  "a5c3785...b0c4785",
];

test.each(PAYLOADS)("%s is nothing but text for a forge", (payload) => {
  for (const text of [payload, `an image ${payload} of it`, `(${payload})`, `x:${payload}`]) {
    const markdown = inlineMarkdown(text);
    const shown = textOf(markdown);
    for (const looked of LOOKED_UP) expect.soft(shown, String(looked)).not.toMatch(looked);
    expect(marked.parse(markdown, { async: false })).not.toMatch(/<(?:a|img)\b/);
    expect(shown.replaceAll("\u200B", "").trim()).toBe(text);
  }
});

test.each(PAYLOADS)("%s is code, as it is, where a message has it in backticks", (payload) => {
  const html = marked.parse(inlineMarkdown(`the image \`${payload}\` is unknown`), { async: false });
  expect(html).not.toMatch(/<(?:a|img)\b/);
  expect(html).not.toContain("\u200B");
  expect(codeMarkdown(payload)).not.toContain("\u200B");
});

test("what points at nothing is left as it is", () => {
  const text = "node 20 of 5 % and 3 & 4 in build-2 at 10:05 for 12345";
  expect(inlineMarkdown(text).replaceAll("\\", "")).toBe(text);
});
