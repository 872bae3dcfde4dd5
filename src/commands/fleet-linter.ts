import { dirname, resolve } from "node:path";
import { type EffectiveSettings, findSettings } from "../find-settings/index.ts";
import type { Linter } from "../fleet/linter.ts";
import { createDisk } from "../io/disk.ts";
import { noteFiles } from "../io/many-files.ts";
import { SNAPSHOT_ROOT } from "../io/snapshot.ts";
import { UserError } from "../user-error.ts";
import type { Flags } from "./flags.ts";
import { openLinting } from "./linting.ts";
import { lateOptimizing } from "./late-optimizing.ts";
import { namesIn } from "./run-options.ts";

/** The flags that decide what is found in repositories, and what is fixed. */
export type FleetLintFlags = Pick<
  Flags,
  | "rule"
  | "unsafe"
  | "settings"
  | "plugins"
  | "source"
  | "context"
  | "username"
  | "token"
  | "authStyle"
  | "convenienceImages"
  | "unresolvedImages"
  | "strategy"
  | "vaultClient"
>;

/**
 * Gets ready to lint repositories that are nowhere on this disk. `settings` of the flags is a file for the repositories that have
 * none, relative to `cwd`; `false`: no settings hold.
 */
export async function openFleetLinter(flags: FleetLintFlags, cwd: string, today: string): Promise<Linter> {
  const settings = typeof flags.settings === "string" ? await loadForAll(resolve(cwd, flags.settings), cwd) : undefined;
  return linterWith(flags, settings, today);
}

/** The same with settings that were loaded before, if there are any. */
export async function linterWith(
  flags: FleetLintFlags,
  settings: EffectiveSettings | undefined,
  today: string,
): Promise<Linter> {
  namesIn(flags);
  const run = { command: "fix", unsafe: flags.unsafe === true, write: false } as const;
  const optimizing = lateOptimizing();
  let opened = 0;
  const linter: Linter = {
    readsSettings: flags.settings !== false,
    settings,
    today,
    unsafe: run.unsafe,
    open: async (found) => {
      const { settings: _settings, ...others } = flags;
      const chosen = { ...others, stdinFilename: "", ...(flags.settings === false && { settings: false as const }) };
      const { work, rulesFor, errors } = await openLinting({ run, flags: chosen, settings: found, now: { today } });
      opened += 1;
      noteFiles(opened);
      await optimizing.begin(opened);
      optimizing.step();
      return { work, errors, mirrorsFor: (path) => rulesFor(path).options.registries.mirrors };
    },
    close: optimizing.end,
  };
  // What cannot be meant is said before the first repository is read.
  await linter.open(new Map(settings ? [[SNAPSHOT_ROOT, settings]] : []));
  return linter;
}

async function loadForAll(path: string, cwd: string) {
  const search = { cwd, disk: createDisk(), chosen: path, patternsIn: SNAPSHOT_ROOT };
  const settings = (await findSettings([dirname(path)], search)).get(dirname(path));
  if (!settings) throw new UserError(`\`${path}\` holds no settings`);
  return settings;
}
