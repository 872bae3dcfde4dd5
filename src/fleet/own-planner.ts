import type { Forge } from "./forge.ts";
import type { Linter } from "./linter.ts";
import type { Planner } from "./plan-fleet.ts";
import { plansOf } from "./plans.ts";

/**
 * Batches: while one is linted, others are read. Each asks one request after another, so that these are as many requests at once as a
 * host that has said nothing yet is asked.
 */
const AHEAD = 4;

/** Planners that are this process, one for each forge. */
export function ownPlanners(linter: Linter): (forge: Forge) => Planner {
  const known = new Map<Forge, Planner>();
  return (forge) => {
    const planner = known.get(forge) ?? { ahead: AHEAD, plan: (some) => plansOf(forge, some, linter) };
    known.set(forge, planner);
    return planner;
  };
}
