import { existsSync, readFileSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { applyEdits, commentAbove } from "../src/edit/index.ts";
import type { Linted } from "../src/engine/lint.ts";
import { anchorLine } from "../src/engine/suppression-lines.ts";
import { toResult } from "../src/run.ts";
import { reportPretty } from "../src/reporters/pretty.ts";
import { NO_FILES } from "../src/model/index.ts";
import { RULES } from "../src/rules/index.ts";
import { SUPPRESSION_RULE } from "../src/suppression.ts";
import type { Tree } from "../src/syntax/index.ts";
import { type Case, casesOf, fixCase, lintCase, optionsIn } from "./cases.ts";
import { disguises } from "./disguises.ts";
import type { Finding } from "../src/finding.ts";

const HEADINGS = ["## What it finds", "## Why", "## Example", "## Fix"];
const folder = new URL("../src/rules/", import.meta.url);
const folders = readdirSync(folder, { withFileTypes: true }).flatMap((one) => (one.isDirectory() ? [one.name] : []));

test("every folder is a rule, and every rule a folder", () => {
  expect(RULES.map(({ meta }) => meta.id)).toEqual(folders.toSorted());
});

describe.each(RULES.map((rule) => [rule.meta.id, rule] as const))("%s", (id, { meta }) => {
  const cases = casesOf(id);
  const good = cases.filter(({ name }) => name.startsWith("ok-"));
  const bad = cases.filter(({ name }) => name.startsWith("bad-"));
  const docs = readFileSync(new URL(`${id}/docs.md`, folder), "utf8");

  test("describes itself by the rules of this house", () => {
    expect(id).toMatch(
      /^(?:unauthenticated|unsupplied|malformed|misused|account|plaintext|leaked|exposed|overbroad|static|unrevoked|unusable|unused|unknown|duplicate|deprecated)-/,
    );
    expect(meta.summary).toMatch(/^[A-Z].*[^.]$/);
    expect(meta.why).toMatch(/^[A-Z].*\.$/);
    expect(good.length).toBeGreaterThan(0);
    expect(bad.length).toBeGreaterThan(0);
  });

  test("has docs with every heading, and examples that are what they say", () => {
    for (const heading of HEADINGS) expect(docs).toContain(`${heading}\n`);
    const blocks = [...docs.matchAll(/^```yaml( bad| good)?\n([\s\S]*?)^```$/gm)];
    expect(blocks.some(([, kind]) => kind === " bad")).toBe(true);
    for (const [, kind, text = ""] of blocks) {
      const found = lintText(text).filter((finding) => finding.rule === id);
      if (kind === " bad") expect(found, text).not.toEqual([]);
      if (kind === " good") expect(found, text).toEqual([]);
    }
  });

  test("declares truthfully whether it has fixes", () => {
    const fixes = bad.flatMap((one) => lintCase(one, one.text).findings.filter(({ rule }) => rule === id));
    const repaired = fixes.filter(({ fix }) => fix).length;
    if (meta.fixable === "never") expect(repaired).toBe(0);
    else expect(repaired).toBeGreaterThan(0);
    if (meta.fixable === "always") expect(repaired).toBe(fixes.length);
  });

  test.each(good.map((one) => [one.name, one] as const))("%s gives nothing", (_, one) => {
    expect(lintCase(one, one.text).findings.map(({ message }) => message)).toEqual([]);
  });

  describe.each(bad.map((one) => [one.name, one] as const))("%s", (_, one) => {
    const linted = lintCase(one, one.text);
    const fixed = fixCase(one, one.text);
    const after = fixed.linted.config.tree;

    test("gives this rule's finding and reads well", async () => {
      expect(linted.findings.map(({ rule }) => rule)).toContain(id);
      for (const { message, why } of linted.findings) {
        expect(message).not.toMatch(/\.$|should|please|invalid/i);
        expect(why).toMatch(/^[A-Z].*[^.]$/);
      }
      const run = {
        command: "lint",
        written: true,
        files: [toResult(linted)],
        skipped: 0,
        errors: [],
        stale: 0,
        isCompared: false,
      } as const;
      const report = reportPretty(run, { color: false, quiet: false, failOn: "warning" });
      await expect(report).toMatchFileSnapshot(one.file(".out"));
    });

    test("is fixed to these bytes", async () => {
      expect(fixed.refused).toEqual([]);
      const changes = after.source.text !== one.text;
      if (changes) await expect(after.source.text).toMatchFileSnapshot(one.file(".fixed.yml"));
      else expect(existsSync(one.file(".fixed.yml")), "a .fixed.yml that nothing makes").toBe(false);
    });

    test("parses after the fix, keeps every comment, and has nothing more to fix", () => {
      expect(after.faults).toEqual(linted.config.tree.faults);
      expect(commentsOf(after)).toEqual(commentsOf(linted.config.tree));
      expect(fixCase(one, after.source.text).linted.config.tree.source.text).toBe(after.source.text);
    });

    const own = linted.findings.filter(({ rule }) => rule === id);
    const obstacle = obstacleFor(one, linted);
    const places = obstacle === undefined ? [...new Set(own.map((one) => anchorLine(linted.config.tree, one)))] : [];

    test.skipIf(obstacle !== undefined)(
      `has findings that a comment suppresses, and no others${obstacle === undefined ? "" : ` (skipped: ${obstacle})`}`,
      () => {
        for (const line of places) {
          const [edit] = commentAbove(linted.config.tree, line, `# circlesec: ignore[${id}] -- as a test`);
          const { findings, suppressed } = lintCase(one, applyEdits(one.text, edit ? [edit] : []));
          const chosen = (finding: Finding): boolean =>
            finding.rule === id && anchorLine(linted.config.tree, finding) === line;
          const [gone, left] = [linted.findings.filter(chosen), linted.findings.filter((one) => !chosen(one))];
          const before = linted.suppressed.map(({ finding }) => finding);
          expect(findings.map(describeFinding).toSorted(), `${line}`).toEqual(left.map(describeFinding).toSorted());
          expect(suppressed.map(({ finding }) => describeFinding(finding)).toSorted(), `${line}`).toEqual(
            [...before, ...gone].map(describeFinding).toSorted(),
          );
        }
        expect(places.length).toBeGreaterThan(0);
      },
    );

    test.each(disguises.map((disguise) => [disguise.name, disguise] as const))("is the same %s", (name, disguise) => {
      if (!disguise.suits(one.text)) return;
      const text = disguise.wear(one.text);
      const inWords = ({ rule, subject, message }: Finding): string => `${rule}: ${subject}: ${message}`;
      expect(lintCase(one, text).findings.map(inWords), name).toEqual(linted.findings.map(inWords));
      expect(fixCase(one, text).linted.config.tree.source.text).toBe(disguise.wear(after.source.text));
    });
  });
});

function describeFinding({ rule, message }: Finding): string {
  return `${rule}: ${message}`;
}

/** Why no comment can suppress what a case finds. */
function obstacleFor({ rule, text }: Case, { config }: Linted): string | undefined {
  if (rule === SUPPRESSION_RULE) return "no comment suppresses this rule";
  if (text.trimStart().startsWith("{")) return "JSON has no comments";
  // What does not parse was cut off somewhere, and lines may belong to anything.
  return config.tree.faults.length > 0 ? "the file does not parse" : undefined;
}

/** Comments without what they say to circlesec, which a fix may take out. */
function commentsOf({ comments }: Tree): string[] {
  return comments.map(({ text }) => text.replace(/(?:^|\s+)#+\s*circlesec\b.*$/, "")).filter(Boolean);
}

function lintText(text: string) {
  const one: Case = {
    rule: "",
    name: "",
    text,
    path: /^# path: (.+)$/m.exec(text)?.[1] ?? ".circleci/config.yml",
    options: optionsIn(text),
    unsafe: false,
    repository: NO_FILES,
    file: () => "",
  };
  return lintCase(one, text).findings;
}
