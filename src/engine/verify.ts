import { type TextEdit, applyEdits, offsetAfter } from "../edit/index.ts";
import type { Finding, Fix } from "../finding.ts";
import type { Config } from "../model/index.ts";
import { type Span, spansOverlap } from "../source/span.ts";
import { SUPPRESSION_RULE } from "../suppression.ts";
import { type Tree, plainEqual } from "../syntax/index.ts";
import { originalMessage } from "./conceal.ts";
import type { Linted } from "./lint.ts";
import { shellFault } from "./shell-proof.ts";
import { stepFault } from "./step-proof.ts";
import { expectedMeaning, meaningOf } from "./meaning.ts";

/** A finding whose fix is being applied. */
export type Repair = Finding & { readonly fix: Fix };

/**
 * The proof. `before` and `after` are the same file around the repairs, linted with the same rules. Returns what does
 * not hold, one clause, or `undefined` when everything does: the text differs by the edits alone, it parses, every
 * comment is there but for those that a fix names, the meaning changed as the fixes say and in no other way, every context that was attached keeps its
 * precedence, no rule fails that did not before, scripts run the same commands, steps pull the same images with no less of a login, each repaired finding is gone,
 * and no new error has come.
 */
export function verify(before: Linted, after: Linted, repairs: readonly Repair[]): string | undefined {
  const edits = repairs.flatMap(({ fix }) => fix.edits);
  const old = before.config.tree;
  const now = after.config.tree;
  if (applyEdits(old.source.text, edits) !== now.source.text) return "the text differs outside the edits";
  if (now.faults[0]) return `the file no longer parses: ${now.faults[0].message}`;
  const comments = repairs.flatMap(({ fix }) => fix.comments ?? []);
  if (expectedComments(old, comments, edits) !== now.comments.map(({ text }) => text).join("\n")) {
    return "a comment was lost, changed or moved past another";
  }
  const failed = after.crashes.find(({ rule }) => !before.crashes.some((crash) => crash.rule === rule));
  if (failed) return `rule \`${failed.rule ?? ""}\` fails on the fixed text: ${failed.message}`;
  return (
    meaningFault(before.config, after.config, repairs) ??
    contextFault(before.config, after.config, repairs) ??
    pullFault(before.config, after.config, repairs) ??
    shellFault(before.config, after.config, edits) ??
    stepFault(before.config, after.config) ??
    suppressionFault(before, after) ??
    findingFault(before, after, repairs, edits)
  );
}

/** The comments that are to be there, a line each: those that a fix names as its edits leave them, all others as they were. */
function expectedComments({ comments }: Tree, named: readonly Span[], edits: readonly TextEdit[]): string {
  const starts = new Set(named.map(({ start }) => start));
  const texts = comments.flatMap(({ span, text }) => {
    const own = starts.has(span.start) ? edits.filter((edit) => spansOverlap(edit, span)) : [];
    const left = applyEdits(
      text,
      own.map((edit) => within(edit, span)),
    );
    return left === "" ? [] : [left];
  });
  return texts.join("\n");
}

/** The part of an edit that lies in a span, from whose start its offsets count. */
function within({ start, end, text }: TextEdit, span: Span): TextEdit {
  return { start: Math.max(start, span.start) - span.start, end: Math.min(end, span.end) - span.start, text };
}

/** What was suppressed and is still found stays suppressed: a fix does not bring back what someone decided to live with. */
function suppressionFault(before: Linted, after: Linted): string | undefined {
  const had = tally(before.findings);
  const left = tally(after.findings);
  const lost = before.suppressed.some(
    ({ finding }) => (left.get(keyOf(finding)) ?? 0) > (had.get(keyOf(finding)) ?? 0),
  );
  return lost ? "a comment no longer suppresses what it did" : undefined;
}

function meaningFault(before: Config, after: Config, repairs: readonly Repair[]): string | undefined {
  const changes = repairs.flatMap(({ fix }) => fix.expects);
  const expected = expectedMeaning(before, changes);
  if (expected === undefined) return "the fix expects a change at a place that does not exist";
  return plainEqual(expected, meaningOf(after))
    ? undefined
    : "the meaning of the config changed in another way than the fix says";
}

/**
 * A context that comes before those that are there overrides none of their variables; anywhere else it may. None goes but those
 * that a fix says it drops.
 */
