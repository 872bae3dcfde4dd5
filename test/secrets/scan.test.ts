import { crc32 } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TOKEN_SHAPES, findTokens } from "../../src/secrets/index.ts";
import { EXAMPLES, surroundingsOf } from "./examples.ts";
import { ALNUM, BASE64, HEX, WORD, pem, random, uuid } from "./made-up.ts";

const GLUE = fc.constantFrom(...ALNUM.split(""));
const RUN = { seed: 20_201_101, numRuns: 300 };

/** What a text holds: the ids of the shapes, and the texts of the spans. */
function found(text: string): [id: string, secret: string][] {
  return findTokens(text).map(({ shape, span }) => [shape.id, text.slice(span.start, span.end)]);
}

/** The CRC-32 of a text as six digits of base 62. */
function checksum(text: string): string {
  let digits = "";
  for (let rest = crc32(text); digits.length < 6; rest = Math.floor(rest / 62)) digits = `${ALNUM[rest % 62]}${digits}`;
  return digits;
}

test("every shape has examples, and every example a shape", () => {
  expect(EXAMPLES.map(({ id }) => id).toSorted()).toEqual(TOKEN_SHAPES.map(({ id }) => id).toSorted());
});

describe.each(EXAMPLES)("$id", (example) => {
  test.each([1, 2, 3, 4])("is found wherever it stands (%i)", (seed) => {
    for (const place of surroundingsOf(example)) {
      const text = place(example.secret(seed));
      const escaped = text.includes("\\\\n") ? example.secret(seed).replaceAll("\\n", "\\\\n") : example.secret(seed);
      expect(found(text), text.replace(example.secret(seed), "…")).toEqual([[example.id, escaped]]);
    }
  });

  test.each(example.no.map((text, index) => [index, text] as const))(
    "is not told from what is none (%i)",
    (_, text) => {
      expect(found(text)).toEqual([]);
      expect(found(`key: "${text}"`).filter(([id]) => id === example.id)).toEqual([]);
    },
  );

  test.skipIf(example.hasBoundary === false)("is no part of a longer word", () => {
    const places = surroundingsOf(example);
    fc.assert(
      fc.property(
        fc.constantFrom(...places),
        fc.integer({ min: 1, max: 50 }),
        GLUE,
        GLUE,
        (place, seed, before, after) => {
          const text = place(`${before}${example.secret(seed)}${after}`);
          expect(found(text).filter(([id]) => id === example.id)).toEqual([]);
        },
      ),
      { ...RUN, numRuns: 60 },
    );
  });
});

