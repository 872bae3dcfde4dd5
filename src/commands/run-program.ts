import { CommanderError } from "commander";
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
    if (words.length > 1 && words.some((word) => HELP.has(word))) {
      const { refuseUnknown } = await import("./refuse-unknown.ts");
      refuseUnknown(program, words);
    }
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
