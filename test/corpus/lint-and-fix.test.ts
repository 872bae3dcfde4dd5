import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { type Document, parseDocument } from "yaml";
import { type Fixed, fixSource } from "../../src/engine/fix.ts";
import { type Linted, lintSource } from "../../src/engine/lint.ts";
import { isAuthenticated } from "../../src/model/index.ts";
import { RULES } from "../../src/rules/index.ts";
import { DEFAULT_RULE_OPTIONS } from "../../src/rules/rule.ts";
import { Source } from "../../src/source/source.ts";
import { parse } from "../../src/syntax/index.ts";
import { corpusFiles, hasCorpus, officialSchema, whenCorpus } from "./corpus.ts";

const OPTIONS = { rules: RULES, options: DEFAULT_RULE_OPTIONS, named: false };

interface Run {
  readonly path: string;
  readonly text: string;
  readonly before: Linted;
  readonly fixed: Fixed;
  readonly after: string;
}

const runs: Run[] = corpusFiles().map(({ path, text }) => {
  const before = lintSource(new Source(path, text), OPTIONS);
  const fixed = fixSource(new Source(path, text), { ...OPTIONS, unsafe: false });
  return { path, text, before, fixed, after: fixed.linted.config.tree.source.text };
});
const changed = runs.filter(({ text, after }) => text !== after);

describe.skipIf(!hasCorpus)(whenCorpus, () => {
  test("no rule throws and no fix fails its proof", () => {
    expect(runs.length).toBeGreaterThan(600);
    expect(runs.flatMap(({ path, before }) => before.crashes.map((crash) => ({ path, crash })))).toEqual([]);
    expect(runs.flatMap(({ path, fixed }) => fixed.refused.map((refused) => ({ path, refused })))).toEqual([]);
  });

  test("most files change, and a file that does not parse never does", () => {
    expect(changed.length).toBeGreaterThan(250);
    expect(changed.filter(({ before }) => before.config.tree.faults.length > 0)).toEqual([]);
  });

  test("a second run changes nothing", () => {
    const restless = changed.filter(({ path, after }) => {
      const again = fixSource(new Source(path, after), { ...OPTIONS, unsafe: false });
      return again.applied.length > 0 || again.linted.config.tree.source.text !== after;
    });
    expect(restless.map(({ path }) => path)).toEqual([]);
  });

  test("every comment survives, in order", () => {
    for (const { path, before, after } of changed) {
      const comments = parse(new Source(path, after)).comments.map(({ text }) => text);
      expect(comments, path).toEqual(before.config.tree.comments.map(({ text }) => text));
    }
  });

  test("no line is lost, and a line that changes only gains `:`, a context or an `auth`, or pipes its password", () => {
    for (const { path, text, after } of changed) {
      const lines = after.split("\n");
      let at = 0;
      for (const line of text.split("\n")) {
        const found = lines.findIndex((candidate, index) => index >= at && isLineAfterFix(line, candidate));
        expect(found, `${path}: ${line}`).toBeGreaterThanOrEqual(0);
        at = found + 1;
      }
    }
  });

  test("no Docker Hub image of a job or executor is left without auth, except where a finding says why", () => {
    for (const { path, fixed } of runs) {
      const { config, findings } = fixed.linted;
      if (config.tree.faults.length > 0) continue;
      for (const site of config.pullSites) {
        if (!site.registries.has("docker-hub") || site.uses.every(isAuthenticated)) continue;
        const finding = findings.find(
          ({ rule, span }) => rule === "unauthenticated-pull" && span.start === site.span.start,
        );
        const reason = finding?.help ?? (finding?.fix?.safety === "unsafe" ? "unsafe" : undefined);
        expect(reason, `${path}: ${site.text}`).toBeDefined();
      }
    }
  });

  test("what the official schema accepts before, it accepts after", () => {
    const validate = new Ajv({ strict: false, validateFormats: false, logger: false }).compile(officialSchema());
    const accepts = (text: string): boolean => {
      const document = parseDocument(text, { merge: true, uniqueKeys: false });
      return validate(expandedByYaml(document));
    };
    const accepted = changed.filter(({ text }) => accepts(text));
    expect(accepted.length).toBeGreaterThan(60);
    expect(accepted.filter(({ after }) => !accepts(after)).map(({ path }) => path)).toEqual([]);
  });

  test("the counts of findings are as reviewed", () => {
    const tally = new Map<string, number>();
    for (const { before } of runs) {
      for (const { rule, severity, fix } of before.findings) {
        const key = `${rule}, ${severity}, ${fix ? `fix ${fix.safety}` : "no fix"}`;
        tally.set(key, (tally.get(key) ?? 0) + 1);
      }
    }
    expect([...tally].map(([key, times]) => `${key}: ${times}`).toSorted()).toMatchInlineSnapshot(`
      [
        "account-password, info, no fix: 87",
        "exposed-password, error, no fix: 2",
        "exposed-password, info, no fix: 13",
        "exposed-password, warning, fix safe: 83",
        "leaked-token, info, no fix: 1",
        "misused-env-var-name, error, fix needs-setup: 2",
        "plaintext-credential, info, fix unsafe: 17",
        "plaintext-credential, info, no fix: 7",
        "plaintext-credential, warning, fix unsafe: 4",
        "static-vault-token, warning, no fix: 3",
        "unauthenticated-pull, error, fix needs-setup: 1444",
        "unauthenticated-pull, error, fix unsafe: 43",
        "unauthenticated-pull, error, no fix: 13",
        "unauthenticated-pull, info, no fix: 6",
        "unauthenticated-step-pull, error, fix needs-setup: 55",
        "unauthenticated-step-pull, error, fix safe: 5",
        "unauthenticated-step-pull, error, fix unsafe: 1",
        "unauthenticated-step-pull, info, fix needs-setup: 3",
        "unauthenticated-step-pull, warning, fix unsafe: 6",
        "unknown-syntax, error, no fix: 12",
        "unknown-syntax, info, no fix: 14",
        "unrevoked-vault-login, warning, fix safe: 3",
        "unsupplied-credential, error, fix needs-setup: 2",
        "unsupplied-credential, info, fix unsafe: 1",
      ]
    `);
  });
});

/** The document as plain values; `undefined` where an alias has no anchor. */
function expandedByYaml(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: -1 });
  } catch {
    return undefined;
  }
}

/** True when a line of the fixed file is the old line, or the old line with what a fix adds to it. */
function isLineAfterFix(before: string, after: string): boolean {
  if (before === after) return true;
  // An alias that other entries share is merged on a line of its own, or its contexts are written out.
  const alias = /^(.*:) \*[\w-]+( *#.*)?$/.exec(before);
  if (alias && (after === alias[1] || (alias[1]?.endsWith("context:") && after.startsWith(`${alias[1]} [`))))
    return true;
  // The password of a login moves into a pipe.
  if (/ login /.test(before) && / \| .* login .*--password-stdin/.test(after)) return true;
  let at = 0;
  for (const character of after) if (character === before[at]) at += 1;
  return at === before.length && /context|auth|:|\[/.test(after);
}
