import type { TokenPattern, TokenShape } from "./shape.ts";
import { CLOUD_TOKENS } from "./tokens-clouds.ts";
import { REGISTRY_TOKENS } from "./tokens-registries.ts";
import { GENERAL_TOKENS, SERVICE_TOKENS } from "./tokens-services.ts";

/** Every shape that a pattern tells, the most telling first: of two that match the same text, the earlier wins. */
export const TOKEN_PATTERNS: readonly TokenPattern[] = [
  ...REGISTRY_TOKENS,
  ...CLOUD_TOKENS,
  ...SERVICE_TOKENS,
  ...GENERAL_TOKENS,
];

/** docs: a DSN is safe to publish, but its old form has a secret half. */
export const SENTRY_DSN_SECRET: TokenShape = {
  id: "sentry-dsn-secret",
  name: "the secret half of an old Sentry DSN",
  provider: "sentry",
  severity: "warning",
  keywords: ["://"],
  shownPrefix: 0,
};

/** A literal password, or a token in its place, in a URL whose host is not local; `userinfo.ts` finds it. */
export const URL_USERINFO: TokenShape = {
  id: "url-userinfo",
  name: "a password in a URL",
  provider: "generic",
  severity: "error",
  keywords: ["://"],
  shownPrefix: 0,
};

/** Every shape that `findTokens` can report, each once. */
export const TOKEN_SHAPES: readonly TokenShape[] = [...TOKEN_PATTERNS, SENTRY_DSN_SECRET, URL_USERINFO];
