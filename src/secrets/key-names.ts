/**
 * What the name of a variable, parameter or key says about its value. Names are compared in snake case, so that
 * `apiKey`, `api-key` and `API_KEY` are one.
 */
export interface KeyMeaning {
  /** `credential`: a value here is one. `signing`: signs what the program itself makes, so tests invent it. */
  readonly kind: "credential" | "signing" | "none";
  /** Whose credential it is, as an id of `providers.ts`; `undefined` when the name does not say. */
  readonly provider?: string;
  /** How much harm the value can do, where the name alone decides it. */
  readonly severity?: "error" | "warning" | "info";
  /** True for a name that says little: `…_key` of no known kind. */
  readonly isVague: boolean;
  /** True when the name says that it is there for tests. */
  readonly forTests: boolean;
}

/** Last words that make a credential-like name something else: where it lies, what it is called, what may be public. */
const NO_VALUE = new Set(
  "path paths file files filename dir directory url uri endpoint host hostname port name names var vars variable variables env id ids type kind method mode ttl expiry expires expiration length size count limit policy format prefix suffix version scope scopes region user username login email enabled disabled required plugin public pub fingerprint fingerprints checksum digest cache alias arn issuer audience header algorithm rotation manager injector description title label role group domain realm provider store hash salt rounds injection scanning scanner detection".split(
    " ",
  ),
);
const NO_CREDENTIAL =
  "public_key publishable_key cache_key allow_empty_password random_root_password primary_key foreign_key partition_key sort_key key_name write_key dsn site_key host_key deploy_key_fingerprint ssh_known_hosts host_auth_method random_password keyboard monkey json_key_path password_authentication auth_method search_key search_api_key map_key measurement_id project_key routing_key idempotency_key object_key s3_key signing_key_id next_public vite_public image_key compose_key".split(
    " ",
  );

const USUAL_CREDENTIAL = /(?:pass(?:word|wd|phrase|code)?|secret|token)s?$/;
const CREDENTIAL =
  /(?:^|_)(?:\w+_pwd|\w+_pw|pat|credentials?|creds|(?:api|access|auth|private|secret|service|account|license|licence|encryption|signing|signature|deploy|admin|master|storage|subscription|record|publish|upload|app|application|project|registry|integration|ingestion|personal)_?keys?|apikeys?|secret_?key_?\w*|auth|basic_auth|webhook|htpasswd|dockerconfigjson|dockercfg|docker_auth_config|npmrc|netrc)$/;
/** Names that end on `key` alone say little. */
const VAGUE = /(?:^|_)key$/;
/** What a program signs with; all such names end so. */
const MAY_SIGN = /(?:key|secret|token|pepper|base)$/;
const SIGNING =
  /(?:^|_)(?:secret_key_base|(?:jwt|session|cookie|csrf|django|flask|rails|app|nextauth|hash|hmac|crypto|salt|encryption|sse|master)_(?:\w+_)?(?:secret|key|token|pepper)(?:_base)?|secret_key|cookie_secret|session_secret|signing_secret)$/;
const FOR_TESTS = new Set(
  "test tests testing e2e mock mocked fake dummy stub sample example fixture dev local localhost".split(" "),
);
/** `cc_test_reporter_id`: its `test` is the product's. */
const NOT_FOR_TESTS = "test_reporter test_pypi testpypi test_flight browserstack testrail testfairy".split(" ");

/** What every name that means something holds: most names mean nothing, and the expressions below take long to get ready. */
const TELLING = /pass|pwd?|secret|token|pepper|pat|cred|key|auth|webhook|reporter_id|codecov|docker|npmrc|netrc/;

/** A name with a harm of its own: what any such name holds, and what it is. */
type KnownName = readonly [parts: string, pattern: RegExp, provider: string, severity: "error" | "warning" | "info"];

