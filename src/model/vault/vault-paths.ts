import type { VaultMethod } from "./vault-acts.ts";

/** True for a path of Vault's API that gives a token. */
export function isLogin(path: string): boolean {
  return /^auth\/.+\/login(?:\/|$)/.test(path);
}

/** The method that somebody names on the command line, or that a path is mounted as. */
export function methodOf(name: string): VaultMethod {
  if (name === "jwt" || name === "oidc") return "jwt";
  if (name === "approle" || name === "token") return name;
  return name === "userpass" || name === "ldap" || name === "okta" || name === "radius" ? "userpass" : "other";
}

export function methodOfPath(path: string): VaultMethod {
  return methodOf(/^auth\/([^/]+)/.exec(path)?.[1] ?? "");
}

/** True for a path at which Vault makes a credential with a lease, `hub-token`: a token of Docker Hub, for 300 seconds. */
export function leaseAt(path: string): "hub-token" | "lease" | undefined {
  if (/(?:^|\/)token\/[^/]+\/[^/]+$/.test(path)) return "hub-token";
  return /(?:^|\/)creds\/[^/]+$/.test(path) ? "lease" : undefined;
}
