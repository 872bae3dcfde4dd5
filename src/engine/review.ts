import { mergeEdits, offsetAfter } from "../edit/index.ts";
import type { Finding } from "../finding.ts";
import type { Source } from "../source/source.ts";
import { type FixOptions, type Fixed, hasFix, isWanted, record, refusal, tryRepairs } from "./fix.ts";
import { type Linted, lintSource } from "./lint.ts";
import type { AppliedFix, RefusedFix } from "./result.ts";
import type { Repair } from "./verify.ts";

/** What a person says to a fix; `stop` leaves this one and all that follow. */
export type Decision = "apply" | "skip" | "stop";

/** A fix that holds, alone, on the text as it is by now. */
export interface Proposal {
  readonly repair: Repair;
  /** The file as it was read. */
  readonly first: Linted;
  readonly before: Linted;
  readonly after: Linted;
}

/** What was decided about a finding, by which it is known again: its place moves with the text. */
interface Settled {
  readonly rule: string;
  readonly message: string;
  start: number;
}

/** More fixes than that, for each finding that there was, are fixes that undo each other. */
const MAX_STEPS = 10;

/**
 * Applies the fixes that `decide` takes, one at a time in order of place, each proved first. What it has skipped is not
 * proposed again, wherever other fixes move it.
 */
export function reviewSource(source: Source, given: FixOptions, decide: (proposal: Proposal) => Decision): Fixed {
  const first = lintSource(source, given);
  const options = { ...given, origin: first.config };
  const settled: Settled[] = [];
  const applied: AppliedFix[] = [];
  const refused: RefusedFix[] = [];
  let linted = first;
  for (let left = MAX_STEPS * (first.findings.length + 1); left > 0; left -= 1) {
    const wanted = linted.findings.filter((one) => isWanted(one, options) && !settled.some((two) => isSame(one, two)));
    const [repair] = wanted.filter(hasFix);
    if (!repair) break;
    const after = mergeEdits(repair.fix.edits) ? tryRepairs(linted, [repair], options) : "its own edits collide";
    const decision = typeof after === "string" ? "skip" : decide({ repair, first, before: linted, after });
    if (decision === "stop") break;
    if (typeof after === "string") refused.push(refusal(repair, after, linted));
    if (typeof after === "string" || decision === "skip") {
      settled.push({ rule: repair.rule, message: repair.message, start: repair.span.start });
      continue;
    }
    for (const one of settled) one.start = offsetAfter(repair.fix.edits, one.start);
    applied.push(record(repair, linted));
    linted = after;
  }
  return { first, linted, applied, refused };
}

function isSame({ rule, message, span }: Finding, settled: Settled): boolean {
  return rule === settled.rule && message === settled.message && span.start === settled.start;
}
