import type { FleetRepository } from "../repository.ts";
import type { Coverage, State } from "./reported.ts";
import type { FleetTotals } from "./tally.ts";

/** What each state means, for a person who sees the word alone. */
export const MEANING: Readonly<Record<State, string>> = {
  failed: "could not be planned or proposed",
  held: "not proposed, on purpose",
  open: "its proposal is open",
  waiting: "something to propose, not proposed yet",
  closed: "its proposal was closed without being merged",
  left: "findings, none of them with a fix that may be applied",
  merged: "its proposal is merged",
  clean: "nothing to say",
  empty: "no CircleCI configuration",
  skipped: "left out on purpose",
};

/** A share in whole per cent; all and nothing are never the result of rounding. */
export function percent(part: number, all: number): string {
  if (all === 0) return "–";
  const rounded = Math.round((100 * part) / all);
  if (rounded === 100 && part < all) return "99%";
  return rounded === 0 && part > 0 ? "1%" : `${rounded}%`;
}

/** `2 of 3 (67%)`. */
export function share(part: number, all: number): string {
  return all === 0 ? "none" : `${grouped(part)} of ${grouped(all)} (${percent(part, all)})`;
}

/** `#7`, or `!7` at GitLab; `branch` where there are no pull requests, and the branch is all that is proposed. */
export function proposalName(
  { number }: { readonly number: number },
  { place }: Pick<FleetRepository, "place">,
): string {
  if (number === 0) return "branch";
  return place === "gitlab" ? `!${number}` : `#${number}`;
}

/** `5,000 repositories`. */
export function repositories(amount: number): string {
  return `${grouped(amount)} ${amount === 1 ? "repository" : "repositories"}`;
}

export function grouped(amount: number): string {
  return String(amount).replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
}

/** One sentence on coverage. */
export function coverageSentence({ now, merged, all }: Coverage): string {
  if (all === 0) return "No pulls from Docker Hub";
  const after = merged === now ? "" : `; ${share(merged, all)} once all that is planned is merged`;
  return `Pulls from Docker Hub with credentials: ${share(now, all)}${after}`;
}

/** Proposals and their checks, one clause each. */
export function proposalClauses({ proposals, checks }: FleetTotals): string[] {
  const all = proposals.open + proposals.merged + proposals.closed;
  if (all === 0) return ["none yet"];
  const parts = [
    `${grouped(proposals.open)} open, ${grouped(proposals.merged)} merged, ${grouped(proposals.closed)} closed`,
  ];
  const looks = (["failed", "pending", "passed", "none", "unknown"] as const).filter((one) => checks[one] > 0);
  const words = {
    failed: "red",
    pending: "pending",
    passed: "green",
    none: "without checks",
    unknown: "not looked at",
  };
  if (looks.length > 0) parts.push(`checks: ${looks.map((one) => `${grouped(checks[one])} ${words[one]}`).join(", ")}`);
  return parts;
}

/** Who needs a thing: some by name, the others counted. */
export function needers(names: readonly string[], most: number): string {
  const shown = names.slice(0, most);
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(", ")} and ${grouped(more)} more` : shown.join(", ");
}
