import type { Example } from "./examples.ts";
import { ALNUM, BASE32, BASE64, DIGITS, HEX, LETTERS, WORD, jwt, pem, random, uuid } from "./made-up.ts";

const SHA = random(HEX, 40, 90);
const DIGEST = random(HEX, 64, 91);

/** Other services, and what no single one issues. */
export const SERVICES: readonly Example[] = [
  {
    id: "slack-token",
    secret: (seed) =>
      `xox${"bp"[seed % 2] ?? "b"}-${random(DIGITS, 12, seed)}-${random(DIGITS, 12, seed)}-${random(ALNUM, 24, seed)}`,
    no: ["xoxb-your-token-goes-here-please", `xoxp-${"x".repeat(40)}`, "xoxb-short"],
  },
  {
    id: "slack-webhook",
    secret: (seed) =>
      `https://hooks.slack.com/services/T${random(BASE32, 8, seed)}/B${random(BASE32, 8, seed)}/${random(ALNUM, 24, seed)}`,
    no: [
      "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX",
      "https://hooks.slack.com/services/$SLACK_PATH",
      "https://hooks.slack.com/services/<< parameters.path >>",
    ],
  },
  {
    id: "sentry-token",
    secret: (seed) =>
      seed % 2
        ? `sntryu_${random(HEX, 64, seed)}`
        : `sntrys_eyJ${random(ALNUM, 120, seed)}_${random(BASE64, 43, seed)}`,
    no: [`sntryu_${"0".repeat(64)}`, "sntrys_eyJshort"],
  },
  {
    id: "sentry-legacy-token",
    secret: (seed) => random(HEX, 64, seed),
    key: "SENTRY_AUTH_TOKEN",
    no: [`image: getsentry/sentry-cli@sha256:${DIGEST}`, `SENTRY_RELEASE: ${DIGEST}`],
  },
  {
    id: "sentry-dsn-secret",
    secret: (seed) => random(HEX, 32, seed),
    around: [(secret) => `SENTRY_DSN: https://${random(HEX, 32, 50)}:${secret}@sentry.acme.com/12`],
    no: [
      `SENTRY_DSN: https://${random(HEX, 32, 1)}@o12.ingest.sentry.io/345`,
      `SENTRY_DSN: https://$KEY:$SECRET@sentry.io/1`,
    ],
  },
  {
    id: "anthropic-key",
    secret: (seed) => `sk-ant-api03-${random(WORD, 93, seed)}AA`,
    no: ["sk-ant-api03-xxxx", `sk-ant-api03-${"x".repeat(95)}`, "sk-ant-your-key"],
  },
  {
    id: "openai-key",
    secret: (seed) => `sk-proj-${random(WORD, 74, seed)}T3BlbkFJ${random(WORD, 74, seed + 1)}`,
    no: ["sk-proj-your-key-here", `sk-${random(ALNUM, 30, 1)}`, "task-proj-T3BlbkFJ"],
  },
  { id: "groq-key", secret: (seed) => `gsk_${random(ALNUM, 52, seed)}`, no: [`gsk_${"x".repeat(52)}`, "gsk_short"] },
  {
    id: "huggingface-token",
    secret: (seed) => `hf_${random(LETTERS, 34, seed)}`,
    no: [`hf_${"x".repeat(34)}`, "hf_transfer_is_enabled_for_all_of_the_jobs", "hf_hub_download"],
  },
  {
    id: "stripe-live-key",
    secret: (seed) => `sk_live_${random(ALNUM, 24 + seed, seed)}`,
    no: [`sk_live_${"x".repeat(24)}`, `pk_live_${random(ALNUM, 24, 1)}`],
  },
  {
    id: "stripe-test-key",
    secret: (seed) => `sk_test_${random(ALNUM, 24 + seed, seed)}`,
    no: [`sk_test_${"0".repeat(24)}`, `pk_test_${random(ALNUM, 24, 1)}`],
  },
  {
    id: "twilio-auth-token",
    secret: (seed) => random(HEX, 32, seed),
    key: "TWILIO_AUTH_TOKEN",
    no: [`TWILIO_ACCOUNT_SID: AC${random(HEX, 32, 1)}`, `TWILIO_AUTH_TOKEN: ${"a".repeat(32)}`],
  },
  {
    id: "twilio-key-id",
    secret: (seed) => `SK${random(HEX, 32, seed)}`,
    key: "TWILIO_SID",
    no: [`SK${random(HEX, 32, 1)}`, `TWILIO_SID: AC${random(HEX, 32, 1)}`],
  },
  {
    id: "sendgrid-key",
    secret: (seed) => `SG.${random(WORD, 22, seed)}.${random(WORD, 43, seed)}`,
    no: ["SG.xxxxxxxxxxxxxxxxxxxxxx.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "SG.country.code"],
  },
  {
    id: "mailgun-key",
    secret: (seed) => `key-${random(HEX, 32, seed)}`,
    key: "MAILGUN_API_KEY",
    no: [`cache: deps-key-${random(HEX, 32, 1)}`, `MAILGUN_API_KEY: key-${"0".repeat(32)}`],
  },
  {
    id: "shopify-token",
    secret: (seed) => `shpat_${random(HEX, 32, seed)}`,
    no: [`shpat_${"0".repeat(32)}`, `shpxx_${random(HEX, 32, 1)}`],
  },
  {
    id: "linear-key",
    secret: (seed) => `lin_api_${random(ALNUM, 40, seed)}`,
    no: ["lin_api_key", `lin_api_${"x".repeat(40)}`],
  },
  {
    id: "notion-token",
    secret: (seed) => `ntn_${random(DIGITS, 11, seed)}${random(ALNUM, 35, seed)}`,
    no: [`ntn_${random(DIGITS, 11, 1)}`, `ntn_${"0".repeat(46)}`],
  },
  {
    id: "figma-token",
    secret: (seed) => `figd_${random(WORD, 40, seed)}`,
    no: ["figd_short", `figd_${"x".repeat(40)}`],
  },
  {
    id: "postman-key",
    secret: (seed) => `PMAK-${random(HEX, 24, seed)}-${random(HEX, 34, seed)}`,
    no: [`PMAK-${"0".repeat(24)}-${"0".repeat(34)}`, `PMAK-${random(HEX, 24, 1)}`],
  },
  {
    id: "dropbox-token",
    secret: (seed) => `sl.${random(WORD, 138, seed)}`,
    no: ["sl.example", `ssl.${random(WORD, 138, 1)}`],
  },
  {
    id: "telegram-token",
    secret: (seed) => `${random("123456789", 10, seed)}:AA${random(WORD, 33, seed)}`,
    no: [`12345678:AA${"x".repeat(33)}`, `aa:bb:${random(HEX, 2, 1)}:aa:cc`],
  },
  {
    id: "npmrc-token",
    secret: (seed) => (seed % 2 ? uuid(seed) : `${random(ALNUM, 39, seed)}1`),
    around: [
      (secret) => `echo "//registry.npmjs.org/:_authToken=${secret}" > ~/.npmrc`,
      (secret) => `//npm.acme.com/:_auth="${secret}"`,
    ],
    no: [
      "//registry.npmjs.org/:_authToken=$NPM_TOKEN",
      "//registry.npmjs.org/:_authToken=${NPM_TOKEN_2_OF_THE_BOT}",
      "//registry.npmjs.org/:_authToken=NPM_TOKEN_PLACEHOLDER_1",
    ],
    hasBoundary: false,
  },
  {
    id: "google-service-account-key",
    secret: (seed) => pem("PRIVATE KEY", seed, String.raw`\n`),
    around: [
      (secret) => `{"type": "service_account", "private_key": "${secret}\\n", "client_id": "1"}`,
      (secret) => `{\n  "private_key_id": "${SHA}",\n  "private_key": "${secret}\\n"\n}`,
      (secret) => `GCLOUD: "{\\"private_key\\": \\"${secret.replaceAll("\\n", "\\\\n")}\\"}"`,
    ],
    no: ['{"private_key": "-----BEGIN PRIVATE KEY-----\\n...\\n-----END PRIVATE KEY-----"}', '{"private_key": "$KEY"}'],
  },
  {
    id: "encrypted-private-key",
    secret: (seed) => pem("ENCRYPTED PRIVATE KEY", seed, String.raw`\n`),
    no: [
      `-----BEGIN ENCRYPTED PRIVATE KEY-----\n...\n-----END ENCRYPTED PRIVATE KEY-----`,
      "-----BEGIN ENCRYPTED PRIVATE KEY-----",
    ],
  },
  {
    id: "private-key",
    secret: (seed) =>
      pem(
        ["RSA PRIVATE KEY", "EC PRIVATE KEY", "OPENSSH PRIVATE KEY", "PRIVATE KEY"][seed % 4] ?? "",
        seed,
        String.raw`\n`,
      ),
    no: [
      pem("PUBLIC KEY", 1),
      pem("CERTIFICATE", 2),
      pem("RSA PUBLIC KEY", 3),
      "grep -- '-----BEGIN RSA PRIVATE KEY-----' id_rsa",
      "-----BEGIN PRIVATE KEY-----\n$KEY_BODY\n-----END PRIVATE KEY-----",
      "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA…\n-----END RSA PRIVATE KEY-----",
      "printf -- '-----BEGIN PRIVATE KEY-----\\n%s\\n-----END PRIVATE KEY-----' \"$KEY\"",
    ],
  },
  {
    id: "age-key",
    secret: (seed) => `AGE-SECRET-KEY-1${random("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58, seed)}`,
    no: [`AGE-SECRET-KEY-1${"Q".repeat(58)}`, "AGE-SECRET-KEY-1"],
  },
  {
    id: "jwt",
    secret: jwt,
    no: [
      `eyJ${random(ALNUM, 30, 1)}.eyJ${random(ALNUM, 60, 2)}.${random(WORD, 43, 3)}`,
      `${btoa('{"alg":"HS256","typ":"JWT"}')}.${btoa('{"sub":"1","name":"John Doe","admin":true}')}.${random(WORD, 43, 3)}`,
      `${btoa('{"alg":"HS256","typ":"JWT"}')}.${btoa('{"iss":"supabase","role":"anon","iat":1600}')}.${random(WORD, 43, 3)}`,
    ],
  },
  {
    id: "url-userinfo",
    secret: (seed) => random(ALNUM, 12 + seed, seed),
    around: [
      (secret) => `DATABASE_URL: postgres://app:${secret}@db.acme.com:5432/main`,
      (secret) => `git clone "https://x-access-token:${secret}@github.com/acme/app.git"`,
      (secret) => `# curl https://bot:${secret}@artifacts.acme.io/x`,
      (secret) => `{"url": "amqps://bot:${secret}@mq.acme.io"}`,
    ],
    no: [
      "postgres://user:hunter22@localhost:5432/db",
      "mongodb://admin:s3cr3tPw@mongo/db",
      "https://$USER:$TOKEN@github.com/acme/app",
      "https://<< parameters.user >>:<< parameters.token >>@acme.io",
      "https://{{ user }}:{{ token }}@acme.io",
      "https://user:password@acme.io",
    ],
    hasBoundary: false,
  },
];
