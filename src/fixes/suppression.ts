import { removeComment } from "../edit/index.ts";
import type { Fix } from "../finding.ts";
import type { Config } from "../model/index.ts";
import type { JudgedSuppression, NamedRule } from "../suppression.ts";

/**
 * Takes rules out of a suppression comment, and the whole comment where none is left; `unsafe` for rules that nobody here knows.
 * Declined for a comment in a shell script, whose text it is part of.
 */
export function dropSuppression(
  { tree }: Config,
  { comment, span, rules }: JudgedSuppression,
  dropped: JudgedSuppression["rules"],
): Fix | undefined {
  const [first, last] = [rules[0]?.span, rules.at(-1)?.span];
  if (!comment || !first || !last) return undefined;
  const starts = new Set(dropped.map((name) => name.span.start));
  const left = rules.filter((name) => !starts.has(name.span.start));
  const names = [...new Set(dropped.map(({ id }) => `\`${id}\``))].join(" and ");
  const isGone = left.length === 0;
  return {
    title: isGone ? `Delete the comment that ignores ${names}` : `Take ${names} out of the comment`,
    safety: dropped.some(({ state }) => state === "unknown") ? "unsafe" : "safe",
    edits: isGone
      ? removeComment(tree, span)
      : [{ start: first.start, end: last.end, text: left.map(({ id }) => id).join(", ") }],
    expects: [],
    setup: [],
    comments: [comment],
  };
}

/** Writes the id of a rule as it is. `unsafe`: the comment begins to suppress. */
export function respellSuppression({ comment }: JudgedSuppression, { span }: NamedRule, id: string): Fix | undefined {
  if (!comment) return undefined;
  const edits = [{ ...span, text: id }];
  return { title: `Write \`${id}\``, safety: "unsafe", edits, expects: [], setup: [], comments: [comment] };
}
