import { spawnSync } from "node:child_process";
import { array, assert, constantFrom, property } from "fast-check";
import { marked } from "marked";
import { describe, expect, it } from "vitest";
import { openCheckstyle } from "../../src/reporters/checkstyle.ts";
import { openGithub } from "../../src/reporters/github.ts";
import { openHtml } from "../../src/reporters/html.ts";
import { openJunit } from "../../src/reporters/junit.ts";
import { openMarkdown } from "../../src/reporters/markdown.ts";
import { inlineMarkdown } from "../../src/reporters/markdown-text.ts";
import { reportRun } from "../../src/reporters/report.ts";
import { visible } from "../../src/reporters/text.ts";
import { Source } from "../../src/source/source.ts";
import { fileWith, findingAt, oneFinding, runOf } from "./results.ts";
import { HOSTILE, OPTIONS, RUNS } from "./runs.ts";

const hostile = RUNS["hostile"] ?? expect.fail("no such run");

/** Texts of what Markdown, HTML and mentions are made of. */
const NASTY = array(
  constantFrom(
    ...Array.from("`*_[](){}<>#|~&@!-+.:/\\$\"'= \nab1"),
    "<img src=x>",
    "](",
    "![",
    "``",
    "```",
    "https://",
    "www.a.com",
    "@octocat",
    "a@b.com",
    "#1",
    "&lt;",
    "\n\n",
    "- ",
  ),
  { maxLength: 25 },
).map((parts) => parts.join(""));

/** Tags of a page, without their attributes. */
function tagsOf(html: string): Set<string> {
  return new Set([...html.matchAll(/<\/?([a-z][\w-]*)/gi)].map(([, name = ""]) => name.toLowerCase()));
}

