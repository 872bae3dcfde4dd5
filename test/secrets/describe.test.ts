import { describe, expect, test } from "vitest";
import { PROVIDERS, TOKEN_SHAPES, findTokens, hint, providerOf } from "../../src/secrets/index.ts";
import { EXAMPLES } from "./examples.ts";
import { WORD, random } from "./made-up.ts";

describe("what is said of a token", () => {
  test("never shows more than four characters, all of them public", () => {
    for (const { id, secret } of EXAMPLES) {
      const shape = TOKEN_SHAPES.find((one) => one.id === id);
      if (!shape) continue;
      const shown = /`(.*)…`/.exec(hint(shape, secret(1)))?.[1] ?? "";
      expect(shown.length).toBeLessThanOrEqual(4);
      expect(shape.keywords.some((keyword) => keyword.startsWith(shown.toLowerCase()))).toBe(true);
    }
  });

  test("is its prefix and its length", () => {
    const [pat] = findTokens(`dckr_pat_${random(WORD, 27, 1)}`);
    expect(pat && hint(pat.shape, `dckr_pat_${random(WORD, 27, 1)}`)).toBe("`dckr…`, 36 characters");
    expect(pat && hint(pat.shape, btoa(random(WORD, 27, 1)))).toBe("36 characters");
  });

  test("names a provider that is known, with one line of advice", () => {
    for (const { id, provider } of TOKEN_SHAPES) expect(providerOf(provider).id, id).toBe(provider);
    expect(new Set(PROVIDERS.map(({ id }) => id)).size).toBe(PROVIDERS.length);
    for (const { rotate, page } of PROVIDERS) {
      expect(rotate).toMatch(/^[A-Z][^\n]+[^.\n]$/);
      expect(page).not.toMatch(/https?:/);
    }
  });
});
