import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fixSource } from "../../src/engine/fix.ts";
import { isAuthenticated, readConfig } from "../../src/model/index.ts";
import { RULES } from "../../src/rules/index.ts";
import { DEFAULT_RULE_OPTIONS } from "../../src/rules/rule.ts";
import { Source } from "../../src/source/source.ts";
import { parse } from "../../src/syntax/index.ts";
import { corpusTable, hasCorpus, whenCorpus } from "./corpus.ts";

/** Commits in which people added `auth` themselves: the version before, and theirs. */
const pairs = corpusTable("pairs.tsv").map(({ repo = "", before = "", after = "", lines_removed = "" }) => ({
  repo,
  before: read(before),
  theirs: read(after),
  isInsertion: lines_removed === "0",
}));

function read(file: string): string {
  return readFileSync(new URL(`../../../shared/corpus/files/${file}`, import.meta.url), "utf8");
}

/** Images on Docker Hub, without their tags, each with whether every use is authenticated. */
function hubImages(text: string): Map<string, boolean> {
  const images = new Map<string, boolean>();
  for (const site of readConfig(parse(new Source(".circleci/config.yml", text))).pullSites) {
    if (!site.registries.has("docker-hub")) continue;
    const name = site.text.replace(/[:@].*$/, "");
    images.set(name, (images.get(name) ?? true) && site.uses.every(isAuthenticated));
  }
  return images;
}

function fixed(text: string): string {
  const options = { rules: RULES, options: DEFAULT_RULE_OPTIONS, named: true, unsafe: false };
  const { linted, refused } = fixSource(new Source(".circleci/config.yml", text), options);
  expect(refused).toEqual([]);
  return linted.config.tree.source.text;
}

describe.skipIf(!hasCorpus)(`what people did by hand ${whenCorpus}`, () => {
  test.each(pairs.map((pair) => [pair.repo, pair] as const))(
    "%s: every image they authenticated, and those they forgot",
    (_, pair) => {
      const ours = hubImages(fixed(pair.before));
      for (const [image, authenticated] of hubImages(pair.theirs)) {
        if (authenticated && ours.has(image)) expect(ours.get(image), image).toBe(true);
      }
      expect(unexplained(pair.before)).toEqual([]);
    },
  );

  test.each(pairs.filter(({ isInsertion }) => isInsertion).map((pair) => [pair.repo, pair] as const))(
    "%s: a pure insertion of theirs and ours differ in names, order, style and reach alone",
    (_, { before, theirs }) => {
      const ours = insertedLines(before, fixed(before));
      const known = new Set(["auth:", "username:", "password:", "context:", "- docker-credentials", "- run:"]);
      const strange = ours.filter(
        (line) =>
          !known.has(line.replace(/^(auth|username|password|context):.*/, "$1:")) &&
          !/^- .+:$|^name: Log in to Docker Hub$|^command: .* docker login .*--password-stdin$/.test(line),
      );
      expect(strange).toEqual([]);
      const auths = (lines: readonly string[]): number => lines.filter((line) => line.startsWith("auth:")).length;
      expect(auths(ours)).toBeGreaterThanOrEqual(auths(insertedLines(before, theirs)));
    },
  );
});

/** Images that the fix leaves without a finding that says why. */
function unexplained(before: string): string[] {
  const options = { rules: RULES, options: DEFAULT_RULE_OPTIONS, named: true, unsafe: false };
  const { findings, config } = fixSource(new Source(".circleci/config.yml", before), options).linted;
  const explained = new Set(findings.filter(({ help }) => help !== undefined).map(({ span }) => span.start));
  return config.pullSites
    .filter(
      (site) =>
        site.registries.has("docker-hub") && !site.uses.every(isAuthenticated) && !explained.has(site.span.start),
    )
    .map(({ text }) => text);
}

/** Lines of the second text that are not lines of the first, in order, without indentation. */
function insertedLines(before: string, after: string): string[] {
  const old = before.split("\n");
  let at = 0;
  return after.split("\n").flatMap((line) => {
    if (line === old[at]) {
      at += 1;
      return [];
    }
    if (isGrown(old[at] ?? "", line)) at += 1;
    return line.trim() === "" ? [] : [line.trim().replace(/ #.*$/, "")];
  });
}

function isGrown(before: string, after: string): boolean {
  return before.trim() !== "" && (after === `${before}:` || after.startsWith(before.replace(/ #.*$/, "") + ":"));
}
