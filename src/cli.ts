import process from "node:process";
import manifest from "../package.json" with { type: "json" };
import { EXIT, type ExitCode } from "./commands/exit-code.ts";
import { readCall } from "./commands/read-call.ts";
import { UserError } from "./user-error.ts";

/**
 * Says in a line what is wrong with the call, or in several with the settings; in a last one what to do. What a user typed, or
 * wrote in a module of settings, may be a token.
 */
async function explain(error: unknown): Promise<ExitCode> {
  if (error instanceof UserError) {
    const { maskTokens } = await import("./secrets/index.ts");
    process.stderr.write(maskTokens(explainError(error)));
    return EXIT.unusable;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`circlesec: this is a bug in circlesec, please report it\n${detail}\n`);
  return EXIT.bug;
}

function explainError({ message, help }: UserError): string {
  return `${message.replaceAll(/^/gm, "circlesec: ")}\n${help === undefined ? "" : `${help}\n`}`;
}

/** A reader that went away (`| head`) is no fault: the run goes on without it, and ends as it would have. */
function survive(stream: NodeJS.WriteStream): void {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return;
    process.exitCode = EXIT.unusable;
    if (stream === process.stdout)
      process.stderr.write(`circlesec: standard output cannot be written: ${error.code}\n`);
    process.exit();
  });
}

async function main(): Promise<void> {
  survive(process.stdout);
  survive(process.stderr);
  try {
    process.exitCode = await run(process.argv.slice(2));
  } catch (error) {
    process.exitCode = await explain(error);
  }
}

/** What is asked for most is read and run without commander. */
async function run(words: readonly string[]): Promise<ExitCode | undefined> {
  const call = readCall(words);
  if (call) {
    const { lintOrFix } = await import("./commands/lint-or-fix.ts");
    return lintOrFix(call.command, call.paths, call.flags, process);
  }
  if (words.length === 1 && (words[0] === "--version" || words[0] === "-V")) {
    process.stdout.write(`${manifest.version}\n`);
    return EXIT.clean;
  }
  const { runProgram } = await import("./commands/run-program.ts");
  return runProgram(words, process);
}

void main();
