import { lintSource } from "@secretlint/core";
import { creator } from "@secretlint/secretlint-rule-preset-recommend";
import { describe, expect, test } from "vitest";
import { findTokens } from "../../src/secrets/index.ts";
import { spansOverlap } from "../../src/source/span.ts";
import { EXAMPLES, surroundingsOf } from "./examples.ts";
import { corpusFiles, hasCorpus, whenCorpus } from "../corpus/corpus.ts";
import { ALNUM, BASE64, HEX, WORD, pem, random } from "./made-up.ts";

interface Reported {
  readonly rule: string;
  readonly start: number;
  readonly end: number;
}

/** What secretlint's recommended preset reports: another's idea of what a credential looks like. */
async function secretlint(content: string): Promise<Reported[]> {
  const { messages } = await lintSource({
    source: { content, filePath: "config.yml", ext: ".yml", contentType: "text" },
    options: {
      noPhysicFilePath: true,
      config: { rules: [{ id: "@secretlint/secretlint-rule-preset-recommend", rule: creator, options: {} }] },
    },
  });
  return messages.map(({ ruleId, range: [start, end] }) => ({
    rule: ruleId.replace("@secretlint/secretlint-rule-", ""),
    start,
    end,
  }));
}

/** What it reports and we do not. */
async function missed(text: string): Promise<string[]> {
  const ours = findTokens(text);
  const theirs = await secretlint(text);
  return theirs.filter((one) => !ours.some(({ span }) => spansOverlap(span, one))).map(({ rule }) => rule);
}

describe("whatever secretlint reports, findTokens reports", () => {
  test.each(EXAMPLES)("in the examples of $id", async (example) => {
    for (const place of surroundingsOf(example)) {
      for (const seed of [1, 2]) expect(await missed(place(example.secret(seed)))).toEqual([]);
    }
  });

  test("for the shapes that the facts say it knows", async () => {
    const known = new Set<string>();
    for (const example of EXAMPLES) {
      const texts = surroundingsOf(example).map((place) => place(example.secret(1)));
      for (const text of texts) for (const { rule } of await secretlint(text)) known.add(rule);
    }
    expect([...known].toSorted()).toMatchInlineSnapshot(`
      [
        "1password",
        "anthropic",
        "aws",
        "basicauth",
        "database-connection-string",
        "databricks",
        "docker",
        "figma",
        "github",
        "gitlab",
        "grafana",
        "groq",
        "hashicorp-vault",
        "huggingface",
        "linear",
        "notion",
        "npm",
        "openai",
        "privatekey",
        "sendgrid",
        "shopify",
        "slack",
        "vercel",
      ]
    `);
  });

  test("in a config with many", async () => {
    const text = EXAMPLES.flatMap((example) => surroundingsOf(example).map((place) => place(example.secret(3)))).join(
      "\n",
    );
    expect(await missed(text)).toEqual([]);
  });

  test.each([
    ["a key in a block", `key: |\n  ${pem("RSA PRIVATE KEY", 1, "\n  ", 20)}\n`],
    ["a key in a here-document", `run: |\n  cat <<EOF > k\n  ${pem("PRIVATE KEY", 2, "\n  ", 12)}\n  EOF\n`],
    ["a key in JSON", `X: '{"private_key":"${pem("PRIVATE KEY", 3, String.raw`\n`, 12)}"}'`],
    ["an npmrc", `run: echo //registry.npmjs.org/:_authToken=${random(ALNUM, 36, 4)} > .npmrc\n`],
    ["AWS's names", `aws_access_key_id = x\naws_secret_access_key = ${random(BASE64, 39, 5)}7\n`],
    ["AWS's names in JSON", `{"SecretAccessKey": "${random(BASE64, 39, 6)}7"}`],
    ["a proxy", `https_proxy: http://acme:${random(ALNUM, 12, 7)}@proxy.acme.com:3128\n`],
    ["a database", `url: mongodb+srv://app:${random(ALNUM, 12, 8)}@c0.acme.mongodb.net/x?retryWrites=true\n`],
    [
      "a list of tokens",
      `- glpat-${random(WORD, 20, 9)}\n- npm_${random(ALNUM, 36, 10)}\n- hvs.${random(WORD, 95, 11)}\n`,
    ],
  ])("in %s", async (_, text) => {
    expect(await missed(text)).toEqual([]);
  });
});

const WEAK = "hunter22";
/** What we leave alone on purpose. A row that secretlint stops reporting has to go. */
const ACCEPTED: readonly (readonly [reason: string, rule: string, text: string])[] = [
  ["a database of the job itself ends with it", "database-connection-string", `mysql://app:${WEAK}@localhost:3306/x`],
  ["so does one in a container beside it", "database-connection-string", `mysql://app:${WEAK}@mysql:3306/x`],
  ["one character many times is a placeholder", "github", `ghp_${"x".repeat(36)}`],
  ["so are words that say it", "gitlab", "glpat-your-gitlab-token-here"],
  ["so is the alphabet", "github", ["ghp", "abcdefghijklmnopqrstuvwxyz0123456789"].join("_")],
  ["words are no random text", "npm", "npm_config_registry_and_a_very_long_name"],
  ["nor is a function's name", "vercel", "vci_thisisafunctionnameofsorts"],
  ["a commit is no AWS key", "aws", `AWS_SECRET_ACCESS_KEY: ${random(HEX, 40, 2)}`],
];

test.each(ACCEPTED)("accepted: %s (%s)", async (_, rule, text) => {
  expect(await missed(text)).toContain(rule);
});

describe.skipIf(!hasCorpus)(whenCorpus, () => {
  test("secretlint reports nothing more than the URLs of services on the job's own host", async () => {
    const local: string[] = [];
    for (const { path, text } of corpusFiles()) {
      const ours = findTokens(text);
      for (const { start, end } of await secretlint(text)) {
        if (!ours.some(({ span }) => spansOverlap(span, { start, end })))
          local.push(`${path} ${text.slice(start, end)}`);
      }
    }
    expect(local.filter((text) => !/:\/\/\w+:\w+@(?:localhost|127\.0\.0\.1)\b/.test(text))).toEqual([]);
  });
});