function textOf(html: string): string {
  const named: Record<string, string> = { lt: "<", gt: ">", quot: '"', amp: "&", "#39": "'" };
  return html.replaceAll(/<[^>]*>/g, "").replaceAll(/&(#39|\w+);/g, (whole, name) => named[name] ?? whole);
}

describe("Markdown", () => {
  it("shows a message as it is: as text or code, never as a link, an image, HTML or a mention", () => {
    assert(
      property(NASTY, NASTY, (before, code) => {
        const message = `job ${before} pulls \`${code}\` from`;
        const html = marked.parse(`- x: ${inlineMarkdown(message)} (end)\n`, { async: false });
        expect([...tagsOf(html)].filter((tag) => !["ul", "li", "code"].includes(tag))).toEqual([]);
        const squeezed = (text: string): string => text.replaceAll(/[\s`\u200B]/g, "");
        expect(squeezed(textOf(html))).toBe(squeezed(`x: ${visible(message)} (end)`));
        expect(textOf(html.replaceAll(/<code>[^]*?<\/code>/g, ""))).not.toMatch(/[@#]\w/);
      }),
      { numRuns: 3000 },
    );
  });

  it("keeps its structure around hostile findings", () => {
    const html = marked.parse(reportRun(openMarkdown, hostile, OPTIONS), { async: false });
    const allowed = ["h3", "p", "ul", "li", "strong", "code", "details", "summary", "br"];
    expect([...tagsOf(html)].filter((tag) => !allowed.includes(tag))).toEqual([]);
    expect(html.match(/<details>/g)).toHaveLength(1);
    expect(html.match(/<\/details>/g)).toHaveLength(1);
  });

  it("shows what was fixed, the change and what to set up", () => {
    const text = reportRun(openMarkdown, RUNS["fixed"] ?? expect.fail("no such run"), OPTIONS);
    expect(text).toContain(
      "**Fixed** `.circleci/config.yml`\n\n- line 5: Add `auth` and context `docker-credentials`\n",
    );
    expect(text).toContain("```diff\n--- a/.circleci/config.yml\n");
    expect(text).toContain("    circleci context create --org-id <org-id> docker-credentials\n");
  });

  it("ends before it is too long for a comment, and says so", () => {
    const source = new Source("a.yml", "image: node:20\n");
    const findings = Array.from({ length: 1000 }, () => findingAt(source, "node:20"));
    const text = reportRun(openMarkdown, runOf([fileWith(source, { findings })]), OPTIONS);
    expect(text.length).toBeGreaterThan(55_000);
    expect(text.length).toBeLessThan(65_536);
    expect(text).toMatch(/without `auth` \(`unauthenticated-pull`\)\n\nThere is more than a comment holds/);
  });
});

describe("HTML", () => {
  const page = reportRun(openHtml, hostile, OPTIONS);

  it("holds no markup but its own around hostile findings", () => {
    const [, body = ""] = page.split("<body>");
    const own = ["header", "main", "footer", "section", "form", "table", "article", "details", "pre", "script"];
    for (const tag of own) {
      const open = body.match(new RegExp(`<${tag}[ >]`, "g")) ?? [];
      expect.soft(body.match(new RegExp(`</${tag}>`, "g")) ?? [], tag).toHaveLength(open.length);
    }
    expect(body.match(/<script/g)).toHaveLength(1);
    expect(body.match(/<article /g)).toHaveLength(HOSTILE.length);
    expect(tagsOf(body)).not.toContain("img");
    expect(tagsOf(body)).not.toContain("style");
    // No quote ends an attribute that a config has a word in.
    expect(body).not.toMatch(/data-(?:file|value)="[^"]*"(?! data-|>)/);
  });

  it("loads nothing and names its script and style by hash", () => {
    const plain = reportRun(openHtml, RUNS["findings"] ?? expect.fail("no such run"), OPTIONS);
    expect(plain).not.toMatch(/\s(?:src|href|action)\s*=|url\(|@import/i);
    expect(page).toMatch(/content="default-src 'none'; style-src 'sha256-[\w+/]{43}='; script-src 'sha256-/);
  });

  it("shows the change of a fix, with what is not to be shown masked", () => {
    const source = new Source("a.yml", "password: Zx81kQw9\nimage: node:20\n");
    const fix = { title: "Move it", safety: "safe", expects: [], setup: [] } as const;
    const edits = [
      { start: 10, end: 18, text: "$TOKEN" },
      { start: 33, end: 33, text: " # Zx81kQw9" },
    ];
    const findings = [findingAt(source, "node:20", { fix: { ...fix, edits } })];
    const html = reportRun(
      openHtml,
      runOf([fileWith(source, { findings, secrets: [{ start: 10, end: 18 }] })]),
      OPTIONS,
    );
    expect(html).not.toContain("Zx81kQw9");
    expect(html).toContain('<span class="remove">-password: ***</span>\n');
    expect(html).toContain('<span class="add">+password: $TOKEN</span>\n');
    expect(html).toContain('<span class="add">+image: node:20 # ***</span>');
  });
});

describe("XML", () => {
  const READ = `
import json, sys, xml.etree.ElementTree as tree
def walk(node): return [node.tag, node.attrib, (node.text or "").strip(), [walk(child) for child in node]]
print(json.dumps(walk(tree.fromstring(sys.stdin.buffer.read()))))`;
  type Node = [tag: string, attributes: Record<string, string>, text: string, children: Node[]];
  const parse = (xml: string): Node => {
    const { stdout, stderr, status } = spawnSync("python3", ["-c", READ], { input: xml, encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout);
  };
  const hasPython = spawnSync("python3", ["--version"]).status === 0;
  const held = (text: string): string => visible(text).replaceAll(/[\p{Cs}\uFFFE]/gu, "\uFFFD");

  it.runIf(hasPython)("of JUnit is read by another parser as it was meant, whatever stands in it", () => {
    const [tag, , , suites] = parse(reportRun(openJunit, hostile, OPTIONS));
    expect(tag).toBe("testsuites");
    const tests = suites.flatMap(([, , , children]) => children);
    expect(tests.map(([, { name }]) => name)).toEqual(
      hostile.files.flatMap(({ findings }) => findings.map(({ rule, message }) => `${rule}: ${held(message)}`)),
    );
    expect(tests.map(([, , , [failure]]) => failure?.[2].includes("node:20"))).not.toContain(undefined);
  });

  it.runIf(hasPython)("of Checkstyle is read by another parser as it was meant, whatever stands in it", () => {
    const [, , , [file]] = parse(reportRun(openCheckstyle, hostile, OPTIONS));
    expect(file?.[1]["name"]).toBe(hostile.files[0]?.repositoryPath);
    expect(file?.[3].map(([, { message }]) => message)).toEqual(
      hostile.files.flatMap(({ findings }) => findings.map(({ message }) => held(message))),
    );
  });

  it("of JUnit has a test for each clean file, and counts", () => {
    const clean = reportRun(openJunit, RUNS["clean"] ?? expect.fail("no such run"), OPTIONS);
    expect(clean).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="circlesec" tests="1" failures="0" errors="0" time="0">
        <testsuite name=".circleci/config.yml" tests="1" failures="0" errors="0" time="0">
          <testcase name="no problems" classname=".circleci/config.yml" file=".circleci/config.yml" time="0"/>
        </testsuite>
      </testsuites>
      "
    `);
    const broken = reportRun(openJunit, RUNS["broken"] ?? expect.fail("no such run"), OPTIONS);
    expect(broken).toContain('<testsuites name="circlesec" tests="4" failures="1" errors="3" time="0">');
  });
});

describe("workflow commands of GitHub", () => {
  it("are one line each, whatever a finding says", () => {
    const lines = reportRun(openGithub, hostile, OPTIONS).trimEnd().split("\n");
    expect(lines).toHaveLength(HOSTILE.length);
    for (const line of lines) expect(line).toMatch(/^::(?:error|warning|notice) file=[^,:]+,line=\d+,[^:]*::[^\r\n]*$/);
  });

  it("name columns only within a line", () => {
    const [first = "", , third = ""] = reportRun(
      openGithub,
      RUNS["findings"] ?? expect.fail("no such run"),
      OPTIONS,
    ).split("\n");
    expect(first).toContain("line=5,endLine=5,col=16,endColumn=23,");
    expect(third).toContain("line=6,endLine=8,title=");
  });

  it("say percent signs, colons and commas in full", () => {
    const { files, ...run } = oneFinding("image: node:20\n", "node:20", { message: "100%, 50%0A: yes" });
    const text = reportRun(
      openGithub,
      { ...run, files: files.map((file) => ({ ...file, repositoryPath: "a,b:c%.yml" })) },
      OPTIONS,
    );
    expect(text).toContain("file=a%2Cb%3Ac%25.yml,");
    expect(text).toContain("::100%25, 50%250A: yes%0A");
  });
});
