import type { ClientWords } from "../login-step.ts";
import { refusalsOf } from "./refusals.ts";
import { TRUST_AUTHORITY, revokeByCli, revokeByCurl } from "./revoke.ts";
import type { VaultSource } from "./source.ts";

/** The scripts of the two steps, for bash and for any POSIX shell; without `<<`, which CircleCI reads as a template. */
export interface VaultScripts {
  readonly login: string;
  readonly logout: string;
}

/** What a step talks to Vault with. */
export type StepClient = "cli" | "curl";

export function writeScripts(source: VaultSource, client: StepClient, words: ClientWords): VaultScripts {
  const isCli = client === "cli";
  const kept = fileFor(words, client);
  const [program = ""] = words.program.replace("sudo ", "").split(" ");
  const programs = isCli ? `vault ${program}` : `curl jq ${program}`;
  const fetch = isCli ? fetchByCli(source) : fetchByCurl(source);
  return {
    login: opening(source, programs) + refuse(source) + kept + TRY_TO_KEEP + fetch + dockerLogin(words),
    logout: `set +x\n${words.program} logout${words.server} || true\n${kept}${TAKE_AWAY}${isCli ? CLI_SETTINGS + revokeByCli(`$(cat "$kept")`) : revokeByCurl(`"$kept"`)}`,
  };
}

/** Keeps the token until the last step: a file for each job, because jobs of a runner share a home, and for each client of it. */
function fileFor({ program }: ClientWords, client: StepClient): string {
  const name = `.vault-${client === "cli" ? "token" : "headers"}-${program.replaceAll(" ", "-")}`;
  return `kept=$HOME/${name}-\${CIRCLE_WORKFLOW_JOB_ID:-job}\n`;
}

const NO_LOGIN = "No login to Docker Hub:";

/** A second login of the same job, behind a logout, uses the token of the first. */
const TRY_TO_KEEP = `if ! touch "$kept"; then
  echo "${NO_LOGIN} nothing can be kept in $HOME until the job ends" >&2
  exit 1
fi

`;

/** Builds of forks have no token, and go on without a login. */
function opening({ needed }: VaultSource, programs: string): string {
  const names = ["VAULT_ADDR", "VAULT_ROLE", ...needed.filter((name) => !/^VAULT_(?:ADDR|ROLE)$/.test(name))];
  return `set +x
if [ -z "\${CIRCLE_OIDC_TOKEN_V2:-}" ]; then
  echo "There is no OIDC token here (a build of a fork?): pulling from Docker Hub without a login"
  exit 0
fi
need() {
  if [ -z "$2" ]; then
    echo "${NO_LOGIN} $1 is not set; add it to the project or to a context of this job" >&2
    exit 1
  fi
}
${names.map((name) => `need ${name} "\${${name}:-}"\n`).join("")}for program in ${programs}; do
  if ! command -v "$program" > /dev/null; then
    echo "${NO_LOGIN} the image of this job has no $program" >&2
    exit 1
  fi
done
umask 077
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

`;
}

/** A function that ends the step with what was said, and in the last line what that means. */
function refuse(source: VaultSource): string {
  const cases = refusalsOf(source).map(([pattern, meaning]) => `    ${pattern}) why="${meaning}" ;;\n`);
  return `refuse() {
  case "$path: $1" in
${cases.join("")}    *) why="Vault does not give the credential" ;;
  esac
  printf '%s\\n' "$1" "${NO_LOGIN} $why" >&2
  exit 1
}

`;
}

