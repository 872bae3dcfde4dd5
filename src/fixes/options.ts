import type { Supplies } from "../model/index.ts";

/** Where the variables of a credential live: a context, attached to each invocation, or the project's own variables. */
export const CREDENTIAL_SOURCES = ["context", "project"] as const;
export type CredentialSource = (typeof CREDENTIAL_SOURCES)[number];

/** How `auth` is written. `auto`: alias an equal map if the file has one, else write the map in place. */
export const AUTH_STYLES = ["auto", "inline", "anchor"] as const;
export type AuthStyle = (typeof AUTH_STYLES)[number];

/** How fixes authenticate with Docker Hub where a file shows no way of its own. */
export interface DockerHubOptions {
  readonly source?: CredentialSource | undefined;
  readonly context?: string | undefined;
  /** Names of environment variables, without `$`. */
  readonly username?: string | undefined;
  readonly token?: string | undefined;
  readonly authStyle?: AuthStyle | undefined;
  /** What contexts and the project are known to hold. */
  readonly supplies?: Supplies | undefined;
}

export const DEFAULT_CONTEXT = "docker-credentials";
export const DEFAULT_USERNAME = "DOCKERHUB_USERNAME";
export const DEFAULT_TOKEN = "DOCKERHUB_TOKEN";

/** Where a login of a step gets its credential: from a context, or from Vault while the job runs. */
export const STRATEGIES = ["context", "vault"] as const;
export type Strategy = (typeof STRATEGIES)[number];

/**
 * What keeps the credential in Vault. `dockerhub`: the secrets plugin hoeg/vault-plugin-secrets-dockerhub, which makes an
 * access token for five minutes; `kv2`, `kv1`: a stored one.
 */
export const VAULT_ENGINES = ["dockerhub", "kv2", "kv1"] as const;
export type VaultEngine = (typeof VAULT_ENGINES)[number];

/** What a step talks to Vault with. `auto`: its command line where the image has it, else curl and jq. */
export const VAULT_CLIENTS = ["auto", "cli", "curl"] as const;
export type VaultClient = (typeof VAULT_CLIENTS)[number];

/** What a token of the engine `dockerhub` may do (the plugin's list of scopes). */
export const HUB_SCOPES = ["admin", "write", "read", "public_read"] as const;
export type HubScope = (typeof HUB_SCOPES)[number];

/** The Vault that steps fetch credentials from. Each thing that is not named is read from the environment, or has a default. */
export interface VaultOptions {
  /** `https://vault.example.com`; else `VAULT_ADDR`. */
  readonly address?: string | undefined;
  /** Else `VAULT_NAMESPACE`, if that is set. */
  readonly namespace?: string | undefined;
  /** Path of the JWT auth method, without `auth/`. Default `jwt`. */
  readonly authMount?: string | undefined;
  /** Else `VAULT_ROLE`. */
  readonly role?: string | undefined;
  /** Default `dockerhub`. */
  readonly engine?: VaultEngine | undefined;
  /** Path of the secrets engine. Default `dockerhub`, or `secret` for a key-value engine. */
  readonly mount?: string | undefined;
  /** Key-value engines: the secret below the mount, without `data/`; else `VAULT_SECRET_PATH`. */
  readonly path?: string | undefined;
  /** Key-value engines: the fields of the secret. Default `username` and `password`. */
  readonly usernameField?: string | undefined;
  readonly passwordField?: string | undefined;
  /** Engine `dockerhub`: the account whose tokens it makes; else `DOCKERHUB_USERNAME`. */
  readonly username?: string | undefined;
  /** Engine `dockerhub`. Default `read`. */
  readonly scope?: HubScope | undefined;
  /** Default `auto`. */
  readonly client?: VaultClient | undefined;
}
