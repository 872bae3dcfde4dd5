/** Codes of the characters that YAML gives a meaning. */
export const TAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SPACE = 0x20;
export const DOUBLE_QUOTE = 0x22;
export const HASH = 0x23;
export const AMPERSAND = 0x26;
export const SINGLE_QUOTE = 0x27;
export const STAR = 0x2a;
export const PLUS = 0x2b;
export const COMMA = 0x2c;
export const DASH = 0x2d;
export const DOT = 0x2e;
export const ONE = 0x31;
export const NINE = 0x39;
export const COLON = 0x3a;
export const GREATER = 0x3e;
export const QUESTION = 0x3f;
export const OPEN_BRACKET = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_BRACKET = 0x5d;
export const OPEN_BRACE = 0x7b;
export const PIPE = 0x7c;
export const CLOSE_BRACE = 0x7d;
/** What stands behind the end of a text. */
export const END = -1;

/** True for a blank, a line break and the end: what has to follow a `-` or a `:` to make it an indicator. */
export function endsIndicator(code: number): boolean {
  return code === SPACE || code === LF || code === CR || code === TAB || code === END;
}

/** True for `,`, `[`, `]`, `{` and `}`. */
export function isFlowIndicator(code: number): boolean {
  return (
    code === COMMA || code === OPEN_BRACKET || code === CLOSE_BRACKET || code === OPEN_BRACE || code === CLOSE_BRACE
  );
}

/** What no plain scalar begins with, and in `SOMETIMES` what it begins with only where no blank follows. */
const NEVER = new Set(Array.from("\t\n\r ,[]{}#&*!|>'\"%@`", (one) => one.charCodeAt(0)));
const SOMETIMES = new Set([DASH, COLON, QUESTION]);

/** True where a plain scalar surely begins: with this character, in front of that one. */
export function startsPlain(code: number, next: number): boolean {
  return code !== END && !NEVER.has(code) && !(SOMETIMES.has(code) && endsIndicator(next));
}

/** The same in a flow collection. */
export function startsFlowPlain(code: number, next: number): boolean {
  const isUnsure = code === COLON || code === QUESTION || (code === DASH && isFlowIndicator(next));
  return !isUnsure && startsPlain(code, next);
}
