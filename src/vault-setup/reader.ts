/** What Vault answers when a path is read: data, that nothing is there, that the token may not, or another refusal. */
export type Answer =
  | { readonly kind: "found"; readonly data: Readonly<Record<string, unknown>> }
  | { readonly kind: "absent" }
  | { readonly kind: "denied" }
  | { readonly kind: "refused"; readonly errors: readonly string[] };

/** Reads from Vault; a Vault that cannot answer is a UserError. */
export interface VaultReader {
  /** The path is one of the API's, without `/v1/`. */
  read(path: string): Promise<Answer>;
}
