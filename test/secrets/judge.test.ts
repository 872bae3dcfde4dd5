import { expect, test } from "vitest";
import { type Surroundings, judge, readKeyName } from "../../src/secrets/index.ts";
import { BASE32, BASE64, HEX, WORD, pem, random, uuid } from "./made-up.ts";

type Row = readonly [key: string, text: string, around?: Partial<Surroundings> | undefined];

const DIGEST = random(HEX, 64, 1);
const SHA = random(HEX, 40, 2);
const STRONG = "Nob0dyOwnsThis7KeyAtAll";

function verdict(key: string, text: string, around?: Partial<Surroundings>): string {
  const { verdict, severity } = judge(text, { key, ...around });
  return verdict === "harmless" ? verdict : `${verdict} ${severity}`;
}

/** Rows as tuples of one length. */
function rows(given: readonly Row[]) {
  return given.map(([key, text, around]) => [key, text, around] as const);
}

/** The table of known false positives in the facts on secrets, in its order. */
const HARMLESS: Readonly<Record<string, readonly Row[]>> = {
  "a fingerprint": [
    ["ssh_key", "a1:b2:c3:d4:e5:f6:07:18:29:3a:4b:5c:6d:7e:8f:90"],
    ["ssh_key", `SHA256:${random(BASE64, 43, 3)}`],
    ["ssh_key", "SO:ME:FIN:G:ER:PR:IN:T"],
  ],
  "a digest": [["secret_image", `acme/app@sha256:${DIGEST}`]],
  "a version of an orb": [
    ["token", "acme/tools@1.2.3"],
    ["token", "acme/tools@dev:9f8e7d6c"],
  ],
  "a cache key": [
    ["key", 'v1-{{ checksum "yarn.lock" }}'],
    ["key", "v1-deps-"],
    ["cache_key", "v1-deps-9f8e7d6c"],
  ],
  "a variable's name": [
    ["docker_password", "DOCKER_PASSWORD"],
    ["token", "GITHUB_TOKEN"],
    ["cf-password", "CF_PASSWORD_PROD"],
  ],
  "a reference": [
    ["DB_PASSWORD", "$OTHER"],
    ["DB_PASSWORD", "${OTHER}"],
    ["DB_PASSWORD", "${OTHER:?is not set}"],
    ["DB_PASSWORD", "$(./password.sh --of Db9)"],
    ["DB_PASSWORD", "`./password.sh`"],
    ["DB_PASSWORD", "<< parameters.password >>"],
    ["DB_PASSWORD", "$<< parameters.password >>"],
    ["DB_PASSWORD", "{{ .Environment.OTHER }}"],
    ["DB_PASSWORD", "%OTHER%"],
    ["DB_PASSWORD", "$env:OTHER"],
    ["password", "$OTHER", { expected: true }],
    ["password", "<< parameters.password >>", { expected: true }],
  ],
  "a throw-away of a service": [
    ["POSTGRES_PASSWORD", "postgres"],
    ["MYSQL_ROOT_PASSWORD", "root"],
    ["MYSQL_ALLOW_EMPTY_PASSWORD", "yes"],
    ["POSTGRES_HOST_AUTH_METHOD", "trust"],
    ["RABBITMQ_DEFAULT_PASS", "guest"],
    ["SA_PASSWORD", "yourStrong(!)Password"],
    ["ELASTIC_PASSWORD", "changeme"],
    ["REDIS_PASSWORD", "redis"],
    ["POSTGRES_PASSWORD", "mysecretpassword"],
    ["MONGO_INITDB_ROOT_PASSWORD", STRONG, { service: true }],
    ["PGPASSWORD", STRONG, { serviceValues: new Set([STRONG]) }],
    ["SESSION_PASSWORD", STRONG, { comment: " dummy" }],
  ],
  "a URL of a local host": [
    ["DATABASE_URL", "postgres://user:pass@localhost/db"],
    ["DATABASE_URL", `postgres://user:${STRONG}@127.0.0.1:5432/db`],
    ["DATABASE_URL", `postgres://user:${STRONG}@postgres/db`],
    ["MONGO_URL", "mongodb://admin:password@localhost"],
  ],
  "a test value": [
    ["SECRET_KEY_BASE", "test"],
    ["JWT_SECRET", "secret"],
    ["DJANGO_SECRET_KEY", "dummy"],
    ["API_KEY", "notrealapikey123456"],
    ["API_TOKEN", "placeholder"],
    ["API_TOKEN", "<your-token>"],
    ["API_TOKEN", "x"],
    ["SSO_TOKEN", "sso-token"],
    ["CLIENT_SECRET", "client-secret"],
  ],
  "a git revision": [["GIT_REVISION", SHA]],
  "a checksum": [["TOOL_SHA256", DIGEST]],
  "an id": [
    ["ORG_ID", uuid(4)],
    ["PROJECT_ID", uuid(5)],
    ["CONTEXT_ID", uuid(6)],
  ],
  "a key of documentation or LocalStack": [
    ["AWS_ACCESS_KEY_ID", "test"],
    ["AWS_SECRET_ACCESS_KEY", "test"],
    ["AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"],
    ["AWS_ACCESS_KEY_ID", "AKIAQWERVA"],
    ["aws_access_key_id", "AKIAIOSFODNN7EXAMPLE", { expected: true }],
  ],
  publishable: [
    ["SENTRY_DSN", `https://${random(HEX, 32, 7)}@o77.ingest.sentry.io/12345`],
    ["SEGMENT_WRITE_KEY", random(HEX, 32, 8)],
    ["FIREBASE_API_KEY", `AIza${random(WORD, 35, 9)}`],
    ["ALGOLIA_SEARCH_KEY", random(HEX, 32, 10)],
    ["STRIPE_KEY", "pk_live_MadeUpByHandAndOwnedByNobody99"],
    ["STRIPE_KEY", "pk_test_MadeUpByHandAndOwnedByNobody99"],
    ["MAPBOX_TOKEN", `pk.${random(WORD, 40, 11)}.${random(WORD, 22, 12)}`],
  ],
  "a flag or nothing": [
    ["password", "true"],
    ["password", ""],
    ["password", "null"],
    ["password", "", { expected: true }],
  ],
  "a path": [
    ["SSH_PRIVATE_KEY", "~/.ssh/id_rsa_Deploy9"],
    ["SSH_PRIVATE_KEY_PATH", "keys/Deploy9"],
    ["credentials", "config/creds-v2.json"],
  ],
  "base64 of a text": [["NOTE", btoa("This is an ordinary text that is only encoded, and no key at all.")]],
};

