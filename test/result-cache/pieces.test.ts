import { expect, test } from "vitest";
import { holdsPiece } from "../../src/result-cache/pieces.ts";

const SECRET = 'Zq3v%T8mK"x0Lw9Rb';
const OWN = "Reference `docker-credentials`, and rotate what was written";
const isCommon = (piece: string): boolean => OWN.includes(piece);

const SPELLINGS: readonly (readonly [how: string, text: string])[] = [
  ["as it is", SECRET.slice(3, 8)],
  ["in base64", Buffer.from(SECRET).toString("base64")],
  ["in base64 behind one character", Buffer.from(`:${SECRET}`).toString("base64")],
  ["in base64 behind two characters", Buffer.from(`::${SECRET}`).toString("base64")],
  ["with escapes of URLs", encodeURIComponent(SECRET.slice(3))],
];

test.each(SPELLINGS)("a piece of a secret is seen %s", (_, text) => {
  expect(holdsPiece(`so ${text} here`, [SECRET], isCommon)).toBe(true);
});

test.each([
  ["base64", Buffer.from(SECRET).toString("base64")],
  ["base64 on two lines", Buffer.from(SECRET).toString("base64").replace(/^.{6}/, "$&\n  ")],
  ["escapes of URLs", encodeURIComponent(SECRET)],
])("a piece of a secret that the file holds as %s is seen as it is", (_, written) => {
  expect(holdsPiece(`so ${SECRET.slice(8)} here`, [written], isCommon)).toBe(true);
});

test("four characters are no piece, nor is what every file is told", () => {
  expect(holdsPiece(`so ${SECRET.slice(0, 4)} here`, [SECRET], isCommon)).toBe(false);
  expect(holdsPiece("Rotate `docker-credentials`", ["docker-credentials"], isCommon)).toBe(false);
  expect(holdsPiece("Rotate `docker-credentials-7`", ["docker-credentials-7"], isCommon)).toBe(true);
});

test("more secrets than can be looked for count as held", () => {
  const many = Array.from({ length: 10_000 }, (_, index) => `secret number ${index}`);
  expect(holdsPiece("nothing", many, isCommon)).toBe(true);
});
