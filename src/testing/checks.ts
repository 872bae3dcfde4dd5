import { deepEqual, equal, fail, match, ok } from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { applyEdits, commentAbove } from "../edit/index.ts";
import type { Linted } from "../engine/lint.ts";
import { anchorLine } from "../engine/suppression-lines.ts";
import type { Finding } from "../finding.ts";
import { openPretty } from "../reporters/pretty.ts";
import { reportRun } from "../reporters/report.ts";
import { type Rule, onlyJudges } from "../rules/rule.ts";
import { toResult } from "../run/run-source.ts";
import type { Tree } from "../syntax/index.ts";
import { type Case, fixCase, lintCase, readCases } from "./cases.ts";
import { disguises } from "./disguises.ts";

/** One thing that a rule is held to. `run` throws where it does not hold. */
export interface Check {
  readonly name: string;
  readonly run: () => void;
}

export interface CheckOptions {
  /** The folder with the cases of the rule. */
  readonly cases: string;
  /** All rules that run on them. */
  readonly rules: readonly Rule[];
  /** Writes `.out` and `.fixed.yml` instead of comparing. Default: where CIRCLESEC_UPDATE is set, and CI is not. */
  readonly update?: boolean | undefined;
}

/** What a rule is held to, over its cases. Throws nothing itself. */
export function checkRule(rule: Rule, { cases: folder, rules, update = mayUpdate() }: CheckOptions): Check[] {
  const { id } = rule.meta;
  const cases = readCases(folder, id);
  const good = cases.filter(({ name }) => name.startsWith("ok-"));
  const bad = cases.filter(({ name }) => name.startsWith("bad-"));
  return [
    { name: "describes itself, and has cases of both kinds", run: () => checkMeta(rule, good, bad) },
    { name: "declares truthfully whether it has fixes", run: () => checkFixable(rule, bad, rules) },
    ...good.map((one) => ({
      name: `${one.name} gives nothing`,
      run: () => {
        const { findings, crashes } = lintCase(one, one.text, rules);
        deepEqual(crashes, []);
        deepEqual(
          findings.map(({ message }) => message),
          [],
        );
      },
    })),
    ...bad.flatMap((one) => checkBad(one, rule, rules, update)),
  ];
}

/** True where whoever runs the checks asks for files to be written; a machine never does. */
function mayUpdate(): boolean {
  const { CIRCLESEC_UPDATE, CI } = process.env;
  return Boolean(CIRCLESEC_UPDATE) && !CI;
}

function checkMeta({ meta }: Rule, good: readonly Case[], bad: readonly Case[]): void {
  match(meta.summary, /^[A-Z].*[^.]$/, "`summary` is an imperative without a full stop");
  match(meta.why, /^[A-Z].*\.$/, "`why` is a sentence");
  ok(good.length > 0, "there is no case `ok-….yml`");
  ok(bad.length > 0, "there is no case `bad-….yml`");
}

function checkFixable({ meta }: Rule, bad: readonly Case[], rules: readonly Rule[]): void {
  const found = bad.flatMap((one) => lintCase(one, one.text, rules).findings.filter(({ rule }) => rule === meta.id));
  const repaired = found.filter(({ fix }) => fix).length;
  if (meta.fixable === "never") equal(repaired, 0, "`fixable` is `never`, and there is a fix");
  else ok(repaired > 0, `\`fixable\` is \`${meta.fixable}\`, and there is no fix`);
  if (meta.fixable === "always") equal(repaired, found.length, "`fixable` is `always`, and a finding has no fix");
}

