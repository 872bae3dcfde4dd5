import { createHash } from "node:crypto";
import { relative } from "node:path";
import { BUILD_ID } from "../build-id.ts";
import type { Linter } from "../fleet/linter.ts";
import { visible } from "../reporters/text.ts";
import type { OpenFleetFile } from "./fleet-file.ts";
import type { FleetLintFlags } from "./fleet-linter.ts";
import type { Host } from "./host.ts";
import type { ForgeAccess } from "./open-forge.ts";

/** What is said to whoever has sent one signal. */
export const AT_ONCE = "a second signal ends it at once";

/** Flags win over the fleet file; paths of that file are relative to it. */
export function lintFlagsOf(
  flags: FleetLintFlags,
  { keys, folder }: OpenFleetFile,
  host: Pick<Host, "cwd">,
): FleetLintFlags {
  const settings =
    flags.settings ?? (keys.settings === undefined ? undefined : relative(host.cwd(), `${folder}/${keys.settings}`));
  const rule = flags.rule ?? keys.rules;
  const unsafe = flags.unsafe ?? keys.unsafe;
  return {
    ...flags,
    ...(settings !== undefined && { settings }),
    ...(rule !== undefined && { rule }),
    ...(unsafe !== undefined && { unsafe }),
  };
}

/** What a plan depends on besides its repository. */
export function digestOf(flags: FleetLintFlags, { settings }: Linter): string {
  const { rule, unsafe, plugins, source, context, username, token, authStyle } = flags;
  const { convenienceImages, unresolvedImages, strategy, vaultClient } = flags;
  const own = [rule, unsafe, plugins, source, context, username, token, authStyle];
  const parts = [...own, convenienceImages, unresolvedImages, strategy, vaultClient, flags.settings === false];
  const layers = settings?.layers.map(({ sections, files }) => [sections, files]);
  return createHash("sha256")
    .update(JSON.stringify([BUILD_ID, parts, layers, settings?.plugins, settings?.ignored]))
    .digest("hex");
}

/** What the forges of a fleet file are opened with. */
export function accessOf(
  { keys, folder }: OpenFleetFile,
  host: Pick<Host, "cwd" | "env">,
): Omit<ForgeAccess, "allowsFiles" | "writes"> {
  const { hosts = [], limits = {} } = keys;
  return { cwd: host.cwd(), folder, env: host.env, hosts, limits };
}

/**
 * Tells on standard error what a person should know, with nothing in it that could steer a terminal. `prepare`: takes away what
 * stands in the last line of a terminal.
 */
export function tellOn(
  { stderr }: Pick<Host, "stderr">,
  prepare: () => void = () => undefined,
): (text: string) => void {
  return (text) => {
    prepare();
    stderr.write(`${visible(text)}\n`);
  };
}

/** True for an address of this disk. */
export function isFileAddress(name: string): boolean {
  return name.startsWith("file:");
}