const HARMLESS_ROWS = Object.entries(HARMLESS).flatMap(([what, given]) =>
  given.map(([key, text, around]) => [what, key, text, around] as const),
);

test.each(HARMLESS_ROWS)("%s is no credential: %s: %j", (_, key, text, around) => {
  expect(verdict(key, text, around)).toBe("harmless");
});

test.each(
  rows([
    ["CC_TEST_REPORTER_ID", DIGEST],
    ["COVERALLS_REPO_TOKEN", random(HEX, 32, 13)],
  ]),
)("%s: an id that only uploads is reported, as info", (key, text, around) => {
  expect(verdict(key, text, around)).toBe("secret info");
});

test.each(
  rows([
    ["TEST_API_TOKEN", STRONG],
    ["E2E_PASSWORD", STRONG],
    ["JWT_SECRET", STRONG],
    ["SECRET_KEY_BASE", DIGEST],
    ["DB_PASSWORD", STRONG, { besideServices: true }],
    ["DB_PASSWORD", "horse-9"],
    ["DB_PASSWORD", "correct-horse-battery-staple"],
    ["GITHUB_TOKEN", "horse-9"],
    ["API_TOKEN", "just-be-present"],
  ]),
)("%s: %j is in doubt", (key, text, around) => {
  expect(verdict(key, text, around)).toBe("doubtful info");
});

test.each(
  rows([
    ["DB_PASSWORD", STRONG],
    ["DB_PASSWORD", "Horse-Paper9!Clip#Sea"],
    ["DB_PASSWORD", "$ecret99Horse!Zq"],
    ["apiKey", STRONG],
    ["deploy-token", STRONG],
    ["CLIENT_SECRET", STRONG],
    ["KEYSTORE_PASSPHRASE", STRONG],
    ["API_TOKEN", STRONG, { besideServices: true }],
    ["CODECOV_TOKEN", uuid(14)],
    ["SOME_SETTING", `CCIPRJ_MadeUpByNobody99Acct0Z_${SHA}`],
  ]),
)("%s: %j is a credential, at warning", (key, text, around) => {
  expect(verdict(key, text, around)).toBe("secret warning");
});

test.each(
  rows([
    ["DOCKER_PASSWORD", STRONG],
    ["DOCKERHUB_TOKEN", uuid(15)],
    ["DOCKER_HUB_PWD", "Horse-Paper9!Clip#Sea"],
    ["GITHUB_TOKEN", STRONG],
    ["AWS_SECRET_ACCESS_KEY", random(BASE64, 40, 16)],
    ["aws-secret-access-key", random(BASE64, 40, 16)],
    ["VAULT_SECRET_ID", uuid(17)],
    ["HEROKU_API_KEY", uuid(18)],
    ["DATABASE_URL", `postgres://app:${STRONG}@db.acme.io:5432/app`],
  ]),
)("%s: %j is a credential, as an error", (key, text, around) => {
  expect(verdict(key, text, around)).toBe("secret error");
});

