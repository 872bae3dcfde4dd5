import { expect, test } from "vitest";
import { findLooseSecrets } from "../../src/secrets/index.ts";

function hidden(text: string): string[] {
  return findLooseSecrets(text).map(({ start, end }) => text.slice(start, end));
}

test.each([
  ["password: correct-horse", "correct-horse"],
  ["password: correct horse # comment", "correct horse"],
  ['"password": "correct horse", "username": "acme"', '"correct horse"'],
  ["DOCKER_PASSWORD: 'correct-horse'", "'correct-horse'"],
  ["- HUB_ACCESS_KEY_ID=correct-horse", "correct-horse"],
  ["{username: acme, password: correct-horse}", "correct-horse}"],
  ["password: ${DOCKER_PASSWORD:-correct-horse}", "${DOCKER_PASSWORD:-correct-horse}"],
  ["docker login -u acme -p correct-horse", "correct-horse"],
  ["docker login \\\n  -u acme \\\n  -p correct-horse", "correct-horse"],
  ["docker login --password=correct-horse", "correct-horse"],
  ["docker login --password 'correct horse'", "'correct horse'"],
  ["echo correct-horse | docker login --password-stdin", "correct-horse"],
  ["printf '%s' 'correct-horse' | docker login --password-stdin", "'correct-horse'"],
  ["export NPM_TOKEN=correct-horse && npm publish", "correct-horse"],
  ["curl -u acme:correct-horse https://acme.example", "correct-horse"],
  ['curl -H "Authorization: Bearer correct-horse"', "correct-horse"],
  ["git clone https://acme:correct-horse@acme.example/x", "correct-horse"],
  ['{"auths": {"x": {"auth": "bWFkZTp1cA=="}}}', "bWFkZTp1cA=="],
  ['{"password":"correct-horse","x":1}', '"correct-horse"'],
  [String.raw`run: "echo {\"token\": \"correct-horse\"} > x"`, String.raw`\"correct-horse\"} > x"`],
  ["run: ./deploy dckr_pat_madeupmadeupmadeupmadeup000", "dckr_pat_madeupmadeupmadeupmadeup000"],
])("in %j the secret is hidden", (text, secret) => {
  expect(hidden(text)).toContain(secret);
});

test.each([
  "image: node:20",
  "image: registry.acme.example:5000/acme/api@sha256:0a1b",
  "password: $DOCKERHUB_TOKEN",
  'password: "${DOCKERHUB_TOKEN}" # from a context',
  "auth: {username: $DOCKERHUB_USERNAME, password: $DOCKERHUB_TOKEN}",
  "password: << parameters.password >>",
  "docker_password: DOCKERHUB_TOKEN",
  "password: *hub",
  "token: |",
  "cache_keys: &cache_keys",
  "get-secrets: # loads them",
  "- run: docker login -u $USER -p $PASS",
  'echo "$DOCKERHUB_TOKEN" | docker login -u "$DOCKERHUB_USERNAME" --password-stdin',
  "TOKEN=$(vault read -field=token secret/x)",
  "git clone https://$USER:$TOKEN@acme.example/x",
  "echo hello | tee log",
  "mkdir -p a/b",
])("in %j nothing is hidden", (text) => {
  expect(hidden(text)).toEqual([]);
});

// A search that went back for each match would not end before the test is given up.
test("an endless line comes to an end", () => {
  expect(hidden(`password: x login echo -u "://`.repeat(10_000))).not.toHaveLength(0);
});
