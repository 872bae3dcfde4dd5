import { textOf as textOfArgument } from "../../docker/arguments.ts";
import { readImageCommand } from "../../docker/image-command.ts";
import { UNKNOWN } from "../../docker/reference.ts";
import { asSeq, textOf, valueOf } from "../../syntax/index.ts";
import type { CommandEvent } from "../commands/command-event.ts";
import { evaluate } from "../possible.ts";
import type { JobRun } from "../steps/job-run.ts";

const VAULT_IMAGE = /(?:^|\/)(?:vault|openbao)(?:-enterprise)?(?:[:@]|$)/;

/** True for a job with a Vault among its containers. */
export function hasVaultBeside({ settings }: JobRun): boolean {
  return settings.some(({ map, scope }) =>
    asSeq(valueOf(map, "docker"))?.items.some(({ node }) => {
      const image = textOf(valueOf(node, "image"));
      return image !== undefined && [...evaluate(image, scope).values].some((text) => VAULT_IMAGE.test(text));
    }),
  );
}

/** True for a command that starts a Vault: `vault server -dev`, `docker run … hashicorp/vault`. */
export function isVaultStart(event: CommandEvent): boolean {
  if (event.program === "vault" || event.program === "bao")
    return event.args.some((arg) => textOfArgument(arg) === "server");
  const acts = readImageCommand(event.program, () => event.args)?.acts ?? [];
  return acts.some(
    (act) =>
      act.kind === "pull" &&
      act.images.some(({ texts }) => [...texts].some((text) => VAULT_IMAGE.test(text))) &&
      event.text.includes(" run "),
  );
}

/**
 * True when Vault is one that only the job uses. `own`: what the command says of the address, which may be a reference to
 * `VAULT_ADDR`; `variable`: what that can be; `isStarted`: whether the job starts a Vault, which counts where no address is
 * known.
 */
export function isLocalVault(
  own: readonly string[],
  variable: ReadonlySet<string> | undefined,
  isStarted: boolean,
): boolean {
  const named = own.filter((text) => !text.startsWith(UNKNOWN) && text !== "");
  const known = (named.length > 0 ? named : [...(variable ?? [])]).filter((text) => !text.startsWith(UNKNOWN));
  return known.length === 0 ? isStarted : known.every((text) => isLoopback(text) || (isStarted && isShort(text)));
}

/** True for an address that no other machine can answer at. */
export function isLoopback(address: string): boolean {
  return /^(?:\w+:\/\/)?(?:localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1\])(?:[:/]|$)/i.test(address);
}

/** True for the name of a container. */
function isShort(address: string): boolean {
  return /^(?:\w+:\/\/)?[\w-]+(?::\d+)?(?:\/|$)/.test(address);
}
