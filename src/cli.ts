#!/usr/bin/env node
import { fstatSync } from "node:fs";
import { dirname } from "node:path";
import process from "node:process";
import { CommanderError } from "commander";
import { type Flags, buildProgram, version } from "./command-line.ts";
import type { RunResult } from "./engine/result.ts";
import { type Severity, isAtLeast } from "./finding.ts";
import { findSettings } from "./find-settings.ts";
import { createDisk } from "./io/disk.ts";
import { discover } from "./io/discover.ts";
import { isSettingsPath } from "./io/settings-files.ts";
import { readStandardInput } from "./io/standard-input.ts";
import { toRuleOptions, toRunOptions } from "./run-options.ts";
import type { RuleOptions } from "./rules/rule.ts";
import { type RunOptions, runFiles, runSource } from "./run.ts";
import { Source } from "./source/source.ts";
import { UserError } from "./user-error.ts";
import type { VaultSetupFlags } from "./vault-command-line.ts";

const EXIT = { clean: 0, findings: 1, unusable: 2, bug: 3 } as const;
type ExitCode = (typeof EXIT)[keyof typeof EXIT];

async function execute(command: "lint" | "fix", paths: readonly string[], flags: Flags): Promise<ExitCode> {
  const run = toRunOptions(command, flags);
  const optionsWith = toRuleOptions(flags);
  const fromStdin = paths.includes("-");
  if (fromStdin && paths.length > 1) throw new UserError("`-` (standard input) cannot be mixed with paths");
  if (flags.diff && flags.format === "json") {
    throw new UserError("--diff and --format json cannot share one output", {
      help: "The JSON report holds each finding's edits",
    });
  }
  if (flags.showSecrets && !(flags.diff && mayShowSecrets())) {
    throw new UserError("--show-secrets is only for `fix --diff` whose output is a terminal or a file", {
      help: "Write the patch to a file: circlesec fix --diff --show-secrets > circlesec.patch",
    });
  }
  const disk = createDisk();
  const cwd = process.cwd();
  const files = fromStdin ? [] : discover(paths, { cwd, disk }).files;
  const folders = fromStdin ? [cwd] : files.map(({ path }) => dirname(path));
  const settings = await findSettings(folders, { cwd, disk, chosen: flags.settings });
  const optionsIn = (folder: string): RuleOptions => optionsWith(settings.get(folder));
  const result = fromStdin
    ? runStdin(flags.stdinFilename, run, optionsIn(cwd))
    : runFiles(files, disk, run, (path) => optionsIn(dirname(path)));
  await print(result, flags, fromStdin && command === "fix" && run.write);
  return exitCode(result, flags);
}

function runStdin(path: string, run: RunOptions, options: RuleOptions): RunResult {
  if (isSettingsPath(path)) throw new UserError(`\`${path}\` holds settings, not CircleCI configuration`);
  const source = new Source(path, readStandardInput());
  const result = runSource(source, run, { named: true, options, repository: undefined });
  return { command: run.command, files: result ? [result] : [], skipped: 0, errors: [], written: run.write };
}

/** Writes the report; with `fix -` the fixed text takes standard output and the report goes to standard error. */
async function print(result: RunResult, flags: Flags, filter: boolean): Promise<void> {
  if (filter) process.stdout.write(result.files[0]?.source.text ?? "");
  if (flags.diff) {
    const { unifiedDiff } = await import("./reporters/diff.ts");
    let isMasked = false;
    for (const file of result.files) {
      const patch = unifiedDiff(file, flags.showSecrets === true);
      process.stdout.write(patch.text);
      isMasked ||= patch.isMasked;
    }
    if (isMasked) process.stderr.write(MASKED);
  }
  const stream = filter || (flags.diff && flags.format === "pretty") ? process.stderr : process.stdout;
  stream.write(await render(result, flags, stream));
}

