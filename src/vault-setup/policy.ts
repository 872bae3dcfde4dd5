import type { SetupPlan } from "./plan.ts";
import { quoteHcl } from "./quote.ts";
import { neededRight } from "./rights.ts";

/** The policy of a job, as HCL: what it needs and nothing else. */
export function policyText(plan: SetupPlan): string {
  const { path, capabilities } = neededRight(plan);
  return `path ${quoteHcl(path)} {\n  capabilities = [${capabilities.map(quoteHcl).join(", ")}]\n}\n`;
}
