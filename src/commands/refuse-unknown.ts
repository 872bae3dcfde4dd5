import { type Command, CommanderError } from "commander";
import { nearestName } from "../nearest-name.ts";
import { EXIT } from "./exit-code.ts";

/** Throws for words that ask for the help of a command that there is not: commander helps with another, as if all were well. */
export function refuseUnknown(program: Command, words: readonly string[]): void {
  let group = program;
  for (const word of words) {
    if (word === "help") continue;
    if (word.startsWith("-") || group.commands.length === 0) return;
    const next = group.commands.find((command) => command.name() === word);
    if (!next) {
      const names = group.commands.map((command) => command.name());
      const nearest = nearestName(word, names);
      const hint = nearest === undefined ? "" : `\n(Did you mean ${nearest}?)`;
      throw new CommanderError(EXIT.unusable, "commander.unknownCommand", `error: unknown command '${word}'${hint}`);
    }
    group = next;
  }
}
