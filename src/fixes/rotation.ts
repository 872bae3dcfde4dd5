import type { Prerequisite } from "../finding.ts";
import { type Provider, providerOf } from "../secrets/index.ts";

/** What has to happen to a credential that was written in a file: nothing that is removed from it un-leaks it. */
export function rotationOf(provider: string | undefined): Prerequisite {
  const { name, rotate, page }: Provider = providerOf(provider);
  return { kind: "rotation", account: name, how: rotate, page };
}
