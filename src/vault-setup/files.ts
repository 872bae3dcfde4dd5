import { PLUGIN_COMMANDS, PLUGIN_FACTS } from "./engine-commands.ts";
import type { SetupPlan } from "./plan.ts";
import { policyText } from "./policy.ts";
import { quoteShell } from "./quote.ts";
import { ROLE_DEFAULTS, jwtConfig, roleOf } from "./rights.ts";

/** The setup as texts for those who keep Vault's configuration in files, each below a line that says what it is for. */
export function writeFiles(plan: SetupPlan): string {
  const { authMount, role, policy, namespace } = plan;
  const parts = [
    ...(namespace === undefined ? [] : [`# All of it belongs in the namespace ${namespace}.\n`]),
    section("policy.hcl", `vault policy write ${quoteShell(policy)} policy.hcl`, policyText(plan)),
    section("jwt.json", `vault write ${quoteShell(`auth/${authMount}/config`)} @jwt.json`, json(jwtConfig(plan))),
    section(
      "role.json",
      `vault write ${quoteShell(`auth/${authMount}/role/${role}`)} @role.json`,
      json({ ...roleOf(plan), ...ROLE_DEFAULTS }),
    ),
    engineNote(plan),
  ];
  return parts.join("\n");
}

function section(file: string, command: string, text: string): string {
  return `# ${file}: ${command}\n${text}`;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** The password is in no file. */
function engineNote({ engine }: SetupPlan): string {
  const lines =
    engine.kind === "dockerhub"
      ? [...PLUGIN_FACTS, ...PLUGIN_COMMANDS, `vault secrets enable -path=${quoteShell(engine.mount)} dockerhub`]
      : [`vault secrets enable -path=${quoteShell(engine.mount)} -version=${engine.kind === "kv2" ? 2 : 1} kv`];
  const last = "The credential is kept in no file: `circlesec vault setup --format commands` asks for it.";
  return [...lines, last].map((line) => `# ${line}\n`).join("");
}
