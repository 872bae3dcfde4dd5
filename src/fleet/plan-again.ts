import type { FreshPlan } from "./apply-run.ts";
import type { Answers, Forge } from "./forge.ts";
import { groupByForge } from "./group-by-forge.ts";
import type { Linter } from "./linter.ts";
import { plansOf } from "./plans.ts";
import type { FleetRepository } from "./repository.ts";

/** Makes the fixes of repositories again, at the tips that they have; `options`: a digest of what they depend on besides. */
export async function* planAgain(
  repositories: readonly FleetRepository[],
  linter: Linter,
  options: string,
  forgeFor: (repository: FleetRepository) => Forge | undefined,
): Answers<FreshPlan> {
  for (const [forge, group] of groupByForge(repositories, forgeFor)) {
    if (!forge) continue;
    for await (const { planned, fixed } of plansOf(forge, group, linter)) {
      yield { repository: planned.repository, answer: { planned, options, files: fixed } };
    }
  }
}
