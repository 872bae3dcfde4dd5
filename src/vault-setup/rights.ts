import { PROJECT_CLAIM, REF_CLAIM, type SetupPlan, TOKEN_TTL } from "./plan.ts";

/** What one path of a policy grants. */
export interface Right {
  readonly path: string;
  readonly capabilities: readonly string[];
}

/** The one path that a job needs, and what it needs there; revoking its own token comes with the policy `default`. */
export function neededRight({ engine }: SetupPlan): Right {
  if (engine.kind === "dockerhub") {
    // To the plugin each request is a `create`, for it looks for what exists where it stores nothing.
    return { path: `${engine.mount}/token/${engine.username}/${engine.scope}`, capabilities: ["create", "update"] };
  }
  const folder = engine.kind === "kv2" ? `${engine.mount}/data` : engine.mount;
  return { path: `${folder}/${engine.path}`, capabilities: ["read"] };
}

/** What the JWT method has to know about CircleCI. */
export function jwtConfig({ issuer }: SetupPlan): Readonly<Record<string, string>> {
  return { oidc_discovery_url: issuer, bound_issuer: issuer };
}

/** The refs of git that the branches stand for; empty for any. */
export function boundRefs({ branches }: SetupPlan): readonly string[] {
  return branches.map((branch) => `refs/heads/${branch}`);
}

/** Which jobs may log in, and with what token they leave. */
export function roleOf(plan: SetupPlan) {
  const refs = boundRefs(plan);
  return {
    role_type: "jwt",
    // One entity a project: `sub` would make one of each person and branch, and each counts as a client of Vault.
    user_claim: PROJECT_CLAIM,
    bound_audiences: [plan.organization],
    bound_claims_type: refs.some((ref) => ref.includes("*")) ? "glob" : "string",
    bound_claims: { [PROJECT_CLAIM]: plan.projects, ...(refs.length > 0 ? { [REF_CLAIM]: refs } : {}) },
    token_policies: [plan.policy],
    token_type: "service",
    token_ttl: TOKEN_TTL,
    token_max_ttl: TOKEN_TTL,
  };
}

/** Defaults of a role, to be written as well: what a write does not name keeps its value of an earlier one. */
export const ROLE_DEFAULTS = {
  bound_subject: "",
  user_claim_json_pointer: false,
  token_no_default_policy: false,
  token_explicit_max_ttl: 0,
  token_num_uses: 0,
  token_period: 0,
};