describe("findTokens", () => {
  test.each([
    ["a digest", `image: acme/app@sha256:${random(HEX, 64, 1)}`],
    ["a fingerprint", `- SHA256:${random(BASE64, 43, 1)}`],
    ["an MD5 fingerprint", `- "${random(HEX, 32, 2).replaceAll(/(..)(?=.)/g, "$1:")}"`],
    ["a checksum", `echo "${random(HEX, 64, 3)}  vault.zip" | sha256sum -c`],
    ["a commit", `git checkout ${random(HEX, 40, 4)}`],
    ["a commit of GitHub's", `github: https://github.com/acme/app/archive/${random(HEX, 40, 5)}.tar.gz`],
    ["a UUID", `project-id: ${uuid(6)}`],
    ["a version", "orbs: { heroku: circleci/heroku@1.2.10, codecov: codecov/codecov@dev:alpha }"],
    ["a cache key", 'key: v1-deps-{{ checksum "yarn.lock" }}-{{ .Branch }}'],
    ["a publishable key", `pk_live_${random(ALNUM, 24, 7)} AIza${random(WORD, 35, 8)}`],
    ["a public key", `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${random(BASE64, 43, 9)} ci@acme`],
    ["base64 of a public certificate", btoa(pem("CERTIFICATE", 10))],
    ["base64 of a script", btoa("#!/bin/sh\nset -e\ncurl -sSL https://acme.io/install.sh | sh -s -- --yes --quiet\n")],
  ])("leaves %s alone", (_, text) => {
    expect(found(text)).toEqual([]);
  });

  test.each([
    [
      "a Docker config",
      JSON.stringify({ auths: { "ghcr.io": { auth: btoa(`acme:${random(ALNUM, 20, 1)}`) } } }),
      "docker-config-auth",
    ],
    [
      "an indented Docker config",
      JSON.stringify({ auths: { x: { auth: btoa(`acme:${random(ALNUM, 20, 2)}`) } } }, null, 2),
      "docker-config-auth",
    ],
    ["a private key", pem("RSA PRIVATE KEY", 3, "\n", 20), "private-key"],
    ["an npmrc", `//registry.npmjs.org/:_authToken=npm_${random(ALNUM, 36, 4)}\n`, "npm-token"],
    ["a kubeconfig", `users:\n- user:\n    client-key-data: ${btoa(pem("EC PRIVATE KEY", 5))}\n`, "private-key"],
  ])("decodes base64 of %s", (_, text, id) => {
    const blob = btoa(text);
    const wrapped = blob.replaceAll(/.{76}(?=.)/g, "$&\n      ");
    expect(found(`KEY_ENCODED: ${blob}\nOTHER: 1`)).toEqual([[id, blob]]);
    expect(found(`KEY: |\n      ${wrapped}\n`)).toEqual([[id, wrapped]]);
    expect(findTokens(blob)[0]?.encoded).toBe(true);
  });

  test.each([
    "RSA PRIVATE KEY",
    "EC PRIVATE KEY",
    "DSA PRIVATE KEY",
    "OPENSSH PRIVATE KEY",
    "PRIVATE KEY",
    "PGP PRIVATE KEY BLOCK",
  ])("finds %s over several lines", (kind) => {
    const key = pem(kind, 1).replaceAll("\n", "\n          ");
    expect(found(`key: |\n          ${key}\n`)).toEqual([["private-key", key]]);
    const crlf = pem(kind, 2, "\r\n# ");
    expect(found(`# ${crlf}\r\n`)).toEqual([["private-key", crlf]]);
  });

  test("takes a key with a passphrase for an encrypted one", () => {
    const key = pem("RSA PRIVATE KEY", 1).replace(
      "KEY-----\n",
      "KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n",
    );
    expect(found(key)).toEqual([["encrypted-private-key", key]]);
  });

  test("prefers the more telling of two shapes", () => {
    const token = `ghp_${random(ALNUM, 36, 1)}`;
    expect(found(`https://bot:${token}@github.com/acme/app`)).toEqual([["github-token", token]]);
    expect(found(`//npm.pkg.github.com/:_authToken=${token}`)).toEqual([["github-token", token]]);
    expect(found(`HEROKU=1 CODECOV_TOKEN=${uuid(1)}`)).toHaveLength(1);
  });

  test("sorts what it finds by offset", () => {
    const tokens = [1, 2, 3].map((seed) => `dckr_pat_${random(WORD, 27, seed)}`);
    expect(found(tokens.join(" "))).toEqual(tokens.map((token) => ["docker-pat", token]));
  });

  test("reads a flag and its value as two words", () => {
    const token = `dckr_pat_${random(WORD, 27, 1)}`;
    expect(found(`docker login -uacme -p${token}`)).toEqual([["docker-pat", token]]);
    expect(found(String.raw`printf "login acme\npassword\n${token}\n"`)).toEqual([["docker-pat", token]]);
  });

  test("believes a checksum rather than a word that looks invented", () => {
    const body = `${random(ALNUM, 26, 1)}test`;
    const token = `ghp_${body}${checksum(body)}`;
    expect(found(token)).toEqual([["github-token", token]]);
    expect(found(`ghp_${body}${checksum(`${body}x`)}`)).toEqual([]);
  });

  test("reports a token whose checksum fails", () => {
    const token = `ghp_${random(ALNUM, 30, 1)}${checksum("x")}`;
    expect(found(token)).toEqual([["github-token", token]]);
  });

  test("never throws, and reports spans in order inside of the text", () => {
    const pieces = [...EXAMPLES.map(({ secret }) => secret(1)), ...TOKEN_SHAPES.flatMap(({ keywords }) => keywords)];
    const text = fc.array(
      fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(...pieces, "\n", ": ", '"', "=", "\\n")),
    );
    fc.assert(
      fc.property(text, (parts) => {
        const all = parts.join("");
        let end = 0;
        for (const { span } of findTokens(all)) {
          expect(span.start).toBeGreaterThanOrEqual(end);
          expect(span.end).toBeGreaterThan(span.start);
          end = span.end;
        }
        expect(end).toBeLessThanOrEqual(all.length);
      }),
      RUN,
    );
  });
});
