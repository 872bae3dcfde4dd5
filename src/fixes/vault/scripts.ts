import type { ClientWords } from "../login-step.ts";
import { refusalsOf } from "./refusals.ts";
import type { VaultSource } from "./source.ts";

/** The scripts of the two steps, for bash and for any POSIX shell; without `<<`, which CircleCI reads as a template. */
export interface VaultScripts {
  readonly login: string;
  readonly logout: string;
}

/** What a step talks to Vault with. */
export type StepClient = "cli" | "curl";

export function writeScripts(source: VaultSource, client: StepClient, words: ClientWords): VaultScripts {
  // A name for each client, because a job may log in with several.
  const kept = `.vault-${client === "cli" ? "token" : "headers"}-${words.program.replaceAll(" ", "-")}`;
  const fetch = client === "cli" ? fetchByCli(source, kept) : fetchByCurl(source, kept);
  const revoke = client === "cli" ? revokeByCli(kept) : revokeByCurl(kept);
  return {
    login: opening(source) + refuse(source) + fetch + dockerLogin(words),
    logout: `set +x\n${words.program} logout${words.server} || true\n${revoke}`,
  };
}

const NO_LOGIN = "No login to Docker Hub:";

/** Builds of forks have no token, and go on without a login. */
function opening({ needed }: VaultSource): string {
  const names = ["VAULT_ADDR", "VAULT_ROLE", ...needed.filter((name) => !/^VAULT_(?:ADDR|ROLE)$/.test(name))];
  return `set +x
if [ -z "\${CIRCLE_OIDC_TOKEN_V2:-}" ]; then
  echo "There is no OIDC token here (a build of a fork?): pulling from Docker Hub without a login"
  exit 0
fi
for name in ${names.join(" ")}; do
  if [ -z "$(printenv "$name")" ]; then
    echo "${NO_LOGIN} $name is not set; add it to the project or to a context of this job" >&2
    exit 1
  fi
done
umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

`;
}

/** A function that ends the step with what was said, and in the last line what that means. */
function refuse(source: VaultSource): string {
  const cases = refusalsOf(source).map(([pattern, meaning]) => `    ${pattern}) why="${meaning}" ;;\n`);
  return `refuse() {
  case $1 in
${cases.join("")}    *) why="Vault does not give the credential" ;;
  esac
  printf '%s\\n' "$1" "${NO_LOGIN} $why" >&2
  exit 1
}

`;
}

/** Sends requests; what must not be seen goes through files that only the job's user can read. */
function fetchByCurl(source: VaultSource, kept: string): string {
  const { authMount, engine, mount, apiPath, usernameField, passwordField } = source;
  const data = engine === "kv2" ? ".data.data" : ".data";
  const label = `jq -n '{label: ("circleci " + env.CIRCLE_PROJECT_REPONAME + "/" + env.CIRCLE_BUILD_NUM)[:100]}' > "$work/body"\n`;
  const ask = `ask "${mount}/${apiPath}"`;
  return `if [ -n "\${VAULT_CACERT:-}" ]; then export CURL_CA_BUNDLE="$VAULT_CACERT"; fi
headers=$work/headers
write_headers() {
  printf 'X-Vault-Request: true\\nX-Vault-Namespace: %s\\nX-Vault-Token: %s\\n' "\${VAULT_NAMESPACE:-}" "$1" > "$headers"
}
ask() {
  path=$1
  shift
  : > "$work/answer"
  status=$(curl -sS --retry 3 --max-time 30 -H @"$headers" -o "$work/answer" -w '%{http_code}' "$@" \\
    "\${VAULT_ADDR%/}/v1/$path" 2> "$work/error") || status=000
  case $status in
    2*) ;;
    *) refuse "Code: $status. $(cat "$work/error" "$work/answer")" ;;
  esac
}

write_headers ""
jq -n '{role: env.VAULT_ROLE, jwt: env.CIRCLE_OIDC_TOKEN_V2}' > "$work/body"
ask auth/${authMount}/login --data @"$work/body"
headers=$HOME/${kept}
write_headers "$(jq -r .auth.client_token "$work/answer")"

${engine === "dockerhub" ? `${label}${ask} --data @"$work/body"` : ask}
username=$(jq -r '${data}${fieldOf(usernameField)} // ""' "$work/answer")
token=$(jq -r '${data}${fieldOf(passwordField)} // ""' "$work/answer")
${requireBoth(source)}`;
}

