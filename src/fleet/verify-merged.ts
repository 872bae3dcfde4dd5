import type { FreshPlan } from "./apply-run.ts";
import type { Followed } from "./follow.ts";
import { type Answers, isFailure } from "./forge.ts";
import type { Journal } from "./journal.ts";
import { type FleetRepository, repositoryKey } from "./repository.ts";

/**
 * What the default branch has of a proposal that was merged. `verified`: nothing is left to propose. `undone`: the very change is
 * to be proposed again. `anew`: another one is.
 */
export type Verdict = "verified" | "undone" | "anew";

export interface Verified extends Followed {
  /** `undefined` for what is not merged, and where it could not be looked at, which is its `fault`. */
  readonly verdict: Verdict | undefined;
}

interface Tools {
  readonly journal: Journal;
  /** Reads repositories at their `base`, and makes the fixes again. */
  readonly planAgain: (repositories: readonly FleetRepository[]) => Answers<FreshPlan>;
}

/** Plans what was merged once more, at the present tips, and writes that down as any plan. */
export async function verifyMerged(followed: readonly Followed[], { journal, planAgain }: Tools): Promise<Verified[]> {
  const merged = followed.filter(({ proposal, fault }) => proposal.state === "merged" && fault === undefined);
  const found = new Map<string, Pick<Verified, "verdict" | "fault">>();
  const changes = new Map(merged.map(({ repository, proposal }) => [repositoryKey(repository), proposal.change]));
  for await (const { repository, answer } of planAgain(
    merged.map(({ repository, base }) => ({ ...repository, base })),
  )) {
    const key = repositoryKey(repository);
    if (isFailure(answer)) found.set(key, { verdict: undefined, fault: answer.message });
    else {
      journal.add({ kind: "planned", key, options: answer.options, planned: answer.planned });
      found.set(key, judge(answer, changes.get(key)));
    }
  }
  return followed.map((one) => {
    const { verdict, fault = one.fault } = found.get(repositoryKey(one.repository)) ?? {};
    return { ...one, verdict, fault };
  });
}

function judge(
  { planned: { outcome, change } }: FreshPlan,
  merged: string | undefined,
): Pick<Verified, "verdict" | "fault"> {
  if (outcome.kind === "failed") return { verdict: undefined, fault: outcome.reason };
  if (change === undefined) return { verdict: "verified", fault: undefined };
  return { verdict: change.digest === merged ? "undone" : "anew", fault: undefined };
}
