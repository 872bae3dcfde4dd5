import type { Span } from "../source/span.ts";
import { recognize } from "./throw-away.ts";

/** Quoted text. All repetitions here are bounded, so that an endless line is not searched again for each match in it. */
const QUOTED = String.raw`"(?:\\.|[^"\\\n]){0,4000}"|'[^'\n]{0,4000}'`;
/** A word as a shell reads it. */
const WORD = String.raw`${QUOTED}|[^\s"';|&)]{1,4000}`;
const KEY = String.raw`(?:pass(?:word|wd|phrase)?|secret|token|credential|apikey|[a-z][_-]key)[\w-]{0,40}\\{0,2}["']?`;

/** Where a secret can stand in a config or in a command of it; the group `secret` is the value. */
const POSITIONS: readonly RegExp[] = [
  String.raw`${KEY}(?:[ \t]*:[ \t]+|(?<=["'])[ \t]*:)(?=(?<secret>${QUOTED}|\S(?:(?![ \t]+#|[ \t]*$).){0,4000}))`,
  String.raw`${KEY}=(?<secret>${WORD})`,
  String.raw`--(?:password|token|secret)[ \t]+(?<secret>${WORD})`,
  String.raw`\blogin\b(?:\\\r?\n|[^\n|;&]){0,300}?[ \t]-p[ \t=]*(?<secret>${WORD})`,
  String.raw`\becho[ \t]+(?:-\w+[ \t]+)*(?<secret>${WORD})[ \t]*\|(?=[^\n]{0,200}login)`,
  String.raw`\bprintf[ \t]+(?:["']?%s(?:\\n)?["']?[ \t]+)?(?<secret>${WORD})[ \t]*\|(?=[^\n]{0,200}login)`,
  String.raw`[ \t]-u[ \t]*["']?[^\s:"']{1,100}:(?<secret>[^\s"']+)`,
  String.raw`\bAuthorization:[ \t]*(?:Bearer|Basic)[ \t]+(?<secret>[^\s"']+)`,
  String.raw`:\/\/[^\s\/:@"']{0,100}:(?<secret>[^\s\/@"']+)@`,
  String.raw`"auth\\?"[ \t]*:[ \t]*\\?"(?<secret>[A-Za-z0-9+\/=]{8,})`,
  String.raw`\b(?<secret>(?:dckr_[op]at_|gh[pousr]_|github_pat_|glpat-|hv[sbr]\.|CCIP(?:AT|RJ)_|xox[a-z]-|A[KS]IA)[\w-]{16,}|npm_[A-Za-z0-9]{36})`,
].map((pattern) => new RegExp(pattern, "dgim"));

/** A value that names a secret instead of holding it; what follows it in a flow collection does not count. */
const REFERENCE =
  /^["']?(?:\$(?:env:)?[A-Za-z_]\w*|\$\{\w+\}|<<[^>\n]*>>|\{\{[^}\n]*\}\}|%\w+%|\*[\w-]+|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)?["']?[ \t]*(?:[,}\]].*)?$/;
const COMPUTED = /^["']?(?:\$\(|`)|^[|>][+-]?\d?$|^(?:true|false|null|~)$/;

/**
 * Finds what looks like a secret in a text that nothing else has read, by the words around it: for hiding it, never for
 * reporting it. Rather too many than one too few; known throw-away values are left.
 */
export function findLooseSecrets(text: string): Span[] {
  return POSITIONS.flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap((match): Span[] => {
      const range = match.indices?.groups?.["secret"];
      const [start, end] = range ?? [0, 0];
      const value = text.slice(start, end);
      const isHarmless = REFERENCE.test(value) || COMPUTED.test(value) || isKnown(withoutQuotes(value));
      return range && !isHarmless ? [{ start, end }] : [];
    }),
  );
}

/** True for a known throw-away; `${NAME:-…}` holds its secret behind a name, and an anchor without words may be one. */
function isKnown(value: string): boolean {
  if (/^#|^&[A-Za-z_-]+\d{0,2}$/.test(value) || /^\$?\{?<</.test(value) || /^\$\{!\w+\}?$/.test(value)) return true;
  return !value.startsWith("$") && recognize(value, "") !== undefined;
}

/** The value as it is meant, without its quotes and what closes a flow collection behind it. */
function withoutQuotes(text: string): string {
  return text.replace(/^\\?["']/, "").replace(/\\?["']?[\s,}\]]*$/, "");
}
