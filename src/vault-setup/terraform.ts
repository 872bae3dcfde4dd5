import { PLUGIN_FACTS } from "./engine-commands.ts";
import type { SetupPlan } from "./plan.ts";
import { quoteShell, quoteTerraform as quote } from "./quote.ts";
import { jwtConfig, neededRight, roleOf } from "./rights.ts";

/** The setup for Terraform's provider hashicorp/vault. */
export function writeTerraform(plan: SetupPlan): string {
  return `${[provider(plan), trust(plan), policy(plan), role(plan), ...engine(plan)].join("\n\n")}\n`;
}

type Argument = readonly [name: string, value: string];

/** Arguments with their signs of equality in one column, as `terraform fmt` has them; those of several lines stand apart. */
function block(head: string, args: readonly Argument[], ...more: readonly string[]): string {
  const isLong = ([, value]: Argument) => value.includes("\n");
  const groups = [args.filter((arg) => !isLong(arg)), ...args.filter(isLong).map((arg) => [arg])];
  const texts = [...groups.filter((group) => group.length > 0).map((group) => align(group, "  ")), ...more];
  return `${head} {\n${texts.join("\n")}}`;
}

function align(args: readonly Argument[], indent: string): string {
  const width = Math.max(...args.map(([name]) => name.length));
  return args.map(([name, value]) => `${indent}${name.padEnd(width)} = ${value}\n`).join("");
}

function list(values: readonly string[]): string {
  return `[${values.map(quote).join(", ")}]`;
}

function provider({ address, namespace }: SetupPlan): string {
  const args = [
    ...(address === undefined ? [] : [["address", quote(address)] as const]),
    ...(namespace === undefined ? [] : [["namespace", quote(namespace)] as const]),
  ];
  const required = `terraform {
  required_providers {
    vault = {
      source = "hashicorp/vault"
    }
  }
}`;
  const own = args.length === 0 ? "" : `\n\n${block('provider "vault"', args)}`;
  return `# Lets jobs of CircleCI log in to Vault and fetch the credential for Docker Hub.\n${required}${own}`;
}

function trust(plan: SetupPlan): string {
  const config = Object.entries(jwtConfig(plan)).map(([name, value]) => [name, quote(value)] as const);
  return `# Vault trusts the tokens that CircleCI gives to the jobs of this organization, and no others.
# A method or engine that Vault has already is imported first:
#   terraform import vault_jwt_auth_backend.circleci ${quoteShell(plan.authMount)}
#   terraform import vault_mount.docker_hub ${quoteShell(plan.engine.mount)}
${block('resource "vault_jwt_auth_backend" "circleci"', [["type", quote("jwt")], ["path", quote(plan.authMount)], ...config])}`;
}

function policy(plan: SetupPlan): string {
  const { path, capabilities } = neededRight(plan);
  const text = `jsonencode({
    path = {
      ${quote(path)} = { capabilities = ${list(capabilities)} }
    }
  })`;
  return `# All that the token of a job may do; that it may revoke itself comes with the policy default.
${block('resource "vault_policy" "circleci"', [
  ["name", quote(plan.policy)],
  ["policy", text],
])}`;
}

function role(plan: SetupPlan): string {
  const made = roleOf(plan);
  const claims = Object.entries(made.bound_claims).map(
    ([claim, values]) => [quote(claim), quote(values.join(","))] as const,
  );
  return `# Which jobs may log in. The provider takes several values of a claim with commas between them.
${block('resource "vault_jwt_auth_backend_role" "circleci"', [
  ["backend", "vault_jwt_auth_backend.circleci.path"],
  ["role_name", quote(plan.role)],
  ["role_type", quote(made.role_type)],
  ["user_claim", quote(made.user_claim)],
  ["bound_audiences", list(made.bound_audiences)],
  ["bound_claims_type", quote(made.bound_claims_type)],
  ["bound_claims", `{\n${align(claims, "    ")}  }`],
  ["token_policies", "[vault_policy.circleci.name]"],
  ["token_type", quote(made.token_type)],
  ["token_ttl", String(made.token_ttl)],
  ["token_max_ttl", String(made.token_max_ttl)],
])}`;
}

/** An engine that was imported goes with all its secrets when it is destroyed. */
const KEPT = "  lifecycle {\n    prevent_destroy = true\n  }\n";

const IN_STATE = `# Terraform keeps this in its state in clear text. Where that is not acceptable, leave this variable and the resource
# below out, and store the credential with the last step of \`circlesec vault setup --format commands\`.`;

function variable(name: string, description: string, isSensitive: boolean): string {
  const args = [["type", "string"] as const, ["description", quote(description)] as const];
  return block(`variable ${quote(name)}`, isSensitive ? [...args, ["sensitive", "true"]] : args);
}

function engine({ engine }: SetupPlan): string[] {
  const mount = (type: string, args: readonly Argument[] = [], ...more: readonly string[]) =>
    block(
      'resource "vault_mount" "docker_hub"',
      [["path", quote(engine.mount)], ["type", quote(type)], ...args],
      ...more,
    );
  if (engine.kind === "dockerhub") {
    return [
      `${PLUGIN_FACTS.map((line) => `# ${line}\n`).join("")}${mount("dockerhub")}`,
      `${IN_STATE}\n${variable("docker_hub_password", `Password of the Docker Hub account ${engine.username}`, true)}`,
      block('resource "vault_generic_endpoint" "docker_hub_account"', [
        ["path", `"\${vault_mount.docker_hub.path}/${quote(`config/${engine.username}`).slice(1)}`],
        ["disable_read", "true"],
        ["data_json", `jsonencode({ Scope = ${quote(engine.scope)}, password = var.docker_hub_password })`],
      ]),
    ];
  }
  const isVersioned = engine.kind === "kv2";
  const username = engine.username === undefined ? "var.docker_hub_username" : quote(engine.username);
  const fields = `${quote(engine.usernameField)} = ${username}, ${quote(engine.passwordField)} = var.docker_hub_token`;
  const place: readonly Argument[] = isVersioned
    ? [
        ["mount", "vault_mount.docker_hub.path"],
        ["name", quote(engine.path)],
      ]
    : [["path", `"\${vault_mount.docker_hub.path}/${quote(engine.path).slice(1)}`]];
  return [
    `# The secrets engine that keeps the credential.\n${mount("kv", [["options", `{ version = "${isVersioned ? 2 : 1}" }`]], KEPT)}`,
    ...(engine.username === undefined ? [variable("docker_hub_username", "User name at Docker Hub", false)] : []),
    `${IN_STATE}\n${variable("docker_hub_token", "Access token of Docker Hub, best one that may only read", true)}`,
    block(`resource "vault_kv_secret${isVersioned ? "_v2" : ""}" "docker_hub"`, [
      ...place,
      ["data_json", `jsonencode({ ${fields} })`],
    ]),
  ];
}