/** Sends requests; what must not be seen goes through files that only the job's user can read. */
function fetchByCurl(source: VaultSource): string {
  const { authMount, engine, mount, apiPath, usernameField, passwordField } = source;
  const data = engine === "kv2" ? ".data.data" : ".data";
  const label = `jq -n '{label: ("circleci " + env.CIRCLE_PROJECT_REPONAME + "/" + env.CIRCLE_BUILD_NUM)[:100]}' > "$work/body"\n`;
  // The engine says 500 to what no other try can change, and logs in to Docker Hub for each.
  const ask =
    engine === "dockerhub"
      ? `${label}ask "${mount}/${apiPath}" --data @"$work/body" --retry 0`
      : `ask "${mount}/${apiPath}"`;
  return `${TRUST_AUTHORITY}write_headers() {
  printf 'X-Vault-Request: true\\nX-Vault-Namespace: %s\\nX-Vault-Token: %s\\n' "\${VAULT_NAMESPACE:-}" "$2" > "$1"
}
ask() {
  path=$1
  shift
  : > "$work/answer"
  status=$(curl -sS --no-verbose --retry 3 --max-time 30 -H @"$headers" -o "$work/answer" -w '%{http_code}' "$@" \\
    "\${VAULT_ADDR%/}/v1/$path" 2> "$work/error") || status=000
  case $status in
    2*) jq . "$work/answer" > "$work/error" 2>&1 || refuse "Code: $status, no JSON" ;;
    *) refuse "Code: $status. $(cat "$work/error" "$work/answer")" ;;
  esac
}

if [ ! -s "$kept" ]; then
  headers=$work/headers
  write_headers "$headers" ""
  jq -n '{role: env.VAULT_ROLE, jwt: env.CIRCLE_OIDC_TOKEN_V2}' > "$work/body"
  ask auth/${authMount}/login --data @"$work/body"
  write_headers "$kept" "$(jq -r .auth.client_token "$work/answer")"
fi
headers=$kept

${ask}
username=$(jq -r '${data}${fieldOf(usernameField)} // ""' "$work/answer")
token=$(jq -r '${data}${fieldOf(passwordField)} // ""' "$work/answer")
${requireBoth(source)}`;
}

function fieldOf(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `["${name}"]`;
}

/** The last step leaves no file behind, and has nothing to revoke where no login has been. */
const TAKE_AWAY = `trap 'rm -f "$kept"' EXIT
if [ ! -s "$kept" ]; then exit 0; fi
`;
const CLI_SETTINGS = `export VAULT_MAX_RETRIES=3
unset VAULT_FORMAT VAULT_WRAP_TTL VAULT_TOKEN
`;

/** Calls Vault's command line, which retries by itself, and whose answers some variables would change. */
function fetchByCli(source: VaultSource): string {
  const { authMount, engine, mount, path, account, usernameField, passwordField } = source;
  const label = `label="$(printf 'circleci %s/%s' "\${CIRCLE_PROJECT_REPONAME:-}" "\${CIRCLE_BUILD_NUM:-}" | cut -c 1-100)"`;
  const field = (name: string) => call(`kv get -field=${name} "$path"`);
  // The engine says 500 to what no other try can change, and logs in to Docker Hub for each.
  const read =
    engine === "dockerhub"
      ? `export VAULT_MAX_RETRIES=0
username=${quoted(account)}
token=$(${call(`write -field=token "$path" ${label}`)}`
      : `username=$(${field(usernameField)}
token=$(${field(passwordField)}`;
  return `${CLI_SETTINGS}if [ ! -s "$kept" ]; then
  path=auth/${authMount}/login
  printf '%s' "$CIRCLE_OIDC_TOKEN_V2" > "$work/jwt"
  answer=$(${call(`write -field=token "$path" role="$VAULT_ROLE" jwt=@"$work/jwt"`)}
  printf '%s' "$answer" > "$kept"
fi
VAULT_TOKEN=$(cat "$kept")
export VAULT_TOKEN

path=${quoted(`${mount}/${path}`)}
${read}
${requireBoth(source)}`;
}

/** The rest of a substitution that calls Vault, or ends the step. The address could be taken for what is said. */
function call(words: string): string {
  return `vault ${words} 2> "$work/error") || refuse "$(grep -v '^URL: ' "$work/error")"`;
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
  echo "${NO_LOGIN} ${program} login fails with the credential that Vault has given, as it says above" >&2
  exit 1
fi
`;
}

function quoted(text: string): string {
  return /^[\w@%+:,./-]+$/.test(text) ? text : `"${text}"`;
}