async function render(result: RunResult, flags: Flags, stream: NodeJS.WriteStream): Promise<string> {
  if (flags.format === "json") {
    const { reportJson } = await import("./reporters/json.ts");
    return reportJson(result, { version });
  }
  const { reportPretty } = await import("./reporters/pretty.ts");
  const width = stream.isTTY ? Math.min(stream.columns, 120) : undefined;
  return reportPretty(result, {
    color: wantsColor(flags, stream),
    quiet: flags.quiet === true,
    failOn: flags.failOn,
    width,
  });
}

/** Said below a diff with masks, because it does not apply. */
const MASKED = `Secrets are masked as *** in this diff, so \`git apply\` refuses it. For a patch that applies:
  circlesec fix --diff --show-secrets > <file>

`;

/** Secrets are shown to a person at a terminal, or written to a file that the user named; never into a log. */
function mayShowSecrets(): boolean {
  return process.stdout.isTTY || fstatSync(process.stdout.fd).isFile();
}

/** The flag decides, then NO_COLOR, then FORCE_COLOR, then whether someone is looking. */
function wantsColor({ color }: Flags, stream: NodeJS.WriteStream): boolean {
  if (color === false || color === "never") return false;
  if (color === "always") return true;
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  return stream.isTTY && TERM !== "dumb";
}

function exitCode(result: RunResult, { failOn, check }: Flags): ExitCode {
  if (result.files.some(({ crashes, refused }) => crashes.length > 0 || refused.length > 0)) return EXIT.bug;
  if (result.errors.length > 0) return EXIT.unusable;
  const fails = (severity: Severity): boolean => failOn !== "never" && isAtLeast(severity, failOn);
  const failing = result.files.some(({ findings }) => findings.some(({ severity }) => fails(severity)));
  const changing = check === true && result.files.some(({ before }) => before !== undefined);
  return failing || changing ? EXIT.findings : EXIT.clean;
}

/** `circlesec vault setup`, with the settings of the current folder. */
async function setUpVault(flags: VaultSetupFlags): Promise<ExitCode> {
  const cwd = process.cwd();
  const settings = await findSettings([cwd], { cwd, disk: createDisk(), chosen: flags.settings });
  const { runVaultSetup } = await import("./vault-run.ts");
  const { text, outcome } = await runVaultSetup(settings.get(cwd)?.vault, flags);
  process.stdout.write(text);
  return { done: EXIT.clean, faults: EXIT.findings, unreadable: EXIT.unusable }[outcome];
}

/** Says in a line what is wrong with the call, or in several with the settings; in a last one what to do. */
function explain(error: unknown): ExitCode {
  if (error instanceof UserError) {
    process.stderr.write(
      `${error.message.replaceAll(/^/gm, "circlesec: ")}\n${error.help === undefined ? "" : `${error.help}\n`}`,
    );
    return EXIT.unusable;
  }
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.clean;
    process.stderr.write(explainUsage(error));
    return EXIT.unusable;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`circlesec: this is a bug in circlesec, please report it\n${detail}\n`);
  return EXIT.bug;
}

/** What commander says, in one line, and a hint that fits. */
function explainUsage({ code, message }: CommanderError): string {
  if (code === "commander.help") return "";
  // What stands behind the `=` of an option that there is not may be a secret.
  const safe = message.replace(/^error: /, "").replace(/^(unknown option '[^'=]*)=[^]*'$/m, "$1'");
  const [line = "", suggestion] = safe.split("\n");
  const words = process.argv.slice(2);
  const command =
    words.find((word) => word === "lint" || word === "fix") ?? (words[0] === "vault" ? "vault setup" : "");
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
    if (error.code !== "EPIPE") process.exitCode = EXIT.unusable;
    process.exit();
  });
}

async function main(): Promise<void> {
  survive(process.stdout);
  survive(process.stderr);
  try {
    const program = buildProgram({
      async run(command, paths, flags) {
        process.exitCode = await execute(command, paths, flags);
      },
      async vaultSetup(flags) {
        process.exitCode = await setUpVault(flags);
      },
    });
    await program.parseAsync();
  } catch (error) {
    process.exitCode = explain(error);
  }
}

void main();
