import { type Command, Option } from "commander";
import { addOptions } from "./add-options.ts";
import type { Flags } from "./flags.ts";
import type { Run } from "./host.ts";
import { SETTING_OPTIONS } from "./lint-options.ts";

/** Options of `circlesec rules` and `circlesec explain`, as commander names them. */
export interface RulesFlags extends Pick<Flags, "settings" | "plugins"> {
  readonly format?: "text" | "json";
  readonly color?: "auto" | "always" | "never" | false;
}

/** What decides which plugins there are. */
const OF_PLUGINS = SETTING_OPTIONS.filter(({ flags }) => /^--(?:settings|no-settings|no-plugins)\b/.test(flags));

/** Adds `circlesec rules` and `circlesec explain`. */
export function addRules(program: Command, run: Run): void {
  const rules = program
    .command("rules")
    .summary("list the rules")
    .description(
      "List the rules, those of plugins that settings name here too: how grave their findings are at the worst, and whether `circlesec fix` repairs them.",
    )
    .addOption(new Option("--format <name>", "how to print them").choices(["text", "json"]).default("text"))
    .action((flags: RulesFlags) =>
      run(async (host) => {
        const { runRules } = await import("./run-rules.ts");
        return runRules(flags, host);
      }),
    );
  const explain = program
    .command("explain <rule>")
    .summary("tell what a rule finds, why, and what its fix does")
    .description("Tell what a rule finds, why that matters, with an example, and what its fix does.")
    .action((rule: string, flags: RulesFlags) =>
      run(async (host) => {
        const { runExplain } = await import("./run-rules.ts");
        return runExplain(rule, flags, host);
      }),
    );
  for (const command of [rules, explain]) {
    addOptions(command, OF_PLUGINS);
    command
      .addOption(new Option("--color <when>", "colour the output").choices(["auto", "always", "never"]))
      .addOption(new Option("--no-color", "the same as --color never").hideHelp());
  }
}
