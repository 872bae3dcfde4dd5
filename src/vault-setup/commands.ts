import { engineCommands } from "./engine-commands.ts";
import type { SetupPlan } from "./plan.ts";
import { policyText } from "./policy.ts";
import { quoteShell } from "./quote.ts";
import { ROLE_DEFAULTS, roleOf } from "./rights.ts";

/** The setup as a script for a POSIX shell, which does no harm when it is run again. */
export function writeCommands(plan: SetupPlan): string {
  const { address, namespace } = plan;
  const surroundings = [
    ...(address === undefined ? [] : [`export VAULT_ADDR=${quoteShell(address)}`]),
    ...(namespace === undefined ? [] : [`export VAULT_NAMESPACE=${quoteShell(namespace)}`]),
  ];
  const parts = [
    head(plan),
    ["(", "set -eu", ...surroundings].join("\n"),
    trust(plan),
    policy(plan),
    role(plan),
    ...engineCommands(plan.engine),
  ];
  return `${parts.join("\n\n")}\n)\n`;
}

function head({ address, role, isRoleNamed }: SetupPlan): string {
  const variables = [
    ...(address === undefined ? ["VAULT_ADDR to the address of Vault"] : []),
    ...(isRoleNamed ? [] : [`VAULT_ROLE to ${role}`]),
  ];
  return `# Lets jobs of CircleCI log in to Vault and fetch the credential for Docker Hub. Save it, read it, and run it with sh,
# as an administrator of Vault who is logged in (VAULT_TOKEN, or vault login). It can be run again.
# Afterwards, \`circlesec vault setup --check\` tells whether all of it is in place.${
    variables.length === 0 ? "" : `\n# In CircleCI, set ${variables.join(" and ")}, in a context or the project.`
  }`;
}

/** Writing the configuration replaces all of it, so one that serves somebody else must stop the script. */
function trust({ authMount, issuer }: SetupPlan): string {
  const [mount, config] = [quoteShell(`sys/auth/${authMount}`), quoteShell(`auth/${authMount}/config`)];
  const says = `auth/${authMount} is configured for another issuer; choose another path with --auth-mount`;
  return `# 1. Vault trusts the tokens that CircleCI gives to the jobs of this organization, and no others.
issuer=${quoteShell(issuer)}
vault read ${mount} >/dev/null 2>&1 || vault auth enable -path=${quoteShell(authMount)} jwt
if trusted=$(vault read -field=oidc_discovery_url ${config} 2>/dev/null) && [ "$trusted" != "$issuer" ]; then
  printf '%s\\n' ${quoteShell(says)} >&2
  exit 1
fi
vault write ${config} oidc_discovery_url="$issuer" bound_issuer="$issuer"`;
}

function policy(plan: SetupPlan): string {
  return `# 2. All that the token of a job may do; that it may revoke itself comes with the policy default.
vault policy write ${quoteShell(plan.policy)} - <<'POLICY'
${policyText(plan)}POLICY`;
}

function role(plan: SetupPlan): string {
  return `# 3. Jobs of these projects may log in. Their token ends after ten minutes, and what it has fetched with it.
#    Its empty values and zeros undo what an earlier role of this name may have said.
${whichBranches(plan)}
vault write ${quoteShell(`auth/${plan.authMount}/role/${plan.role}`)} - <<'ROLE'
${JSON.stringify({ ...roleOf(plan), ...ROLE_DEFAULTS }, undefined, 2)}
ROLE`;
}

function whichBranches({ branches }: SetupPlan): string {
  if (branches.length === 0) {
    return "#    Jobs of any branch, tag and, where forks are given secrets, fork; --branch leaves the branches that it names.";
  }
  const star = branches.some((branch) => branch.includes("*")) ? " A * stands for any text, slashes too." : "";
  return `#    Jobs of other branches, of tags and of custom webhooks may not.${star}`;
}
