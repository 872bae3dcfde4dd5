import { checkAuth } from "./check-auth.ts";
import { checkEngine } from "./check-engine.ts";
import type { CheckItem } from "./check-item.ts";
import { checkPolicies } from "./check-policies.ts";
import { checkRole } from "./check-role.ts";
import type { SetupPlan } from "./plan.ts";
import type { VaultReader } from "./reader.ts";
import { textsOf } from "./values.ts";

/** Holds a Vault to the plan: what is right, what is missing, what is wrong and what lets in more than it needs to. */
export async function checkVault(plan: SetupPlan, vault: VaultReader): Promise<readonly CheckItem[]> {
  const auth = await checkAuth(plan, vault);
  if (!auth.isThere) return [...auth.items, ...(await checkEngine(plan, vault))];
  const role = await vault.read(`auth/${plan.authMount}/role/${plan.role}`);
  const policies = role.kind === "found" ? textsOf(role.data["token_policies"]) : [plan.policy];
  return [
    ...auth.items,
    ...checkRole(plan, role, auth.tokenType),
    ...(await checkPolicies(plan, vault, policies)),
    ...(await checkEngine(plan, vault)),
  ];
}
