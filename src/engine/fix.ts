import { EditSet, applyEdits, mergeEdits } from "../edit/index.ts";
import type { Finding, Safety } from "../finding.ts";
import { Source } from "../source/source.ts";
import { type LintOptions, type Linted, lintProposed, lintSource } from "./lint.ts";
import type { AppliedFix, RefusedFix } from "./result.ts";
import { type Repair, verify } from "./verify.ts";

export interface FixOptions extends LintOptions {
  /** Also apply fixes whose meaning a person must confirm. */
  readonly unsafe: boolean;
}

/** A file after its fixes. */
export interface Fixed {
  /** The file as it was read. */
  readonly first: Linted;
  readonly linted: Linted;
  readonly applied: readonly AppliedFix[];
  readonly refused: readonly RefusedFix[];
}

/** Passes after which no less is left to fix. */
export const MAX_PASSES = 10;
/** Passes over one file at all. Two fixes of one script take two passes. */
export const MOST_PASSES = 100;

/**
 * Applies what can be applied, in passes: fixes that touch the same place wait for the next one. Each pass is proved
 * before it counts, and a pass that fails is tried again fix by fix, so that one bad fix costs nothing but itself.
 */
export function fixSource(source: Source, given: FixOptions): Fixed {
  const first = lintSource(source, given);
  let options = { ...given, origin: first.config };
  const applied: AppliedFix[] = [];
  let refused = new Map<string, RefusedFix>();
  let linted = first;
  let least = Number.POSITIVE_INFINITY;
  let idle = 0;
  for (let pass = 0; pass < MOST_PASSES && idle < MAX_PASSES; pass += 1) {
    const candidates = linted.findings.filter((one) => isWanted(one, options) && !refused.has(refusalKey(one)));
    idle = candidates.length < least ? 0 : idle + 1;
    least = Math.min(least, candidates.length);
    const step = applyPass(linted, candidates.filter(hasFix), options);
    for (const one of step.refused) refused.set(refusalKey(one.finding), refusal(one.finding, one.reason, linted));
    if (step.done.length === 0) {
      if (step.refused.length > 0) continue;
      const isSame = linted.config === options.origin || (!linted.asksOrigin && refused.size === 0);
      const isOver = isSame || linted.findings.length === 0;
      if (isOver) return { first, linted, applied, refused: [...refused.values()] };
      // What is left may have a fix for who sees the file as it is now: the next run would.
      linted = lintSource(linted.config.tree.source, given);
      options = { ...given, origin: linted.config };
      refused = new Map();
      continue;
    }
    applied.push(...step.done.map((repair) => record(repair, linted)));
    // What failed beside the others may hold on the new text.
    refused = new Map();
    linted = step.linted;
  }
  const isUnderWay = idle < MAX_PASSES;
  if (isUnderWay || !linted.findings.some((one) => isWanted(one, options) && !refused.has(refusalKey(one)))) {
    return { first, linted, applied, refused: [...refused.values()] };
  }
  const reason = `it does not settle: after ${MAX_PASSES} passes there is still something to change`;
  const restless = applied.map(({ rule, line, fix }) => ({ rule, line, title: fix.title, reason }));
  return { first, linted: first, applied: [], refused: [...refused.values(), ...restless] };
}

interface Step {
  readonly linted: Linted;
  readonly done: readonly Repair[];
  readonly refused: readonly { finding: Repair; reason: string }[];
}

function applyPass(before: Linted, candidates: readonly Repair[], options: FixOptions): Step {
  const broken = candidates.filter(({ fix }) => !mergeEdits(fix.edits));
  if (broken.length > 0) {
    return {
      linted: before,
      done: [],
      refused: broken.map((finding) => ({ finding, reason: "its own edits collide" })),
    };
  }
  const chosen = withoutCollisions(candidates);
  const [only] = chosen;
  if (!only) return { linted: before, done: [], refused: [] };
  const together = tryRepairs(before, chosen, options);
  if (typeof together !== "string") return { linted: together, done: chosen, refused: [] };
  if (chosen.length === 1) return { linted: before, done: [], refused: [{ finding: only, reason: together }] };
  return oneByOne(before, chosen, options);
}

/** Finds the fixes that hold, alone and then with those already accepted. */
function oneByOne(before: Linted, candidates: readonly Repair[], options: FixOptions): Step {
  const done: Repair[] = [];
  const refused: { finding: Repair; reason: string }[] = [];
  let linted = before;
  for (const finding of candidates) {
    const result = tryRepairs(before, [...done, finding], options);
    if (typeof result === "string") refused.push({ finding, reason: result });
    else {
      linted = result;
      done.push(finding);
    }
  }
  return { linted, done, refused };
}

/** The file after repairs that do not collide, if that is proved; else what does not hold, one clause. */
export function tryRepairs(before: Linted, repairs: readonly Repair[], options: FixOptions): Linted | string {
  const { source } = before.config.tree;
  const edits = repairs.flatMap(({ fix }) => fix.edits);
  const after = lintProposed(new Source(source.path, applyEdits(source.text, edits)), options);
  return prove(before, after, repairs) ?? after;
}

/** A proof that cannot be carried out is none. */
function prove(before: Linted, after: Linted, repairs: readonly Repair[]): string | undefined {
  try {
    return verify(before, after, repairs);
  } catch (error) {
    return `the proof failed: ${error instanceof Error ? error.message : "for no reason that it told"}`;
  }
}

/**
 * Fixes in order of place, each that touches what an earlier one touches left for the next pass: the same text, or
 * another piece of the same scalar, which each of them expects to be the only change of.
 */
function withoutCollisions(candidates: readonly Repair[]): Repair[] {
  const edits = new EditSet();
  const scalars = new Set<number>();
  return candidates.filter(({ fix }) => {
    const own = fix.expects.flatMap((change) => ("scalar" in change ? [change.scalar.start] : []));
    if (own.some((start) => scalars.has(start)) || !edits.tryAdd(fix.edits)) return false;
    for (const start of own) scalars.add(start);
    return true;
  });
}

/** True for a finding with a fix that may be applied. */
export function isWanted({ fix }: Finding, { unsafe }: FixOptions): boolean {
  const allowed: readonly Safety[] = unsafe ? ["safe", "needs-setup", "unsafe"] : ["safe", "needs-setup"];
  return fix !== undefined && fix.edits.length > 0 && allowed.includes(fix.safety);
}

/** True for a finding that can be repaired. */
export function hasFix(finding: Finding): finding is Repair {
  return finding.fix !== undefined;
}

/** What is told of a fix that was applied to this file. */
export function record({ rule, message, fix, span }: Repair, linted: Linted): AppliedFix {
  return { rule, message, fix, line: linted.config.tree.source.position(span.start).line };
}

/** What is told of a fix of this file that was not proved. */
export function refusal({ rule, fix, span }: Repair, reason: string, linted: Linted): RefusedFix {
  return { rule, line: linted.config.tree.source.position(span.start).line, title: fix.title, reason };
}

function refusalKey({ rule, message, span }: Finding): string {
  return `${rule}\n${span.start}\n${message}`;
}
