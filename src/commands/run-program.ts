import { type Command, CommanderError } from "commander";
import { nearestName } from "../nearest-name.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import type { Host } from "./host.ts";
import { buildProgram } from "./program.ts";

/** Commands of one word, each with a help of its own. */
const COMMANDS = new Set(["lint", "fix", "init", "settings", "suppress", "explain", "rules", "completion"]);

const HELP = new Set(["help", "--help", "-h"]);

/** Reads a command line, and runs what it asks for; says what is wrong with one that asks for nothing. */
export async function runProgram(words: readonly string[], host: Host): Promise<ExitCode> {
  let code: ExitCode = EXIT.clean;
  const program = await buildProgram(async (command) => {
    code = await command(host);
  }, words);
  try {
    refuseUnknown(program, words);
    await program.parseAsync(words, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return EXIT.clean;
    // What a user typed may be a token.
    const { maskTokens } = await import("../secrets/index.ts");
    host.stderr.write(maskTokens(explainUsage(error, words)));
    return EXIT.unusable;
  }
  return code;
}

/** Commander helps whoever asks for the help of a command that there is not, as if all were well. */
function refuseUnknown(program: Command, words: readonly string[]): void {
  if (!words.some((word) => HELP.has(word))) return;
  let group = program;
  for (const word of words) {
    if (word === "help") continue;
    if (word.startsWith("-") || group.commands.length === 0) return;
    const next = group.commands.find((command) => command.name() === word);
    if (!next) {
      const nearest = nearestName(
        word,
        group.commands.map((command) => command.name()),
      );
      const hint = nearest === undefined ? "" : `\n(Did you mean ${nearest}?)`;
      throw new CommanderError(EXIT.unusable, "commander.unknownCommand", `error: unknown command '${word}'${hint}`);
    }
    group = next;
  }
}

/** What commander says, in one line, and a hint that fits. */
function explainUsage({ code, message }: CommanderError, words: readonly string[]): string {
  if (code === "commander.help") return "";
  // What stands behind the `=` of an option that there is not may be a secret.
  const safe = message.replace(/^error: /, "").replace(/^(unknown option '[^'=]*)=[^]*'$/m, "$1'");
  const [line = "", suggestion] = safe.split("\n");
  const [group] = words;
  const other = group === "vault" ? "vault setup" : words.find((word) => COMMANDS.has(word));
  const command = group === "fleet" ? group : (other ?? "");
  const path = /^unknown command '(.*)'$/.exec(line)?.[1];
  const help =
    path === undefined || group === "fleet"
      ? `Try \`circlesec ${command ? `${command} ` : ""}--help\``
      : `Did you mean \`circlesec lint ${path}\`?`;
  return `circlesec: ${line}\n${suggestion?.replace(/^\((.*)\)$/, "$1") ?? help}\n`;
}
