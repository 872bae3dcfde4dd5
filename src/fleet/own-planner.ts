import type { Forge } from "./forge.ts";
import type { Linter } from "./linter.ts";
import type { Planner } from "./plan-fleet.ts";
import { plansOf } from "./plans.ts";

/** Two batches: while one is linted, another is read. */
const AHEAD = 2;

/** Planners that are this process, one for each forge. */
export function ownPlanners(linter: Linter): (forge: Forge) => Planner {
  const known = new Map<Forge, Planner>();
  return (forge) => {
    const planner = known.get(forge) ?? { ahead: AHEAD, plan: (some) => plansOf(forge, some, linter) };
    known.set(forge, planner);
    return planner;
  };
}
