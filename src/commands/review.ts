import type { Decision } from "../engine/review.ts";
import { isStandardInputATerminal, readLine } from "../io/ask.ts";
import { colorDiff, unifiedDiff } from "../reporters/diff.ts";
import { reportFinding } from "../reporters/pretty.ts";
import type { Proposed } from "../run/run-source.ts";
import { UserError } from "../user-error.ts";
import type { Host } from "./host.ts";
import type { Flags } from "./flags.ts";
import { wantsColor } from "./output.ts";
import { showsLinks } from "./terminal.ts";

const HELP = `y  yes, apply this fix
n  no, leave it
a  apply this fix and all others of this rule
q  leave this fix and all that follow; what you said yes to is applied
?  this help
`;

/** Refuses what cannot be reviewed. */
export function mustBeReviewable(flags: Flags, { stdout }: Host, fromStdin: boolean): void {
  const other = fromStdin ? "`-`" : flags.diff ? "--diff" : flags.check ? "--check" : undefined;
  if (other !== undefined) throw new UserError(`--interactive cannot be combined with ${other}`);
  if (!isStandardInputATerminal() || !stdout.isTTY) {
    throw new UserError("--interactive asks at a terminal, and there is none", {
      help: "Look at all fixes with `circlesec fix --diff`",
    });
  }
}

/** Asks a person at the terminal about each fix, until they have had enough. */
export function createReviewer(flags: Flags, { stdout, env }: Host): (proposed: Proposed) => Decision {
  const all = new Set<string>();
  let isOver = false;
  const style = {
    color: wantsColor(flags, stdout, env),
    links: showsLinks(stdout, env),
    width: Math.min(stdout.columns, 120),
  };
  const ask = (rule: string): Decision => {
    for (;;) {
      stdout.write("Apply this fix? [y, n, a, q, ?] ");
      const answer = readLine()?.trim().toLowerCase();
      // At the end of the input the cursor still stands behind the question.
      if (answer === undefined) stdout.write("\n");
      if (answer === "a") all.add(rule);
      if (answer === "y" || answer === "yes" || answer === "a") return "apply";
      if (answer === "n" || answer === "no") return "skip";
      if (answer === undefined || answer === "q") {
        isOver = true;
        return "stop";
      }
      stdout.write(HELP);
    }
  };
  return ({ found, change, rule }) => {
    if (isOver) return "stop";
    if (all.has(rule)) return "apply";
    const patch = unifiedDiff(change, false).text;
    stdout.write(`${reportFinding(found, style)}\n${style.color ? colorDiff(patch) : patch}`);
    const decision = ask(rule);
    stdout.write("\n");
    return decision;
  };
}
