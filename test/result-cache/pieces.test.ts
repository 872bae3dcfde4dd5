import { expect, test } from "vitest";
import { holdsPiece } from "../../src/result-cache/pieces.ts";

const SECRET = 'Zq3v%T8mK"x0Lw9Rb';
const COMMON = "Reference `docker-credentials`, and rotate what was written";

const SPELLINGS: readonly (readonly [how: string, text: string])[] = [
  ["as it is", SECRET.slice(3, 8)],
  ["as JSON", JSON.stringify({ text: SECRET.slice(6) })],
  ["in base64", Buffer.from(SECRET).toString("base64")],
  ["in base64 behind one character", Buffer.from(`:${SECRET}`).toString("base64")],
  ["in base64 behind two characters", Buffer.from(`::${SECRET}`).toString("base64")],
  ["with escapes of URLs", encodeURIComponent(SECRET.slice(3))],
];

test.each(SPELLINGS)("a piece of a secret is seen %s", (_, text) => {
  expect(holdsPiece(`so ${text} here`, [SECRET], COMMON)).toBe(true);
});

test.each([
  ["base64", Buffer.from(SECRET).toString("base64")],
  ["base64 on two lines", Buffer.from(SECRET).toString("base64").replace(/^.{6}/, "$&\n  ")],
  ["escapes of URLs", encodeURIComponent(SECRET)],
])("a piece of a secret that the file holds as %s is seen as it is", (_, written) => {
  expect(holdsPiece(`so ${SECRET.slice(8)} here`, [written], COMMON)).toBe(true);
});

test("four characters are no piece, nor is what every file is told", () => {
  expect(holdsPiece(`so ${SECRET.slice(0, 4)} here`, [SECRET], COMMON)).toBe(false);
  expect(holdsPiece("Rotate `Docker-Credentials`", ["docker-credentials"], COMMON)).toBe(false);
  expect(holdsPiece("Rotate `docker-credentials-7`", ["docker-credentials-7"], COMMON)).toBe(true);
});

test("more secrets than can be looked for count as held", () => {
  const many = Array.from({ length: 10_000 }, (_, index) => `secret number ${index}`);
  expect(holdsPiece("nothing", many, COMMON)).toBe(true);
});
