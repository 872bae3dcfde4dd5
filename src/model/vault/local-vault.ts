import { textOf, valueOf } from "../../syntax/index.ts";
import type { Config } from "../config.ts";
import { eventsOf } from "../commands/job-commands.ts";
import type { JobRun } from "../steps/job-runs.ts";
import type { VaultEvent } from "./vault-events.ts";

const LOOPBACK = /^(?:https?:\/\/)?(?:localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0)(?:[:/]|$)/;

/** True when what a job talks to is a Vault on its own machine, as tests start one. */
export function isLocalVault(config: Config, run: JobRun, { event }: Pick<VaultEvent, "event">): boolean {
  const known = event?.variables.get("VAULT_ADDR");
  if (known) return [...known].every((text) => LOOPBACK.test(text));
  const named = run.settings.flatMap(({ map }) => textOf(valueOf(valueOf(map, "environment"), "VAULT_ADDR")) ?? []);
  if (named.length > 0) return named.every((text) => LOOPBACK.test(text));
  const address = event?.args.flatMap(({ texts }) => [...texts]).find((text) => /^-+address=|^https?:\/\//.test(text));
  if (address !== undefined) return LOOPBACK.test(address.replace(/^-+address=/, ""));
  return startsVault(config, run);
}

/** A job that runs a server of its own: `vault server -dev`, or the image. */
function startsVault(config: Config, run: JobRun): boolean {
  return eventsOf(config, run).some((one) => {
    if (one.kind === "step") return false;
    return one.program === "vault" ? one.text.startsWith("vault server") : /^docker run .*\bVAULT_DEV/.test(one.text);
  });
}
