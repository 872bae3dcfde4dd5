import type { Argument } from "../../docker/arguments.ts";

/** How somebody proves to Vault who they are. `agent`: as the file of a Vault agent says, which also ends its token. */
export type VaultMethod = "jwt" | "approle" | "userpass" | "token" | "agent" | "other";

/** What a command does with Vault. */
export type VaultAct =
  | { readonly does: "login"; readonly method: VaultMethod; readonly given: readonly Argument[] }
  /** `path`: as Vault's API has it, without `/v1/`. */
  | { readonly does: "read"; readonly path: string }
  /** `token`: the one that it is done with. `other-token`: one that is named. `lease`: a lease instead of a token. */
  | { readonly does: "revoke"; readonly what: "token" | "other-token" | "lease" };

/** A command that talks to Vault. */
export interface VaultCommand {
  readonly client: "cli" | "http";
  readonly act: VaultAct | undefined;
  /** True when it takes any certificate for Vault's. */
  readonly skipsVerify: boolean;
  /** Where Vault is, as far as the command itself says it: the beginnings of its URLs. */
  readonly addresses: readonly string[];
  /** Names of the variables in a token that the command itself sends; `undefined` where it sends none. */
  readonly sends: readonly string[] | undefined;
}
