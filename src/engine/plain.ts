import type { Change, Finding, Fix, Note } from "../finding.ts";
import type { Span } from "../source/span.ts";

/**
 * A finding of plain data only. What a rule hands over as a span is often a node, and that would keep the whole tree, the
 * model and the text alive for as long as the finding.
 */
export function plainFinding(finding: Finding): Finding {
  return {
    ...finding,
    span: plainSpan(finding.span),
    related: finding.related.map(plainNote),
    fix: finding.fix && plainFix(finding.fix),
  };
}

function plainFix(fix: Fix): Fix {
  return {
    ...fix,
    edits: fix.edits.map(({ start, end, text }) => ({ start, end, text })),
    expects: fix.expects.map(plainChange),
    ...(fix.comments && { comments: fix.comments.map(plainSpan) }),
  };
}

function plainChange(change: Change): Change {
  if ("map" in change) return { ...change, map: plainSpan(change.map) };
  if ("list" in change) return { ...change, list: plainSpan(change.list) };
  if ("scalar" in change) return { ...change, scalar: plainSpan(change.scalar) };
  return change;
}

function plainNote({ start, end, text }: Note): Note {
  return { start, end, text };
}

/** The offsets of a span, and nothing else that an object which has them may hold. */
export function plainSpan({ start, end }: Span): Span {
  return { start, end };
}
