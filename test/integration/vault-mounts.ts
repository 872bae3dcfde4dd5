import type { Issuer } from "./oidc-issuer.ts";
import type { Reply, Vault } from "./vault-server.ts";

/** A role of the method `jwt`, with what it says beyond the ordinary, as the claims that it asks for. */
export interface Role {
  readonly name: string;
  readonly policies?: readonly string[];
  readonly more?: Readonly<Record<string, unknown>>;
}

/** Lets Vault trust an issuer, as CircleCI's and HashiCorp's pages have it. */
export async function trustIssuer(vault: Vault, issuer: Issuer, mount = "jwt"): Promise<void> {
  await vault.write(`sys/auth/${mount}`, { type: "jwt" });
  await vault.write(`auth/${mount}/config`, { oidc_discovery_url: issuer.url, bound_issuer: issuer.url });
}

/** Lets jobs of the issuer's organization log in. */
export async function addRole(vault: Vault, issuer: Issuer, { name, policies, more }: Role): Promise<void> {
  await vault.write(`auth/jwt/role/${name}`, {
    role_type: "jwt",
    user_claim: "sub",
    bound_audiences: [issuer.organization],
    token_policies: policies ?? [],
    token_ttl: "10m",
    token_max_ttl: "30m",
    token_type: "service",
    ...more,
  });
}

/** Writes a policy: what may be done at each path. */
export async function addPolicy(vault: Vault, name: string, paths: Readonly<Record<string, string[]>>): Promise<void> {
  const rules = Object.entries(paths).map(([path, can]) => `path "${path}" { capabilities = ${JSON.stringify(can)} }`);
  await vault.write(`sys/policies/acl/${name}`, { policy: rules.join("\n") });
}

export function logIn(vault: Vault, role: string | undefined, jwt: string | undefined): Promise<Reply> {
  return vault.call("POST", "auth/jwt/login", { body: { role, jwt } });
}

/** Logs in, which must succeed; the token. */
export async function tokenFor(vault: Vault, role: string, jwt: string): Promise<string> {
  const { status, body } = await logIn(vault, role, jwt);
  if (body.auth) return body.auth.client_token;
  throw new Error(`login as ${role} was answered ${status}: ${JSON.stringify(body)}`);
}