function fieldOf(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `["${name}"]`;
}

function revokeByCurl(kept: string): string {
  return `headers=$HOME/${kept}
if [ ! -s "$headers" ]; then exit 0; fi
trap 'rm -f "$headers"' EXIT
if [ -n "\${VAULT_CACERT:-}" ]; then export CURL_CA_BUNDLE="$VAULT_CACERT"; fi
if ! curl -fsS --retry 3 --max-time 30 -H @"$headers" -X POST "\${VAULT_ADDR%/}/v1/auth/token/revoke-self"; then
  echo "Vault has not revoked the token of this job, which ends by itself soon" >&2
fi
`;
}

/** Calls Vault's command line, which retries by itself. */
function fetchByCli(source: VaultSource, kept: string): string {
  const { authMount, engine, mount, path, account, usernameField, passwordField } = source;
  const label = `label="$(printf 'circleci %s/%s' "\${CIRCLE_PROJECT_REPONAME:-}" "\${CIRCLE_BUILD_NUM:-}" | cut -c 1-100)"`;
  const field = (name: string) => call(`kv get -field=${quoted(name)} -mount="${mount}" "${path}"`);
  const read =
    engine === "dockerhub"
      ? `username=${quoted(account)}
token=$(${call(`write -field=token "${mount}/${path}" ${label}`)}`
      : `username=$(${field(usernameField)}\ntoken=$(${field(passwordField)}`;
  return `export VAULT_MAX_RETRIES=3
path=auth/${authMount}/login
printf '%s' "$CIRCLE_OIDC_TOKEN_V2" > "$work/jwt"
VAULT_TOKEN=$(${call(`write -field=token "$path" role="$VAULT_ROLE" jwt=@"$work/jwt"`)}
export VAULT_TOKEN
printf '%s' "$VAULT_TOKEN" > "$HOME/${kept}"

path=${quoted(`${mount}/${path}`)}
${read}
${requireBoth(source)}`;
}

/** The rest of a substitution that calls Vault, or ends the step. */
function call(words: string): string {
  return `vault ${words} 2> "$work/error") || refuse "$(cat "$work/error")"`;
}

function revokeByCli(kept: string): string {
  return `kept=$HOME/${kept}
if [ ! -s "$kept" ]; then exit 0; fi
trap 'rm -f "$kept"' EXIT
export VAULT_MAX_RETRIES=3
if ! VAULT_TOKEN=$(cat "$kept") vault token revoke -self; then
  echo "Vault has not revoked the token of this job, which ends by itself soon" >&2
fi
`;
}

function requireBoth({ mount, path, usernameField, passwordField, engine }: VaultSource): string {
  const fields = engine === "dockerhub" ? "username and token" : `${usernameField} and ${passwordField}`;
  return `if [ -z "$username" ] || [ -z "$token" ]; then
  echo "${NO_LOGIN} ${mount}/${path} does not hold ${fields}" >&2
  exit 1
fi
`;
}

function dockerLogin({ program, server }: ClientWords): string {
  return `if ! printf '%s\\n' "$token" | ${program} login --username "$username" --password-stdin${server}; then
  echo "${NO_LOGIN} it refuses the credential that Vault has given" >&2
  exit 1
fi
`;
}

function quoted(text: string): string {
  return /^[\w@%+:,./-]+$/.test(text) ? text : `"${text}"`;
}
