import type { Argument, Command, Option } from "commander";
import { bashCompletion } from "../completion/bash.ts";
import type { CompletedCommand, CompletedOption, Words } from "../completion/command-tree.ts";
import { fishCompletion } from "../completion/fish.ts";
import { zshCompletion } from "../completion/zsh.ts";
import type { Shell } from "./completion.ts";
import { FORMATS } from "../reporters/formats.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { RULE_IDS } from "./find-rule.ts";
import type { Host } from "./host.ts";

const WRITERS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

/** `circlesec completion`. */
export async function runCompletion(program: Command, shell: Shell, host: Host): Promise<ExitCode> {
  host.stdout.write(WRITERS[shell](describeCommand(program)));
  return EXIT.clean;
}

/** What the program says of itself, all that is not hidden. */
export function describeCommand(command: Command): CompletedCommand {
  const help = command.createHelp();
  const [argument] = command.registeredArguments;
  return {
    name: command.name(),
    summary: help.subcommandDescription(command),
    options: help.visibleOptions(command).flatMap(describeOption),
    commands: command.commands.map(describeCommand),
    words: argument && wordsOf(argument, argument.name()),
  };
}

function describeOption(option: Option): CompletedOption[] {
  const { long, short, description } = option;
  if (!long) return [];
  const takesValue = option.required || option.optional;
  const value = takesValue ? wordsOf(option, nameOfValue(option)) : undefined;
  return [{ long, short: short ?? undefined, summary: description, value, repeats: option.parseArg !== undefined }];
}

function nameOfValue({ flags }: Option): string {
  return flags.startsWith("--stdin-filename ") ? "filename" : (/<([^>.]+)/.exec(flags)?.[1] ?? "");
}

/**
 * What an option or argument takes, by its choices and by how it calls what it takes. Of rules, the built-in ones: to know those of
 * plugins, each press of Tab would run code that the settings of whatever folder one is in name.
 */
function wordsOf({ argChoices }: Option | Argument, name: string): Words {
  if (argChoices) return argChoices;
  if (name === "name[=file]") return Object.keys(FORMATS);
  if (name === "rule" || name === "id") return RULE_IDS;
  return /^(?:paths|file|filename)$/.test(name) ? "paths" : "anything";
}
