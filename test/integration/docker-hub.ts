import { randomBytes, randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { answer, readText } from "./loopback.ts";

/** What a credential lets one do, each with all before it. */
export const PERMISSIONS = ["public_read", "read", "write", "admin"] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** Who has logged in, and with what: a token of an account may less than its password. */
export interface Identity {
  readonly username: string;
  readonly permission: Permission;
  readonly with: "password" | "token";
}

/** A personal access token, as the API tells of it. */
interface AccessToken {
  readonly uuid: string;
  readonly token: string;
  readonly token_label: string;
  readonly scopes: readonly string[];
  readonly is_active: boolean;
  readonly created_at: string;
}

/** One request, and how it was answered. */
export interface HubCall {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

type Body = Readonly<Record<string, unknown>>;
type Reply = readonly [status: number, body?: unknown];

/** The API of hub.docker.com after its published OpenAPI document, as far as credentials go. */
export class DockerHub {
  readonly calls: HubCall[] = [];
  /** How a deletion is answered: 204 says the document, 202 is what the Vault plugin takes for success. */
  deleteStatus: 202 | 204 = 204;
  readonly #passwords: ReadonlyMap<string, string>;
  readonly #tokens = new Map<string, AccessToken & { readonly owner: string }>();
  readonly #sessions = new Map<string, Identity>();

  constructor(passwords: Readonly<Record<string, string>>) {
    this.#passwords = new Map(Object.entries(passwords));
  }

  /** Whose secret this is, as long as it works. */
  identify(username: string, secret: string): Identity | undefined {
    if (this.#passwords.get(username) === secret) return { username, permission: "admin", with: "password" };
    const token = [...this.#tokens.values()].find((token) => token.owner === username && token.token === secret);
    const permission = PERMISSIONS.findLast((permission) => token?.scopes.includes(`repo:${permission}`));
    return permission && { username, permission, with: "token" };
  }

  /** Labels of the tokens that work, oldest first. */
  get aliveTokens(): string[] {
    return [...this.#tokens.values()].map((token) => token.token_label);
  }

  /** Makes a token as a person does on the website; its secret. */
  mint(owner: string, label: string, permission: Permission): string {
    return this.#create(owner, label, [`repo:${permission}`]).token;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname: path } = new URL(request.url ?? "/", "https://hub.docker.com");
    const method = request.method ?? "GET";
    const [status, body] = this.#reply(`${method} ${path}`, readBody(await readText(request)), request);
    this.calls.push({ method, path, status });
    answer(response, status, body);
  }

  #reply(call: string, body: Body, request: IncomingMessage): Reply {
    if (call === "POST /v2/users/login") return this.#logIn(body["username"], body["password"], "token");
    if (call === "POST /v2/auth/token") return this.#logIn(body["identifier"], body["secret"], "access_token");
    const [method, uuid] = /^(\w+) \/v2\/access-tokens(?:\/([\w-]+))?$/.exec(call)?.slice(1) ?? [];
    if (!method) return [404, { message: "not found" }];

    const session = this.#sessions.get(request.headers.authorization?.replace(/^Bearer /, "") ?? "");
    if (!session) return [401, { detail: "Authentication credentials were not provided." }];
    if (session.with === "token") {
      return [403, { message: "access to the resource is forbidden with personal access token", errinfo: {} }];
    }
    return this.#manageTokens(method, uuid, body, session.username);
  }

  #logIn(username: unknown, secret: unknown, field: string): Reply {
    const identity = this.identify(String(username), String(secret));
    if (!identity) return [401, { detail: "Incorrect authentication credentials" }];
    const session = randomBytes(24).toString("base64url");
    this.#sessions.set(session, identity);
    return [200, { [field]: session }];
  }

  #manageTokens(method: string, uuid: string | undefined, body: Body, owner: string): Reply {
    const own = [...this.#tokens.values()].filter((token) => token.owner === owner);
    if (uuid === undefined && method === "GET") {
      return [200, { count: own.length, next: null, previous: null, results: own.map(withoutSecret) }];
    }
    if (uuid === undefined && method === "POST") return this.#createIfValid(owner, body);
    const token = own.find((token) => token.uuid === uuid);
    if (!token) return [404, { message: "access token not found", errinfo: {} }];
    if (method === "GET") return [200, withoutSecret(token)];
    if (method !== "DELETE") return [405, { message: "method not allowed" }];
    this.#tokens.delete(token.uuid);
    return [this.deleteStatus];
  }

  #createIfValid(owner: string, { token_label: label, scopes }: Body): Reply {
    const known: readonly unknown[] = PERMISSIONS.map((permission) => `repo:${permission}`);
    if (typeof label !== "string" || label.length < 1 || label.length > 100) {
      return [400, { message: "token_label must have 1 to 100 characters", errinfo: {} }];
    }
    if (!Array.isArray(scopes) || scopes.length === 0 || !scopes.every((scope) => known.includes(scope))) {
      return [400, { message: "unknown scope", errinfo: {} }];
    }
    return [201, this.#create(owner, label, scopes.map(String))];
  }

  #create(owner: string, label: string, scopes: readonly string[]): AccessToken {
    const token: AccessToken = {
      uuid: randomUUID(),
      token: `dckr_pat_${randomBytes(24).toString("base64url").slice(0, 27)}`,
      token_label: label,
      scopes,
      is_active: true,
      created_at: new Date().toISOString(),
    };
    this.#tokens.set(token.uuid, { ...token, owner });
    return token;
  }
}

function readBody(text: string): Body {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

/** The secret is told once, when it is made. */
function withoutSecret({ token_label, uuid, scopes, is_active, created_at }: AccessToken): Omit<AccessToken, "token"> {
  return { uuid, token_label, scopes, is_active, created_at };
}
