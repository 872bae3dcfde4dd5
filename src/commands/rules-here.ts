import { findSettings } from "../find-settings/index.ts";
import { createDisk } from "../io/disk.ts";
import { visible } from "../reporters/text.ts";
import type { Rule } from "../rules/rule.ts";
import { findRules } from "./file-rules.ts";
import type { Flags } from "./flags.ts";
import type { Host } from "./host.ts";
import { toRuleOptions } from "./run-options.ts";
import { whenAsked } from "./today.ts";

/** The rules that a run in this folder has, those of plugins behind the built-in ones. */
export interface RulesHere {
  readonly rules: readonly Rule[];
  /** False where a plugin could not be used, which is told. */
  readonly isWhole: boolean;
}

/** Loads the plugins that the settings of the current folder name, as `circlesec lint` does there. */
export async function findRulesHere(flags: Pick<Flags, "settings" | "plugins">, host: Host): Promise<RulesHere> {
  const cwd = host.cwd();
  const settings = await findSettings([cwd], { cwd, disk: createDisk(), chosen: flags.settings });
  const { rules, errors } = await findRules(settings, flags, toRuleOptions({}, whenAsked()));
  for (const { path, message } of errors) host.stderr.write(`circlesec: ${visible(`${path}: ${message}`)}\n`);
  return { rules, isWhole: errors.length === 0 };
}
