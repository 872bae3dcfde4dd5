import type { Right } from "./rights.ts";
import { isFields, textsOf } from "./values.ts";

/** What a path of a policy says. */
export interface Rule extends Right {
  /** Whether it says more than capabilities: parameters that are allowed, control groups, how long answers are wrapped. */
  readonly hasMore: boolean;
}

/** The paths of a policy in HCL or JSON; `undefined` when a part of it is not understood. */
export function readPolicyText(text: string): readonly Rule[] | undefined {
  return text.trimStart().startsWith("{") ? readJson(text) : readHcl(text);
}

/** What `policy = "…"` stood for before there were capabilities (Vault's `acl/policy.go`). */
const LEGACY: Readonly<Record<string, readonly string[]>> = {
  deny: ["deny"],
  read: ["read", "list"],
  write: ["create", "read", "update", "delete", "list"],
  sudo: ["create", "read", "update", "delete", "list", "sudo"],
};

function toRule(path: string, fields: Readonly<Record<string, unknown>>): Rule {
  const { capabilities, policy, ...others } = fields;
  const legacy = typeof policy === "string" ? (LEGACY[policy] ?? [policy]) : [];
  const hasMore = Object.keys(others).some((name) => name !== "comment");
  return { path: path.replace(/^\//, ""), capabilities: [...textsOf(capabilities), ...legacy], hasMore };
}

function readJson(text: string): readonly Rule[] | undefined {
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    return undefined; // which says that it is not understood
  }
  if (!isFields(policy)) return undefined;
  const { path, name: _, ...others } = policy;
  const sets: unknown[] = Array.isArray(path) ? path : [path ?? {}];
  if (Object.keys(others).length > 0 || !sets.every(isFields)) return undefined;
  const rules = sets
    .flatMap(Object.entries)
    .map(([name, fields]) => (isFields(fields) ? toRule(name, fields) : undefined));
  return rules.every((rule) => rule !== undefined) ? rules : undefined;
}

const TOKEN = /\s+|(?:#|\/\/)[^\n]*|\/\*[^]*?\*\/|("(?:[^"\\\n]|\\.)*"|[\w.-]+|[{}[\]=,:])/y;

/** The words and signs of the text, without comments; `undefined` where one is none of HCL's simple ones. */
function scan(text: string): string[] | undefined {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const found = TOKEN.exec(text);
    if (!found) return undefined;
    if (found[1] !== undefined) tokens.push(found[1]);
  }
  return tokens;
}

function readHcl(text: string): readonly Rule[] | undefined {
  const tokens = scan(text);
  if (!tokens) return undefined;
  const rules: Rule[] = [];
  while (tokens.length > 0) {
    const key = unquote(tokens.shift());
    if (key === "name" && tokens[0] === "=") {
      tokens.splice(0, 2);
      continue;
    }
    const path = unquote(tokens.shift());
    const fields = key === "path" && path !== undefined && tokens.shift() === "{" ? readBody(tokens) : undefined;
    if (path === undefined || !fields) return undefined;
    rules.push(toRule(path, fields));
  }
  return rules;
}

/** The attributes and blocks up to the closing brace, which is taken too. */
function readBody(tokens: string[]): Record<string, unknown> | undefined {
  const fields: Record<string, unknown> = {};
  for (;;) {
    const token = tokens.shift();
    if (token === "}") return fields;
    if (token === ",") continue;
    const name = unquote(token);
    if (name === undefined || name in fields) return undefined;
    if (tokens[0] === "=" || tokens[0] === ":") tokens.shift();
    const value = readValue(tokens);
    if (value === undefined) return undefined;
    fields[name] = value;
  }
}

function readValue(tokens: string[]): unknown {
  const token = tokens.shift();
  if (token === "{") return readBody(tokens);
  if (token !== "[") return unquote(token);
  const items: unknown[] = [];
  for (;;) {
    if (tokens[0] === "]") break;
    const item = tokens[0] === "," ? tokens.shift() : readValue(tokens);
    if (item === undefined) return undefined;
    if (item !== ",") items.push(item);
  }
  tokens.shift();
  return items;
}

/** The text of a string or a bare word; `undefined` for a sign, the end, and an escape that is not understood. */
function unquote(token: string | undefined): string | undefined {
  if (token === undefined || /^[{}[\]=,:]$/.test(token)) return undefined;
  if (!token.startsWith('"')) return token;
  const inner = token.slice(1, -1);
  return /\\[^"\\]/.test(inner) ? undefined : inner.replaceAll(/\\(["\\])/g, "$1");
}
