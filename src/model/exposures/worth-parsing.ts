import { findTokens } from "../../secrets/index.ts";

/** A text without any of these exposes nothing. */
const WORDS =
  "pass secret token login _key apikey api-key accesskey access-key auth credential creds vault oidc curl mysql redis-cli :// printenv pwd sqlcmd mongo gcloud heroku webhook license dckr_".split(
    " ",
  );
/** Nor does one without these, which are common as parts of words. */
const SHORT_WORDS = /\b(?:sts|op)\b|_(?:pat|pw)\b/i;

/** Whether a script can have to do with a credential: a quick look before it is parsed, by words for the reason of `handlesImages`. */
export function isWorthParsing(text: string): boolean {
  const lower = text.toLowerCase();
  if (WORDS.some((word) => lower.includes(word)) || SHORT_WORDS.test(text)) return true;
  // Quotes can break up a token, and the word that would tell it.
  return /\S["'\\]\S/.test(text) && findTokens(text.replaceAll(/["'\\]/g, "")).length > 0;
}
