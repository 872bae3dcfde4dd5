import { type TextEdit, applyEdits, commentAbove, commentBehind, spansAfter } from "../edit/index.ts";
import type { Finding } from "../finding.ts";
import { knownSecretTexts } from "../model/index.ts";
import { Source } from "../source/source.ts";
import { SUPPRESSION_RULE, daysBetween, writeDirective } from "../suppression.ts";
import { expand, plainEqual } from "../syntax/index.ts";
import { type LintOptions, type Linted, lintProposed, lintSource } from "./lint.ts";
import { anchorLine } from "./suppression-lines.ts";
import { tally } from "./verify.ts";

/** What to suppress, and what the comments say. */
export interface SuppressRequest {
  /** Ids of rules; `undefined` for all. */
  readonly rules: ReadonlySet<string> | undefined;
  /** One line, not empty. */
  readonly reason: string;
  /** The last day, `YYYY-MM-DD`. */
  readonly until: string | undefined;
}

/** A comment for the findings of one line. */
export interface WrittenComment {
  /** One-based line of the findings in the text before. */
  readonly line: number;
  readonly rules: readonly string[];
  readonly findings: readonly Finding[];
}

/** A file with suppression comments where findings stand. */
export interface Suppressed {
  readonly first: Linted;
  readonly linted: Linted;
  readonly written: readonly WrittenComment[];
  readonly declined: readonly { readonly finding: Finding; readonly why: string }[];
}

/**
 * Writes a comment for each line with a finding of the chosen rules. Proved before it counts: with the comments the file means
 * the same, has all that it had, and exactly the chosen findings are suppressed. What cannot be proved is left out.
 */
export function suppressSource(source: Source, options: LintOptions, request: SuppressRequest): Suppressed {
  const first = lintSource(source, options);
  const chosen = first.findings.filter(({ rule }) => rule !== SUPPRESSION_RULE && (request.rules?.has(rule) ?? true));
  const obstacle = chosen.length > 0 ? obstacleIn(first, options, request) : undefined;
  if (obstacle !== undefined) {
    return { first, linted: first, written: [], declined: chosen.map((finding) => ({ finding, why: obstacle })) };
  }
  const comments = groupByLine(first, chosen);
  const edits = comments.flatMap((comment) => commentAbove(first.config.tree, comment.line, textOf(comment, request)));
  const together = attempt(first, edits, chosen, options);
  if (typeof together !== "string") return { first, linted: together, written: comments, declined: [] };
  return oneByOne(first, comments, options, request);
}

/** Why no comment at all can be written, one clause. */
function obstacleIn(
  { config }: Linted,
  { options }: LintOptions,
  { reason, until }: SuppressRequest,
): string | undefined {
  const { requireUntil = false, maxDays } = options.suppressions;
  if (config.tree.faults.length > 0) return "a file that does not parse is not changed";
  if (isJson(config.tree.source.text)) return "the file is JSON, which has no comments";
  if (knownSecretTexts(config).some((secret) => reason.includes(secret)))
    return "the reason holds a secret of the file";
  if (requireUntil && until === undefined) return "the settings ask for a last day: give --until";
  if (until === undefined || maxDays === undefined || options.today === undefined) return undefined;
  return daysBetween(options.today, until) > maxDays ? `the settings allow ${maxDays} days at most` : undefined;
}

function isJson(text: string): boolean {
  if (!/^\uFEFF?\s*[{[]/.test(text)) return false;
  try {
    JSON.parse(text.replace("\uFEFF", ""));
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function groupByLine({ config }: Linted, findings: readonly Finding[]): WrittenComment[] {
  const groups = new Map<number, Finding[]>();
  for (const finding of findings) {
    const line = anchorLine(config.tree, finding);
    groups.set(line, [...(groups.get(line) ?? []), finding]);
  }
  return [...groups]
    .map(([line, group]) => ({ line, rules: [...new Set(group.map(({ rule }) => rule))].toSorted(), findings: group }))
    .toSorted((a, b) => a.line - b.line);
}

function textOf({ rules }: WrittenComment, { until, reason }: SuppressRequest): string {
  return writeDirective(rules, until, reason);
}

/** Each comment above its line, or behind it where that does not hold, or not at all. */
function oneByOne(
  first: Linted,
  comments: readonly WrittenComment[],
  options: LintOptions,
  request: SuppressRequest,
): Suppressed {
  const { tree } = first.config;
  const written: WrittenComment[] = [];
  const declined: { finding: Finding; why: string }[] = [];
  let edits: readonly TextEdit[] = [];
  let linted = first;
  for (const comment of comments) {
    const text = textOf(comment, request);
    const findings = [...written, comment].flatMap((one) => one.findings);
    let why = "there is no room for a comment";
    let isWritten = false;
    for (const place of [commentAbove, commentBehind]) {
      const own = place(tree, comment.line, text);
      if (!own || isWritten) continue;
      const result = attempt(first, [...edits, ...own], findings, options);
      if (typeof result === "string") why = `with a comment ${result}`;
      else {
        [edits, linted, isWritten] = [[...edits, ...own], result, true];
      }
    }
    if (isWritten) written.push(comment);
    else declined.push(...comment.findings.map((finding) => ({ finding, why })));
  }
  return { first, linted, written, declined };
}

/** The file with the comments, or what does not hold with them, one clause. */
function attempt(
  before: Linted,
  edits: readonly TextEdit[],
  chosen: readonly Finding[],
  options: LintOptions,
): Linted | string {
  const { source } = before.config.tree;
  const after = lintProposed(new Source(source.path, applyEdits(source.text, edits)), options);
  return faultOf(before, after, edits, chosen) ?? after;
}

function faultOf(
  before: Linted,
  after: Linted,
  edits: readonly TextEdit[],
  chosen: readonly Finding[],
): string | undefined {
  const [old, now] = [before.config.tree, after.config.tree];
  if (now.faults[0]) return "the file no longer parses";
  const added = spansAfter(edits);
  const others = now.comments.filter(
    ({ span }) => !added.some(({ start, end }) => start <= span.start && span.end <= end),
  );
  if (now.comments.length !== others.length + edits.length || !areSame(old.comments, others)) {
    return "another comment is not what it was";
  }
  if (!plainEqual(expand(old.root), expand(now.root))) return "the file means something else";
  const left = before.findings.filter((finding) => !chosen.includes(finding));
  if (!isSameTally(left, after.findings)) return "other findings come or go";
  const held = [...before.suppressed.map(({ finding }) => finding), ...chosen];
  if (
    !isSameTally(
      held,
      after.suppressed.map(({ finding }) => finding),
    )
  )
    return "other findings are suppressed";
  return undefined;
}

function areSame(old: readonly { readonly text: string }[], now: readonly { readonly text: string }[]): boolean {
  return old.length === now.length && old.every(({ text }, index) => now[index]?.text === text);
}

function isSameTally(old: readonly Finding[], now: readonly Finding[]): boolean {
  const [before, after] = [tally(old), tally(now)];
  return before.size === after.size && [...before].every(([key, times]) => after.get(key) === times);
}