/** Facts on token shapes are in the docs. V8 takes long to get an expression ready, so the parts are looked for first. */
const KNOWN: readonly KnownName[] = [
  [
    "cc_test_reporter_id codeclimate qlty",
    /(?:^|_)cc_test_reporter_id$|(?:^|_)codeclimate_repo_token$|(?:^|_)qlty_coverage_token$/,
    "code-climate",
    "info",
  ],
  ["coveralls", /(?:^|_)coveralls_(?:repo_)?token$/, "coveralls", "info"],
  ["codecov", /(?:^|_)codecov(?:_\w+)?_token$|^codecov$/, "codecov", "warning"],
  [
    "docker dckr",
    /(?:^|_)(?:docker|dockerhub|docker_hub|dckr)_\w*?(?:pass|password|passwd|pwd|token|pat|secret)$/,
    "docker-hub",
    "error",
  ],
  ["aws", /(?:^|_)aws_secret_access_key$|(?:^|_)aws_secret_key$|(?:^|_)aws_session_token$/, "aws", "error"],
  ["github gh", /(?:^|_)(?:github|gh|ghcr)_\w*?(?:token|pat|password)$/, "github", "error"],
  ["gitlab", /(?:^|_)gitlab_\w*?(?:token|pat|password)$/, "gitlab", "error"],
  ["npm node_auth", /(?:^|_)npm_\w*?token$|(?:^|_)node_auth_token$/, "npm", "error"],
  ["pypi twine", /(?:^|_)(?:pypi|twine)_\w*?(?:token|password)$/, "pypi", "error"],
  ["gem_host rubygems", /(?:^|_)(?:gem_host|rubygems)_api_key$/, "rubygems", "error"],
  ["slack", /(?:^|_)slack_\w*?(?:token|webhook|secret)$/, "slack", "error"],
  ["circle", /(?:^|_)(?:circle|circleci|circle_ci)_\w*?token$/, "circleci", "error"],
  ["heroku", /(?:^|_)heroku_(?:api_)?(?:key|token)$/, "heroku", "error"],
  ["vault", /(?:^|_)vault_(?:\w+_)?(?:token|secret_id)$/, "vault", "error"],
  ["sonar", /(?:^|_)sonar(?:cloud|qube)?_\w*?token$/, "sonar", "error"],
  ["sentry", /(?:^|_)sentry_auth_token$/, "sentry", "error"],
];

/** Names that are kept with their meaning: the same few stand in every file. */
const MAX_KNOWN = 1_000;
const meanings = new Map<string, KeyMeaning>();

/** Says what a name means. */
export function readKeyName(name: string): KeyMeaning {
  const known = meanings.get(name);
  if (known) return known;
  if (meanings.size >= MAX_KNOWN) meanings.clear();
  const meaning = tellMeaning(name);
  meanings.set(name, meaning);
  return meaning;
}

function tellMeaning(name: string): KeyMeaning {
  const whole = toSnakeCase(name);
  const about = { isVague: false, forTests: isForTests(whole) };
  if (!TELLING.test(whole)) return { kind: "none", ...about };
  const key = whole
    .replace(/(?<!base\d*|b\d*|sha\d*)_?\d{1,2}$/, "")
    .replace(/_(?:prod|production|stage|staging|qa|uat|sandbox|live|ci|read|write|ro|rw|db)$/, "");
  const isNone = holdsAny(key, NO_CREDENTIAL);
  const known = isNone ? undefined : KNOWN.find(([parts, pattern]) => mayHold(key, parts) && pattern.test(key));
  if (known) return { kind: "credential", provider: known[2], severity: known[3], ...about };
  if (isNone || NO_VALUE.has(lastWord(key))) return { kind: "none", ...about };
  if (MAY_SIGN.test(key) && SIGNING.test(key)) return { kind: "signing", ...about };
  const bare = key.replace(/_(?:encoded|base64|b64|json|value|raw|plain|hex)$/, "");
  if (USUAL_CREDENTIAL.test(bare) || CREDENTIAL.test(bare)) return { kind: "credential", ...about };
  return VAGUE.test(bare) ? { kind: "credential", ...about, isVague: true } : { kind: "none", ...about };
}

function isForTests(name: string): boolean {
  return name.split("_").some((word) => FOR_TESTS.has(word)) && !holdsAny(name, NOT_FOR_TESTS);
}

function lastWord(name: string): string {
  return name.slice(name.lastIndexOf("_") + 1);
}

/** True where some of the words stand in a name, each whole. */
function holdsAny(name: string, words: readonly string[]): boolean {
  const bounded = `_${name}_`;
  return words.some((word) => bounded.includes(`_${word}_`));
}

function mayHold(name: string, parts: string): boolean {
  return parts.split(" ").some((part) => name.includes(part));
}

/** True for the name of a password: what a person types, unlike a token. */
export function isPasswordKey(name: string): boolean {
  return /(?:pass(?:word|wd|phrase)?|_pwd)$/.test(toSnakeCase(name));
}

function toSnakeCase(name: string): string {
  return name
    .replaceAll(/([a-z])([A-Z])/g, "$1_$2")
    .replaceAll(/[^A-Za-z\d]+/g, "_")
    .toLowerCase();
}
