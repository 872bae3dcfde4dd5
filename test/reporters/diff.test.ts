import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { unifiedDiff as diffOf } from "../../src/reporters/diff.ts";
import { Source } from "../../src/source/source.ts";

/** The patch of a change without secrets. */
function unifiedDiff(path: string, before: string, after: string): string {
  const file = { source: new Source(path, after), secrets: [], repositoryPath: path };
  return diffOf({ ...file, before: { text: before, secrets: [] } }, false).text;
}

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "circlesec-diff-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function git(patch: string): void {
  const env = {
    ...process.env,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CEILING_DIRECTORIES: tmpdir(),
  };
  execFileSync("git", ["apply", "-"], { cwd: folder, env, input: patch });
}

/** What `git apply` makes of `before` with our diff. */
function applyWithGit(path: string, before: string, after: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, before);
  git(unifiedDiff(path, before, after));
  return readFileSync(file, "utf8");
}

const LINES = Array.from({ length: 20 }, (_, index) => `line ${index + 1}`);
const BEFORE = `${LINES.join("\n")}\n`;
const AFTER = BEFORE.replace("line 3\n", "line 3\nauth: {}\n").replace("line 17", "line seventeen");

test("a diff has the headers of git, three lines of context and nothing else", () => {
  expect(unifiedDiff(".circleci/config.yml", BEFORE, BEFORE.replace("line 9", "line nine"))).toMatchInlineSnapshot(`
    "--- a/.circleci/config.yml
    +++ b/.circleci/config.yml
    @@ -6,7 +6,7 @@
     line 6
     line 7
     line 8
    -line 9
    +line nine
     line 10
     line 11
     line 12
    "
  `);
});

test("there is no diff where nothing changed", () => {
  expect(unifiedDiff("config.yml", BEFORE, BEFORE)).toBe("");
});

test.each([
  ["a plain file", BEFORE, AFTER],
  ["CRLF", BEFORE.replaceAll("\n", "\r\n"), AFTER.replaceAll("\n", "\r\n")],
  ["mixed line endings", BEFORE.replace("line 3\n", "line 3\r\n"), AFTER.replace("line 3\n", "line 3\r\n")],
  ["no final newline", BEFORE.slice(0, -1), AFTER.slice(0, -1)],
  ["no final newline, the last line changed", "a\nb", "a\nc"],
  ["no final newline and CRLF", "a\r\nb", "a\r\nc"],
  ["a final newline added", "a\nb", "a\nb\n"],
  ["a final newline removed", "a\nb\n", "a\nb"],
  ["a byte-order mark", `\uFEFF${BEFORE}`, `\uFEFF${AFTER}`],
  ["text beyond the basic plane", `# 😀\n${BEFORE}`, `# 😀\n${AFTER}`],
  ["a lone carriage return inside a line", `a\rb\n${BEFORE}`, `a\rb\n${AFTER}`],
  ["an insertion at the top", "b\n", "a\nb\n"],
  ["an empty file that gets text", "", "a\n"],
])("git applies the diff of %s", (_, before, after) => {
  expect(applyWithGit(".circleci/config.yml", before, after)).toBe(after);
});

test.each(["a b/config.yml", "dépôt/config.yml", 'quote".yml'])("git applies a diff of the path %s", (path) => {
  expect(applyWithGit(path, BEFORE, AFTER)).toBe(AFTER);
});

test("git applies the diffs of two files as one", () => {
  writeFileSync(join(folder, "a.yml"), BEFORE);
  writeFileSync(join(folder, "b.yml"), BEFORE);
  git(unifiedDiff("a.yml", BEFORE, AFTER) + unifiedDiff("b.yml", BEFORE, AFTER));
  expect([readFileSync(join(folder, "a.yml"), "utf8"), readFileSync(join(folder, "b.yml"), "utf8")]).toEqual([
    AFTER,
    AFTER,
  ]);
});
