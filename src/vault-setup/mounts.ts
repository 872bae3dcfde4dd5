import type { VaultReader } from "./reader.ts";
import { fieldsOf, isFields, textOf } from "./values.ts";

/** What is enabled at a path of Vault. */
export interface Mount {
  readonly type: string;
  /** `1` or `2` of a key-value engine, else empty. */
  readonly version: string;
  /** The kind of token that its roles make where they do not say: `default-service`, `batch` and so on; else empty. */
  readonly tokenType: string;
}

/** What is enabled at the path, `absent`, or `unknown` where the token may not look. */
export async function readMount(
  vault: VaultReader,
  kind: "auth" | "mounts",
  path: string,
): Promise<Mount | "absent" | "unknown"> {
  const answer = await vault.read(`sys/${kind}`);
  if (answer.kind !== "found") return "unknown";
  const mount = answer.data[`${path}/`];
  if (!isFields(mount)) return "absent";
  return {
    type: textOf(mount, "type"),
    version: textOf(fieldsOf(mount, "options"), "version"),
    tokenType: textOf(fieldsOf(mount, "config"), "token_type"),
  };
}
