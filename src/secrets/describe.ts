import type { FoundToken } from "./scan.ts";
import type { TokenShape } from "./shape.ts";

/** What may be shown of a token: its length and, where its shape has one, the start of the public prefix. */
export function hint(shape: TokenShape, text: string): string {
  const length = `${text.length} characters`;
  const prefix = text.slice(0, Math.min(shape.shownPrefix, 4));
  // What was found inside of base64 does not start with the prefix of its shape.
  const isPublic = prefix !== "" && shape.keywords.some((keyword) => keyword.startsWith(prefix.toLowerCase()));
  return isPublic ? `\`${prefix}…\`, ${length}` : length;
}

/** `a GitHub token (`ghp_…`, 40 characters)`: what a token in `text` is, and what may be shown of it. */
export function describeToken({ shape, span, encoded }: FoundToken, text: string): string {
  const how = encoded ? "base64 that holds " : "";
  return `${how}${shape.name} (${hint(shape, text.slice(span.start, span.end))})`;
}
