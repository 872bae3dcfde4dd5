import type { DockerHubEngine, KeyValueEngine } from "./plan.ts";
import { quoteShell } from "./quote.ts";

/** What to know of the plugin before one relies on it. */
export const PLUGIN_FACTS = [
  "The engine is the plugin hoeg/vault-plugin-secrets-dockerhub, which Vault does not bring along. Know that",
  "- it needs the password of the account: an access token cannot make others, and two-factor or single sign-on",
  "  stand in its way;",
  "- when it deletes a token, it takes the answer 202 alone for success, while Docker Hub documents 204: Vault may log",
  "  errors and keep leases that it cannot revoke, though the token is gone.",
  "Where that is not acceptable, keep an access token in the key-value engine: --engine kv2 --path ci/docker-hub.",
];

/** How the plugin gets into Vault. */
export const PLUGIN_COMMANDS = [
  'vault plugin register -sha256="$(sha256sum PLUGIN_DIRECTORY/dockerhub | cut -d " " -f 1)" secret dockerhub',
];

/** The steps of a script that enable the engine and give it the credential. */
export function engineCommands(engine: DockerHubEngine | KeyValueEngine): string[] {
  return engine.kind === "dockerhub" ? hubCommands(engine) : keyValueCommands(engine);
}

function hubCommands({ mount, username, scope }: DockerHubEngine): string[] {
  const config = quoteShell(`${mount}/config/${username}`);
  return [
    `# 4. The secrets engine that makes access tokens of Docker Hub.
${comment(PLUGIN_FACTS)}
#    Its program belongs in the plugin_directory of Vault's configuration, and is registered once:
${comment(PLUGIN_COMMANDS)}
${enable(mount, "dockerhub")}`,
    `# 5. The account. This replaces all that the engine knows of it, other scopes too. The parameter is Scope: of the
#    one in the plugin's README, scopes, Vault takes no notice, and the engine then refuses each request.
${ask(`Password of ${username} at Docker Hub`)}
if [ -n "$secret" ]; then
  printf %s "$secret" | vault write ${config} Scope=${scope} password=-
fi`,
  ];
}

function keyValueCommands({ kind, mount, path, username, usernameField, passwordField }: KeyValueEngine): string[] {
  const version = kind === "kv2" ? 2 : 1;
  const isAsked = username === undefined;
  const name = isAsked ? `${quoteShell(usernameField)}="$username"` : quoteShell(`${usernameField}=${username}`);
  return [
    `# 4. The secrets engine that keeps the credential.
${enable(mount, `-version=${version} kv`)}`,
    `# 5. The credential: best an access token of Docker Hub that may only read. This replaces all fields of the secret.
${isAsked ? "printf 'User name at Docker Hub: ' >&2\nIFS= read -r username || :\n" : ""}${ask("Access token")}
if ${isAsked ? '[ -n "$username" ] && ' : ""}[ -n "$secret" ]; then
  printf %s "$secret" |
    vault kv put -mount=${quoteShell(mount)} ${quoteShell(path)} ${name} ${quoteShell(`${passwordField}=-`)}
fi`,
  ];
}

function enable(mount: string, type: string): string {
  const path = quoteShell(`sys/mounts/${mount}`);
  return `vault read ${path} >/dev/null 2>&1 || vault secrets enable -path=${quoteShell(mount)} ${type}`;
}

/** Reads `$secret` without an echo, so that it is in no history, no file and no list of processes. */
function ask(prompt: string): string {
  return `if [ -t 0 ]; then
  printf %s ${quoteShell(`${prompt} (empty to leave what is stored): `)} >&2
  trap 'stty echo; exit 130' INT TERM
  stty -echo
fi
IFS= read -r secret || :
if [ -t 0 ]; then
  stty echo
  echo >&2
fi`;
}

function comment(lines: readonly string[]): string {
  return lines.map((line) => `#    ${line}`).join("\n");
}