test.each(
  rows([
    ["SOME_SETTING", `dckr_pat_${random(WORD, 27, 19)}`],
    ["SOME_SETTING", `AKIA${random(BASE32, 16, 20)}`],
    ["DOCKERHUB_USERNAME", `dckr_pat_${random(WORD, 27, 21)}`],
    ["SOME_SETTING", pem("RSA PRIVATE KEY", 22)],
    // A service that is thrown away does not make a token one.
    ["SOME_SETTING", `dckr_pat_${random(WORD, 27, 23)}`, { service: true }],
    ["SOME_SETTING", `AKIA${random(BASE32, 16, 24)}`, { comment: " dummy" }],
    // All capitals, digits and underscores, but no variable's name.
    ["token", `AKIA${random(BASE32, 16, 25)}`],
  ]),
)("%s: a token is one under any name", (key, text, around) => {
  expect(verdict(key, text, around)).toBe("secret error");
  expect(judge(text, { key }).token).toBeDefined();
});

test.each([
  "postgres",
  "changeme",
  "true",
  "x",
  "<your-password>",
  "DOCKER_PASSWORD",
  "${OTHER:-Horse9}",
  "$OTHER-Horse9",
])("%j is a credential where nothing else can stand", (text) => {
  expect(verdict("password", text, { expected: true })).toBe("secret error");
});

test("a value is judged without the space around it", () => {
  expect(verdict("DB_PASSWORD", ` ${STRONG}\n`)).toBe("secret warning");
  expect(verdict("DB_PASSWORD", " $OTHER\n")).toBe("harmless");
});

test.each([
  "PASSWORD",
  "DB_PASSWORD",
  "PGPASSWORD",
  "DB_PASS",
  "MYSQL_PWD",
  "SSHPASS",
  "GPG_PASSPHRASE",
  "accessToken",
  "api-key",
  "APIKEY",
  "X_API_KEY",
  "CR_PAT",
  "NPM_AUTH",
  "DATABASE_CREDENTIALS",
  "KEYSTORE_BASE64_PASSWORD",
  "GCLOUD_SERVICE_KEY",
  "GCLOUD_SERVICE_KEY_BASE64",
  "CYPRESS_RECORD_KEY",
  "LICENSE_KEY",
])("%s names a credential", (name) => {
  expect(readKeyName(name)).toMatchObject({ kind: "credential", isVague: false, forTests: false });
});

test.each([
  "SSH_PRIVATE_KEY_PATH",
  "TOKEN_URL",
  "SECRET_NAME",
  "PASSWORD_FILE",
  "AUTH0_CLIENT_ID",
  "AUTH_METHOD",
  "DOCKERHUB_USERNAME",
  "PUBLIC_KEY",
  "PARTITION_KEY",
  "SEGMENT_WRITE_KEY",
  "CACHE_KEY",
  "RECAPTCHA_SITE_KEY",
  "SENTRY_DSN",
  "author",
  "monkey",
  "keyboard",
  "tokenizer",
  "PASS_THROUGH_ENV",
])("%s names none", (name) => {
  expect(readKeyName(name).kind).toBe("none");
});

test.each(["key", "ssh_key", "GPG_KEY"])("%s says little", (name) => {
  expect(readKeyName(name)).toMatchObject({ kind: "credential", isVague: true });
});

test.each(["SECRET_KEY_BASE", "JWT_SECRET", "SESSION_SECRET", "DJANGO_SECRET_KEY", "cookieSecret"])(
  "%s names what a program signs with",
  (name) => {
    expect(readKeyName(name).kind).toBe("signing");
  },
);

test.each([
  ["TEST_DB_PASSWORD", true],
  ["e2e-token", true],
  ["LOCAL_API_KEY", true],
  ["CC_TEST_REPORTER_ID", false],
  ["TEST_PYPI_TOKEN", false],
  ["LATEST_TOKEN", false],
  ["ATTESTATION_KEY", false],
])("%s: whether its name says that it is for tests is %j", (name, expected) => {
  expect(readKeyName(name).forTests).toBe(expected);
});

test.each([
  ["DOCKER_PASSWORD", "docker-hub", "error"],
  ["DOCKERHUB_PASS", "docker-hub", "error"],
  ["docker-hub-token", "docker-hub", "error"],
  ["AWS_SECRET_ACCESS_KEY", "aws", "error"],
  ["GITHUB_TOKEN", "github", "error"],
  ["GHCR_PAT", "github", "error"],
  ["NODE_AUTH_TOKEN", "npm", "error"],
  ["TWINE_PASSWORD", "pypi", "error"],
  ["SLACK_WEBHOOK", "slack", "error"],
  ["CIRCLE_TOKEN", "circleci", "error"],
  ["HEROKU_API_KEY", "heroku", "error"],
  ["VAULT_SECRET_ID", "vault", "error"],
  ["SONARCLOUD_TOKEN", "sonar", "error"],
  ["CODECOV_TOKEN", "codecov", "warning"],
  ["COVERALLS_REPO_TOKEN", "coveralls", "info"],
  ["CC_TEST_REPORTER_ID", "code-climate", "info"],
])("%s says whose it is: %s, %s", (name, provider, severity) => {
  expect(readKeyName(name)).toMatchObject({ kind: "credential", provider, severity });
});
