import { dropSuppression, respellSuppression } from "../../fixes/index.ts";
import { type JudgedSuppression, SUPPRESSION_FORM, daysBetween } from "../../suppression.ts";
import type { RuleContext } from "../rule.ts";

const HOW = `Write \`${SUPPRESSION_FORM}\`; \`until\` and the reason may be left out`;
const IN_SCRIPT = "Change the comment by hand: it is part of a script";

/** Says what is wrong with a suppression, if anything is. */
export function reportSuppression(suppression: JudgedSuppression, context: RuleContext): void {
  if (suppression.fault !== undefined) return reportFault(suppression, context);
  if (suppression.expired) return reportEnd(suppression, context);
  reportRules(suppression, context);
  reportDemands(suppression, context);
}

function reportFault({ span, fault = "", remedy = HOW }: JudgedSuppression, context: RuleContext): void {
  context.report({
    at: span,
    message: `this comment suppresses nothing: ${fault}`,
    why: "Whoever wrote it takes a finding for settled that is still reported, or that nobody looks for",
    help: remedy,
  });
}

function reportEnd(suppression: JudgedSuppression, context: RuleContext): void {
  const { span, until = "", rules } = suppression;
  context.report({
    at: span,
    message: `the suppression of ${list(rules)} ended on ${until}`,
    why: "From the day after on, what it suppressed is reported again",
    help: "Mend what it was for, or give it a new day if there is a reason to",
    fix: dropSuppression(context.config, suppression, rules),
  });
}

function reportRules(suppression: JudgedSuppression, context: RuleContext): void {
  const { rules, span, kind, comment } = suppression;
  const where = kind === "file" ? "in this file" : "here";
  const unused = rules.filter(({ state }) => state === "unused");
  const byHand = comment ? undefined : IN_SCRIPT;
  if (unused.length > 0) {
    context.report({
      at: unused.length === rules.length ? span : (unused[0] ?? { span }).span,
      message: `${list(unused)} ${unused.length === 1 ? "finds" : "find"} nothing ${where} that this comment could suppress`,
      why: "It would hide the next fault that comes up at this place",
      help: byHand,
      fix: dropSuppression(context.config, suppression, unused),
    });
  }
  for (const name of rules) {
    const { id, state, nearest } = name;
    if (state === "unknown") {
      context.report({
        at: name.span,
        message: `there is no rule \`${id}\``,
        why: "What it was to suppress is still reported",
        help: byHand,
        fix:
          nearest === undefined
            ? dropSuppression(context.config, suppression, [name])
            : respellSuppression(suppression, name, nearest),
      });
    }
    if (state === "barred") {
      context.report({
        at: name.span,
        message: `a comment cannot suppress \`${id}\``,
        why: "Comments that suppress nothing could vouch for each other",
        help:
          byHand ?? `Switch the rule off in the settings with \`rules: {${id}: off}\` if you want none of its findings`,
        fix: dropSuppression(context.config, suppression, [name]),
      });
    }
  }
}

/** What the settings ask for beyond the rule. */
function reportDemands({ span, rules, until, reason }: JudgedSuppression, context: RuleContext): void {
  const { requireReason = false, requireUntil = false, maxDays } = context.settings.suppressions;
  const { today } = context.settings;
  const names = list(rules);
  if (requireReason && reason === undefined) {
    context.report({
      at: span,
      message: `the suppression of ${names} gives no reason`,
      why: "The settings ask for one, because nobody can tell later whether it still holds",
      help: "Write it at the end of the comment behind `--`",
    });
  }
  if (requireUntil && until === undefined) {
    context.report({
      at: span,
      message: `the suppression of ${names} has no end`,
      why: "The settings ask for one, so that what is put off is looked at again",
      help: `Write \`until\` and a day behind the rules${maxDays === undefined ? "" : `, ${maxDays} days ahead at most`}`,
    });
  }
  if (maxDays !== undefined && until !== undefined && today !== undefined && daysBetween(today, until) > maxDays) {
    context.report({
      at: span,
      message: `the suppression of ${names} lasts until ${until}, more than ${maxDays} days`,
      why: `The settings allow ${maxDays} days, so that what is put off is looked at again`,
      help: "Write a nearer day",
    });
  }
}

function list(rules: JudgedSuppression["rules"]): string {
  const names = [...new Set(rules.map(({ id }) => `\`${id}\``))];
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;
}
