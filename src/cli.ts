import process from "node:process";
import manifest from "../package.json" with { type: "json" };
import { EXIT, type ExitCode } from "./commands/exit-code.ts";
import { readCall } from "./commands/read-call.ts";
import type { Host } from "./commands/host.ts";
import { openOutput } from "./io/output.ts";
import { once } from "./once.ts";
import { UserError } from "./user-error.ts";

/**
 * Says in a line what is wrong with the call, or in several with the settings; in a last one what to do. What a user typed, or
 * wrote in a module of settings, may be a token.
 */
async function explain(error: unknown, { stderr }: Host): Promise<ExitCode> {
  if (error instanceof UserError) {
    const { maskTokens } = await import("./secrets/index.ts");
    stderr.write(maskTokens(explainError(error)));
    return EXIT.unusable;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  stderr.write(`circlesec: this is a bug in circlesec, please report it\n${detail}\n`);
  return EXIT.bug;
}

function explainError({ message, help }: UserError): string {
  return `${message.replaceAll(/^/gm, "circlesec: ")}\n${help === undefined ? "" : `${help}\n`}`;
}

/** Streams of Node that were got ready: they may hold text that is still to be written. */
let streams = 0;

/** A reader that went away (`| head`) is no fault: the run goes on without it, and ends as it would have. */
function survive<T extends typeof process.stdout | typeof process.stderr>(stream: T): T {
  streams += 1;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return;
    process.exitCode = EXIT.unusable;
    if (stream.fd === 1) process.stderr.write(`circlesec: standard output cannot be written: ${error.code}\n`);
    process.exit();
  });
  return stream;
}

const standardOutput = once(() => survive(process.stdout));
const standardError = once(() => survive(process.stderr));

async function main(): Promise<void> {
  const { env } = process;
  const [stdout, stderr] = [openOutput(1, standardOutput), openOutput(2, standardError)];
  const host = { cwd: () => process.cwd(), env, stdout, stderr };
  try {
    process.exitCode = await run(process.argv.slice(2), host);
  } catch (error) {
    process.exitCode = await explain(error, host);
  }
  // What is in memory need not be taken apart first, which takes a millisecond.
  if (streams === 0) process.exit();
}

/** What is asked for most is read and run without commander. */
async function run(words: readonly string[], host: Host): Promise<ExitCode | undefined> {
  const call = readCall(words);
  if (call) {
    const { lintOrFix } = await import("./commands/lint-or-fix.ts");
    return lintOrFix(call.command, call.paths, call.flags, host);
  }
  if (words.length === 1 && (words[0] === "--version" || words[0] === "-V")) {
    host.stdout.write(`${manifest.version}\n`);
    return EXIT.clean;
  }
  const { runProgram } = await import("./commands/run-program.ts");
  // Commander writes to these itself.
  standardOutput();
  standardError();
  return runProgram(words, host);
}

void main();
