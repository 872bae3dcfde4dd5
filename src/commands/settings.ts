import { type Command, Option } from "commander";
import type { Run } from "./host.ts";
import { addOptions } from "./add-options.ts";
import type { SettingFlags } from "./flags.ts";
import { SETTING_OPTIONS } from "./lint-options.ts";

/** Options of `circlesec settings`, as commander names them. */
export interface SettingsFlags extends SettingFlags {
  readonly format: "yaml" | "json";
}

const EXAMPLES = `
Examples:
  circlesec settings                          what holds for the files of this folder
  circlesec settings .circleci/config.yml     what holds for that file, overrides and all
  circlesec settings --format json            for another program

Exit codes: 0 done, 2 the settings are wrong, 3 a bug in circlesec`;

/** Adds `circlesec settings`. */
export function addSettings(program: Command, run: Run): void {
  const command = program
    .command("settings [path]")
    .summary("print what settings say, and where it comes from")
    .description(
      "Print what holds for a file or folder: settings, presets, defaults and options laid over each other, each value with where it comes from.",
    )
    .addOption(new Option("--format <name>", "how to print it").choices(["yaml", "json"]).default("yaml"))
    .addHelpText("after", EXAMPLES);
  addOptions(command, SETTING_OPTIONS);
  command.action((path: string | undefined, flags: SettingsFlags) =>
    run(async (host) => {
      const { runSettings } = await import("./run-settings.ts");
      return runSettings(path, flags, host);
    }),
  );
}
