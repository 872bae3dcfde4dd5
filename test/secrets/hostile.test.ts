import { describe, expect, test } from "vitest";
import { TOKEN_SHAPES, findTokens } from "../../src/secrets/index.ts";

describe("a megabyte of one line", () => {
  const cut = (text: string, size = 1_000_000): string => text.repeat(Math.ceil(size / text.length)).slice(0, size);
  const hostile = [
    "A",
    "a1",
    "eyJ",
    "eyJa.",
    "-eyJa.eyJ",
    "-----BEGIN PRIVATE KEY-----",
    "-----",
    "://a:b",
    "://a:b@",
    "LS0tLS1CRUdJTi",
    "LS0tLS1CRUdJTi ",
    "-p",
    "hvs.-",
    " glpat-",
    "heroku ",
    '"auth": "',
    ":_authToken=",
    "sk-proj-T3BlbkFJ",
    "dckr_pat_-",
    "\\n",
    " \n",
    "00000000-0000-",
  ];

  test.each(hostile)("of %j is read to its end", (piece) => {
    expect(findTokens(cut(piece))).toBeDefined();
  });

  test("of any keyword is read to its end", () => {
    for (const keyword of new Set(TOKEN_SHAPES.flatMap(({ keywords }) => keywords))) {
      for (const piece of [keyword, `${keyword} `]) expect(findTokens(cut(piece, 100_000))).toBeDefined();
    }
  });
});
