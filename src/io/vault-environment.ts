import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { UserError } from "../user-error.ts";

/** What the surroundings say about Vault, as its own command line reads them. */
export interface VaultEnvironment {
  readonly address?: string | undefined;
  readonly namespace?: string | undefined;
  readonly token?: string | undefined;
  /** Certificates to trust instead of the system's, in PEM. */
  readonly authority?: string | undefined;
}

/** Reads VAULT_ADDR, VAULT_NAMESPACE, VAULT_TOKEN, else the file that `vault login` writes, and what VAULT_CACERT names. */
export function readVaultEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  home = homedir(),
): VaultEnvironment {
  const certificate = said(env["VAULT_CACERT"]);
  return {
    address: said(env["VAULT_ADDR"]),
    namespace: said(env["VAULT_NAMESPACE"]),
    token: said(env["VAULT_TOKEN"]) ?? said(read(join(home, ".vault-token"))),
    authority: certificate === undefined ? undefined : mustRead(certificate),
  };
}

function said(value: string | undefined): string | undefined {
  const text = value?.trim();
  return text === "" ? undefined : text;
}

/** The text of a file; `undefined` where there is none that can be read. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined; // which says so
  }
}

function mustRead(path: string): string {
  const text = read(path);
  if (text !== undefined) return text;
  throw new UserError(`the file \`${path}\`, which VAULT_CACERT names, cannot be read`, {
    help: "Set VAULT_CACERT to a file of certificates in PEM, or unset it",
  });
}
