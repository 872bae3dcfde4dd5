import type { SecretText } from "../engine/result.ts";
import type { Span } from "../source/span.ts";

/** What stands for a secret in everything that is shown. */
export const MASK = "***";

/** A text, or a part of it, with a mask for each secret. */
export function maskText({ text, secrets }: SecretText, { start, end }: Span = { start: 0, end: text.length }): string {
  let masked = "";
  let at = start;
  for (const secret of secrets) {
    const from = Math.max(secret.start, start);
    const to = Math.min(secret.end, end);
    if (from >= to) continue;
    // A secret of several lines keeps them, so that a patch still has the file's line numbers.
    const breaks = text.slice(from, to).match(/\r?\n/g) ?? [];
    masked += text.slice(at, from) + MASK + breaks.map((one) => one + MASK).join("");
    at = to;
  }
  return masked + text.slice(at, end);
}
