import { UNKNOWN } from "../docker/reference.ts";
import type { Span } from "../source/span.ts";
import { type MapNode, type Node, type Scalar, asMap, asScalar, entriesOf, isNull } from "../syntax/index.ts";
import { type Scope, evaluate, hasTemplate, soleParameter } from "./possible.ts";
import { Memory } from "../source/memory.ts";

/** What stands under `username` or `password` of an `auth`. */
export interface Credential {
  readonly scalar: Scalar;
  /**
   * `variable`: `$NAME`, also built from a parameter (`$<< parameters.name >>`). `parameter`: a parameter's value
   * itself. `literal`: written out. `empty`: nothing, or null.
   */
  readonly kind: "variable" | "parameter" | "literal" | "empty";
}

/** An `auth:` of an image. */
export interface Auth {
  readonly map: MapNode;
  readonly username: Credential | undefined;
  readonly password: Credential | undefined;
  readonly missing: readonly CredentialName[];
  readonly empty: readonly CredentialName[];
  readonly extraKeys: readonly { readonly name: string; readonly span: Span }[];
}

export type CredentialName = "username" | "password";
const NAMES: readonly CredentialName[] = ["username", "password"];

const cache = new Memory<MapNode, Auth>();

/** Reads an `auth:` map, once; `undefined` when it is no map (nothing, a parameter). */
export function readAuth(node: Node | undefined): Auth | undefined {
  const map = asMap(node);
  if (!map) return undefined;
  const known = cache.get(map);
  if (known) return known;
  const auth = readPairs(map);
  cache.set(map, auth);
  return auth;
}

function readPairs(map: MapNode): Auth {
  const entries = entriesOf(map);
  const username = readCredential(entries.get("username")?.value);
  const password = readCredential(entries.get("password")?.value);
  const found = { username, password };
  return {
    map,
    username,
    password,
    missing: NAMES.filter((name) => !entries.has(name)),
    empty: NAMES.filter((name) => entries.has(name) && (found[name]?.kind ?? "empty") === "empty"),
    extraKeys: [...entries.values()]
      .filter(({ key }) => key !== "username" && key !== "password")
      .map(({ key, pair }) => ({ name: key, span: pair.key?.span ?? map.span })),
  };
}

function readCredential(node: Node | undefined): Credential | undefined {
  const scalar = asScalar(node);
  if (!scalar) return undefined;
  const text = scalar.value.trim();
  if (text === "" || isNull(scalar)) return { scalar, kind: "empty" };
  if (/^\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*\}|\{?\s*<<[^<>]*>>\s*\}?)$/.test(text)) return { scalar, kind: "variable" };
  return { scalar, kind: hasTemplate(text) ? "parameter" : "literal" };
}

/** Words that people put into the names of such variables; no secret is made of them. */
const NAME_WORD = /^(?:DOCKER|DOCKERHUB|HUB|REGISTRY|USER|USERNAME|LOGIN|PASS|PASSWORD|PWD|TOKEN)$/;

/** True for a literal that is surely the name of a variable whose `$` is missing. */
export function namesVariable({ kind, scalar }: Credential): boolean {
  const text = scalar.value.trim();
  if (kind !== "literal" || !/^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(text)) return false;
  return text.split("_").some((word) => NAME_WORD.test(word));
}

/** The parameter that a credential consists of, without a `$` before it. */
export function credentialParameter(credential: Credential): string | undefined {
  return credential.kind === "parameter" ? soleParameter(credential.scalar.value) : undefined;
}

/** The environment variables that some texts refer to, without repetition; unknown ones are left out. */
export function variablesIn(texts: readonly string[], scope: Scope): string[] {
  return [...new Set(texts.flatMap((text) => variablesInText(text.trim(), scope)))];
}

/** The environment variables that a credential refers to; empty where that cannot be known. */
export function variablesOf(credential: Credential | undefined, scope: Scope): string[] {
  return credential?.kind === "variable" ? variablesInText(credential.scalar.value.trim(), scope) : [];
}

function variablesInText(text: string, scope: Scope): string[] {
  if (!text.startsWith("$")) return [];
  const name = text.replace(/^\$\{?/, "").replace(/\}$/, "");
  return [...evaluate(name, scope).values].filter((value) => !value.includes(UNKNOWN) && /^\w+$/.test(value));
}
