import { type Command, Option } from "commander";
import type { OptionSpec } from "./lint-options.ts";

/** Adds options to a command of commander. */
export function addOptions(command: Command, options: readonly OptionSpec[]): void {
  for (const { flags, help, takes, standard, isHidden } of options) {
    const option = new Option(flags, help);
    if (takes === "many") option.argParser(collectWhole);
    else if (takes === "lists") option.argParser(collect);
    else if (takes) option.choices(takes);
    if (standard !== undefined) option.default(standard);
    command.addOption(isHidden ? option.hideHelp() : option);
  }
}

/** Ids of rules, however often and with however many commas they are given. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...value.split(",").filter((id) => id !== "")];
}

function collectWhole(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