function checkBad(one: Case, rule: Rule, rules: readonly Rule[], update: boolean): Check[] {
  const lint = once(() => lintCase(one, one.text, rules));
  const fix = once(() => fixCase(one, one.text, rules));
  const after = () => fix().linted.config.tree;
  return [
    {
      name: `${one.name} gives this rule's finding and reads well`,
      run: () => {
        const { findings, crashes } = lint();
        deepEqual(crashes, []);
        ok(
          findings.some((finding) => finding.rule === rule.meta.id),
          `no finding of \`${rule.meta.id}\``,
        );
        for (const { message, why } of findings) {
          ok(!/\.$|should|please|invalid/i.test(message), `this is not how a message reads: ${message}`);
          match(why, /^[A-Z].*[^.]$/);
        }
        compareFile(one.file(".out"), reportOf(lint()), update);
      },
    },
    {
      name: `${one.name} is fixed to these bytes`,
      run: () => {
        deepEqual(fix().refused, []);
        const { text } = after().source;
        if (text !== one.text) compareFile(one.file(".fixed.yml"), text, update);
        else ok(!existsSync(one.file(".fixed.yml")), "there is a .fixed.yml that nothing makes");
      },
    },
    {
      name: `${one.name} parses after the fix, keeps every comment, and has nothing more to fix`,
      run: () => {
        const { tree } = lint().config;
        deepEqual(after().faults, tree.faults);
        deepEqual(commentsOf(after()), commentsOf(tree));
        equal(fixCase(one, after().source.text, rules).linted.config.tree.source.text, after().source.text);
      },
    },
    {
      name: `${one.name} has findings that a comment suppresses, and no others`,
      run: () => {
        if (canSuppress(rule, one, lint())) checkSuppressions(one, rule.meta.id, lint(), rules);
      },
    },
    ...disguises.map((disguise) => ({
      name: `${one.name} is the same ${disguise.name}`,
      run: () => {
        if (!disguise.suits(one.text)) return;
        const text = disguise.wear(one.text);
        deepEqual(lintCase(one, text, rules).findings.map(inWords), lint().findings.map(inWords));
        equal(fixCase(one, text, rules).linted.config.tree.source.text, disguise.wear(after().source.text));
      },
    })),
  ];
}

/** False where no comment can suppress what a case finds. */
function canSuppress(rule: Rule, { text }: Case, { config }: Linted): boolean {
  // What does not parse was cut off somewhere, and lines may belong to anything. JSON has no comments.
  return !onlyJudges(rule) && config.tree.faults.length === 0 && !text.trimStart().startsWith("{");
}

/** A comment above each line with a finding of the rule takes away those, and leaves all others. */
function checkSuppressions(one: Case, id: string, { config, ...linted }: Linted, rules: readonly Rule[]): void {
  const lineOf = (finding: Finding): number => anchorLine(config.tree, finding);
  const lines = new Set(linted.findings.filter(({ rule }) => rule === id).map(lineOf));
  ok(lines.size > 0, `no finding of \`${id}\``);
  for (const line of lines) {
    const [edit] = commentAbove(config.tree, line, `# circlesec: ignore[${id}] -- as a test`);
    const { findings, suppressed } = lintCase(one, applyEdits(one.text, edit ? [edit] : []), rules);
    const isChosen = (finding: Finding): boolean => finding.rule === id && lineOf(finding) === line;
    const left = linted.findings.filter((finding) => !isChosen(finding));
    const kept = [...heldBack(linted.suppressed), ...linted.findings.filter(isChosen)];
    deepEqual(findings.map(shortly).toSorted(), left.map(shortly).toSorted(), `what is left above line ${line}`);
    deepEqual(
      heldBack(suppressed).map(shortly).toSorted(),
      kept.map(shortly).toSorted(),
      `what is suppressed above line ${line}`,
    );
  }
}

function heldBack(suppressed: Linted["suppressed"]): Finding[] {
  return suppressed.map(({ finding }) => finding);
}

function shortly({ rule, message }: Finding): string {
  return `${rule}: ${message}`;
}

/** Comments without what they say to circlesec, which a fix may take out. */
function commentsOf({ comments }: Tree): string[] {
  return comments.map(({ text }) => text.replace(/(?:^|\s+)#+\s*circlesec\b.*$/, "")).filter(Boolean);
}

function inWords({ rule, subject, message }: Finding): string {
  return `${rule}: ${subject}: ${message}`;
}

function reportOf(linted: Linted): string {
  const run = {
    command: "lint",
    written: true,
    files: [toResult(linted)],
    skipped: 0,
    errors: [],
    stale: 0,
    isCompared: false,
  } as const;
  return reportRun(openPretty, run, { color: false, quiet: false, failOn: "warning" });
}

function compareFile(path: string, text: string, update: boolean): void {
  if (update) return writeFileSync(path, text);
  if (!existsSync(path)) fail(`${path} is not there; CIRCLESEC_UPDATE=1 writes it`);
  equal(text, readFileSync(path, "utf8"), `${path} has another text; CIRCLESEC_UPDATE=1 writes it anew`);
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}
