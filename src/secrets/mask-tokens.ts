import { findTokens } from "./scan.ts";

const MASK = "***";

/** A text that comes from elsewhere, such as an error of a plugin or what a user typed, without the tokens in it. */
export function maskTokens(text: string): string {
  let masked = "";
  let from = 0;
  for (const { span } of findTokens(text)) {
    masked += text.slice(from, span.start) + MASK;
    from = span.end;
  }
  return masked + text.slice(from);
}
