import { describe, expect, test } from "vitest";
import { findUserinfo, isLocalHost } from "../../src/secrets/index.ts";
import { ALNUM, HEX, random } from "./made-up.ts";

const SECRET = random(ALNUM, 16, 1);

function found(text: string): (readonly [secret: string, user: string, host: string])[] {
  return findUserinfo(text).map(({ span, user, host }) => [text.slice(span.start, span.end), user, host]);
}

describe("findUserinfo", () => {
  test.each([
    [`postgres://app:${SECRET}@db.acme.com:5432/main?ssl=1`, [SECRET, "app", "db.acme.com"]],
    [`jdbc:mysql://app:${SECRET}@DB.Acme.com/main`, [SECRET, "app", "db.acme.com"]],
    [`redis://:${SECRET}@cache.acme.com`, [SECRET, "", "cache.acme.com"]],
    [`mongodb+srv://app:${SECRET}@c0.acme.mongodb.net/x`, [SECRET, "app", "c0.acme.mongodb.net"]],
    [`git clone https://x-access-token:${SECRET}@github.com/a/b`, [SECRET, "x-access-token", "github.com"]],
    [`git clone https://oauth2:${SECRET}@gitlab.com/a/b.git`, [SECRET, "oauth2", "gitlab.com"]],
    [`http://bot:${SECRET}%40x@10.1.2.3:8080/`, [`${SECRET}%40x`, "bot", "10.1.2.3"]],
    [`https://bot:p@${SECRET}@acme.io`, [`p@${SECRET}`, "bot", "acme.io"]],
    [`https://${random(HEX, 40, 2)}@github.com/a/b`, [random(HEX, 40, 2), random(HEX, 40, 2), "github.com"]],
    [
      `https://${random(HEX, 40, 3)}:x-oauth-basic@github.com/a`,
      [random(HEX, 40, 3), random(HEX, 40, 3), "github.com"],
    ],
    [`[x](https://bot:${SECRET}@acme.io)`, [SECRET, "bot", "acme.io"]],
    [`https://bot:${SECRET}@[2001:db8::1]:443/`, [SECRET, "bot", "2001:db8::1"]],
  ])("finds the credential of %s", (text, expected) => {
    expect(found(text)).toEqual([expected]);
    expect(found(`x: "${text}"\n# ${text}\n`)).toEqual([expected, expected]);
  });

  test.each([
    "https://github.com/a/b",
    "ssh://git@github.com:22/a/b",
    "https://acme.io:8080/a@b",
    "https://acme.io:8080?mail=ci@acme.io",
    "https://git@github.com/a/b",
    "https://acme@dev.azure.com/acme/app/_git/app",
    `https://$USER:${SECRET.slice(0, 2)}$X@acme.io`,
    "https://${GITHUB_TOKEN}:x-oauth-basic@github.com/a",
    "https://bot:<< parameters.token >>@acme.io",
    "https://bot:{{ token }}@acme.io",
    "https://bot:%TOKEN%@acme.io",
    "https://bot:`cat token`@acme.io",
    "https://bot:<token>@acme.io",
    "https://USER:TOKEN@acme.io",
    "https://user:MY_PASSWORD@acme.io",
    "https://bot:password@acme.io",
    "https://bot:xxxxxxxx@acme.io",
    "https://bot:****@acme.io",
    "https://admin:admin@acme.io",
    "https://bot:your-token@acme.io",
    `postgres://app:${SECRET}@localhost:5432/x`,
    `postgres://app:${SECRET}@db/x`,
    `postgres://app:${SECRET}@$DB_HOST/x`,
    `mysql://root:${SECRET}@tcp(127.0.0.1:3306)/x`,
    `https://user:${SECRET}@api.example.com/`,
    `://app:${SECRET}@acme.io`,
  ])("finds nothing in %s", (text) => {
    expect(found(text)).toEqual([]);
    expect(found(`url: ${text} # x`)).toEqual([]);
  });
});

describe("isLocalHost", () => {
  test.each([
    "localhost",
    "LOCALHOST:5432",
    "127.0.0.1",
    "127.1.2.3:80",
    "0.0.0.0",
    "::1",
    "[::1]:5432",
    "172.17.0.1",
    "host.docker.internal",
    "postgres",
    "db:5432",
    "app.local",
    "app.localhost",
    "app.test",
    "example.com",
    "api.example.org.",
    "acme.example",
  ])("holds for %s", (host) => {
    expect(isLocalHost(host)).toBe(true);
  });

  test.each(["acme.io", "10.0.0.1", "db.acme.com:5432", "2001:db8::1", "myexample.com", "contest.io", "db.internal"])(
    "does not hold for %s",
    (host) => {
      expect(isLocalHost(host)).toBe(false);
    },
  );

  test("holds for the name of a container", () => {
    expect(isLocalHost("db.internal", new Set(["db.internal"]))).toBe(true);
    expect(isLocalHost("db.internal:5432", new Set(["db.internal"]))).toBe(true);
  });
});
