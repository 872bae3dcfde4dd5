import { createPrivateKey, randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { SignJWT } from "jose";
import type { Certificate } from "./certificate.ts";
import { type DockerHub, type Identity, PERMISSIONS, type Permission } from "./docker-hub.ts";
import { answer } from "./loopback.ts";

export const SERVICE = "registry.docker.io";
export const ISSUER = "auth.docker.io";

/** What a client asks for: a repository and what to do there. */
interface Access {
  readonly type: string;
  readonly name: string;
  readonly actions: readonly string[];
}

const NEEDED: Readonly<Record<string, Permission>> = { pull: "read", push: "write", delete: "admin" };

/** The token endpoint of auth.docker.io: a registry's bearer tokens, for credentials that work at the hub right now. */
export class DockerTokens {
  readonly #hub: DockerHub;
  readonly #certificate: Certificate;
  /** Repositories that everyone may pull. */
  readonly #open: ReadonlySet<string>;

  constructor(hub: DockerHub, certificate: Certificate, open: readonly string[] = []) {
    this.#hub = hub;
    this.#certificate = certificate;
    this.#open = new Set(open);
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { searchParams } = new URL(request.url ?? "/", `https://${ISSUER}`);
    const [username, secret = ""] = readBasic(request.headers.authorization);
    const identity = username === undefined ? undefined : this.#hub.identify(username, secret);
    if (username !== undefined && !identity) {
      return answer(response, 401, { details: "incorrect username or password" });
    }
    const access = searchParams.getAll("scope").flatMap((scope) => this.#grant(readScope(scope), identity));
    const token = await this.sign(access, identity?.username ?? "");
    answer(response, 200, { token, access_token: token, expires_in: 300, issued_at: new Date().toISOString() });
  }

  /** A token with which the registry lets one do this. */
  async sign(access: readonly Access[], subject = ""): Promise<string> {
    const [, encoded = ""] = /-----BEGIN CERTIFICATE-----([^-]+)/.exec(this.#certificate.certificate) ?? [];
    return new SignJWT({ access })
      .setProtectedHeader({ alg: "ES256", typ: "JWT", x5c: [encoded.replace(/\s/g, "")] })
      .setIssuer(ISSUER)
      .setAudience(SERVICE)
      .setSubject(subject)
      .setJti(randomUUID())
      .setIssuedAt()
      .setNotBefore("-1m")
      .setExpirationTime("5m")
      .sign(createPrivateKey(this.#certificate.key));
  }

  /** As much of it as the identity may; no identity and no permission is no error here, but at the registry. */
  #grant(access: Access, identity: Identity | undefined): Access[] {
    const own = identity && access.name.startsWith(`${identity.username}/`) ? identity.permission : "public_read";
    const may = PERMISSIONS.slice(0, PERMISSIONS.indexOf(own) + 1);
    const actions = access.actions.filter((action) => {
      const needed = NEEDED[action];
      return (action === "pull" && this.#open.has(access.name)) || (needed !== undefined && may.includes(needed));
    });
    return actions.length === 0 ? [] : [{ ...access, actions }];
  }
}

function readBasic(header: string | undefined): [username?: string, secret?: string] {
  const [, encoded] = /^Basic (.+)$/.exec(header ?? "") ?? [];
  if (encoded === undefined) return [];
  const [username = "", ...secret] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  return [username, secret.join(":")];
}

function readScope(scope: string): Access {
  const [type = "", name = "", actions = ""] = scope.split(":");
  return { type, name, actions: actions.split(",") };
}