function contextFault(before: Config, after: Config, repairs: readonly Repair[]): string | undefined {
  const drops = new Set(repairs.flatMap(({ fix }) => fix.drops ?? []));
  const now = new Map(after.invocations.map((invocation) => [invocation.path.join("\n"), invocation.contexts.names]));
  for (const { path, contexts, shownName } of before.invocations) {
    const names = now.get(path.join("\n"));
    if (!names) return `workflow entry \`${shownName}\` is gone`;
    if (names.length === 0 && contexts.names.every((name) => drops.has(name))) continue;
    const kept = names.slice(names.length - contexts.names.length);
    if (folded(kept) !== folded(contexts.names)) {
      return `in workflow entry \`${shownName}\` a context comes after one that was there, and may override its variables`;
    }
  }
  return undefined;
}

/** Names as one text, their case aside: a repaired spelling is no move. */
function folded(names: readonly string[]): string {
  return names.join("\n").toLowerCase();
}

/** What is pulled, by which job and with which executor, is the same but for the images that fixes say they change. */
function pullFault(before: Config, after: Config, repairs: readonly Repair[]): string | undefined {
  const gainsWorkflow = before.invocations.length === 0 && after.invocations.length > 0;
  const changed = new Map(repairs.flatMap(({ fix }) => fix.images ?? []).map(({ from, to }) => [from, to]));
  const old = pullsOf(before);
  const now = pullsOf(after);
  const isSame = (word: string, index: number): boolean => word === now[index] || changed.get(word) === now[index];
  if (gainsWorkflow || (old.length === now.length && old.every(isSame))) return undefined;
  return "the jobs no longer pull the same images";
}

/** What is pulled, word by word; a line break ends what is told of one pull. */
function pullsOf({ pullSites }: Config): string[] {
  const pulls = pullSites.flatMap(({ text, pulls, uses }) => [
    ...pulls.map(({ use, invocation, image }) => [...use.path, "by", ...(invocation?.path ?? []), ...image.values]),
    ...uses.map((use) => [...use.path, text]),
  ]);
  return pulls.flatMap((words) => [...words.map(String), "\n"]);
}

function findingFault(
  { findings: before, ...old }: Linted,
  { findings: after, ...now }: Linted,
  repairs: readonly Repair[],
  edits: readonly TextEdit[],
): string | undefined {
  const left = tally(after);
  const had = tally(before);
  const [leftInAll, hadInAll] = [tally([...after, ...held(now)]), tally([...before, ...held(old)])];
  for (const [key, times] of tally(repairs)) {
    if ((leftInAll.get(key) ?? 0) > (hadInAll.get(key) ?? 0) - times) return "the finding is still there";
  }
  const more = after.filter(
    (finding) =>
      finding.severity === "error" &&
      // That a suppression has nothing left to suppress is what a fix is for.
      finding.rule !== SUPPRESSION_RULE &&
      (left.get(keyOf(finding)) ?? 0) > (had.get(keyOf(finding)) ?? 0),
  );
  const known = more.length === 0 ? new Set() : placesLeft(before, repairs, edits);
  const fresh = more.find(({ rule, span }) => !known.has(`${rule} ${span.start}`));
  return fresh && `a new finding came up: ${fresh.message}`;
}

function held({ suppressed }: Pick<Linted, "suppressed">): Finding[] {
  return suppressed.map(({ finding }) => finding);
}

/** Where errors stand that no fix was for: one about several jobs may have other words when it is left with some of them. */
function placesLeft(
  before: readonly Finding[],
  repairs: readonly Repair[],
  edits: readonly TextEdit[],
): ReadonlySet<string> {
  const repaired = tally(repairs);
  const open = before.filter((finding) => finding.severity === "error" && !repaired.has(keyOf(finding)));
  return new Set(open.map(({ rule, span }) => `${rule} ${offsetAfter(edits, span.start)}`));
}

/** How often there is a finding, by what it says and not by place. */
export function tally(findings: readonly Finding[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const finding of findings) counts.set(keyOf(finding), (counts.get(keyOf(finding)) ?? 0) + 1);
  return counts;
}

function keyOf(finding: Finding): string {
  return `${finding.rule}\n${originalMessage(finding)}`;
}
