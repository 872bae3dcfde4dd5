import { nearestName } from "../nearest-name.ts";
import { homeOf, keysOf } from "./schema-lookup.ts";
import type { Schema } from "./schema/parts.ts";

const NO_VAULT_SECRET = "jobs log in to Vault with CircleCI's OIDC token, so settings hold no secret of Vault";
/** Keys that someone may expect, and why there is none. */
const EXPLAINED = new Map([
  ...["token", "secretId", "secret_id", "roleId", "role_id"].map((key) => [`vault.${key}`, NO_VAULT_SECRET] as const),
  ["vault.password", "`passwordField` names the field of the secret that holds it"],
  ["dockerHub.password", "`token` names the variable that holds an access token"],
]);
/** What cannot be a secret that somebody wrote in the place of a key. */
const SHOWABLE = /^[A-Za-z$][A-Za-z_-]{0,31}$/;

/** Says that an object of settings has no such key, and what was meant. `owner` is the object's path, empty for the root. */
export function explainUnknownKey(key: string, owner: string, schema: Schema, root: Schema): string {
  const where = owner === "" ? "settings" : `\`${owner}\``;
  if (!SHOWABLE.test(key)) return `there is no such key in ${where}; ${listKeys(schema)}`;
  return `there is no key \`${key}\` in ${where}; ${suggest(key, owner, schema, root)}`;
}

function suggest(key: string, owner: string, schema: Schema, root: Schema): string {
  const section = owner.replace(/^overrides\[\d+\]\.?/, "");
  const reason = EXPLAINED.get(section === "" ? key : `${section}.${key}`);
  if (reason !== undefined) return reason;
  const home = homeOf(key, root);
  if (home !== undefined) return `it belongs in \`${home}\``;
  const nearest = nearestName(key, keysOf(schema));
  return nearest === undefined ? listKeys(schema) : `did you mean \`${nearest}\`?`;
}

function listKeys(schema: Schema): string {
  return `there are ${keysOf(schema)
    .map((key) => `\`${key}\``)
    .join(", ")}`;
}
