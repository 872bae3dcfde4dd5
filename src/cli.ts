#!/usr/bin/env node
import process from "node:process";
import { CommanderError } from "commander";
import { EXIT, type ExitCode } from "./commands/exit-code.ts";
import { buildProgram } from "./commands/program.ts";
import { UserError } from "./user-error.ts";

/** Commands of one word, each with a help of its own. */
const COMMANDS = new Set(["lint", "fix", "init", "settings", "suppress", "explain", "rules", "completion"]);

/**
 * Says in a line what is wrong with the call, or in several with the settings; in a last one what to do. What a user typed, or
 * wrote in a module of settings, may be a token.
 */
async function explain(error: unknown): Promise<ExitCode> {
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.clean;
  if (error instanceof UserError || error instanceof CommanderError) {
    const { maskTokens } = await import("./secrets/index.ts");
    process.stderr.write(maskTokens(error instanceof UserError ? explainError(error) : explainUsage(error)));
    return EXIT.unusable;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`circlesec: this is a bug in circlesec, please report it\n${detail}\n`);
  return EXIT.bug;
}

function explainError({ message, help }: UserError): string {
  return `${message.replaceAll(/^/gm, "circlesec: ")}\n${help === undefined ? "" : `${help}\n`}`;
}

/** What commander says, in one line, and a hint that fits. */
function explainUsage({ code, message }: CommanderError): string {
  if (code === "commander.help") return "";
  // What stands behind the `=` of an option that there is not may be a secret.
  const safe = message.replace(/^error: /, "").replace(/^(unknown option '[^'=]*)=[^]*'$/m, "$1'");
  const [line = "", suggestion] = safe.split("\n");
  const words = process.argv.slice(2);
  const command = words.find((word) => COMMANDS.has(word)) ?? (words[0] === "vault" ? "vault setup" : "");
  const path = /^unknown command '(.*)'$/.exec(line)?.[1];
  const help =
    path === undefined
      ? `Try \`circlesec ${command ? `${command} ` : ""}--help\``
      : `Did you mean \`circlesec lint ${path}\`?`;
  return `circlesec: ${line}\n${suggestion?.replace(/^\((.*)\)$/, "$1") ?? help}\n`;
}

/** A reader that went away (`| head`) ends the run quietly; what it has seen was right. */
function survive(stream: NodeJS.WriteStream): void {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") {
      process.exitCode = EXIT.unusable;
      if (stream === process.stdout)
        process.stderr.write(`circlesec: standard output cannot be written: ${error.code}\n`);
    }
    process.exit();
  });
}

async function main(): Promise<void> {
  survive(process.stdout);
  survive(process.stderr);
  try {
    const program = buildProgram(async (command) => {
      process.exitCode = await command(process);
    });
    await program.parseAsync();
  } catch (error) {
    process.exitCode = await explain(error);
  }
}

void main();
