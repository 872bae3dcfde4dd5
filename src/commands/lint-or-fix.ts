import { dirname } from "node:path";
import type { RunResult } from "../engine/result.ts";
import { type Severity, isAtLeast } from "../finding.ts";
import { findSettings } from "../find-settings.ts";
import { createDisk } from "../io/disk.ts";
import { discover } from "../io/discover.ts";
import { isSettingsPath } from "../io/settings-files.ts";
import { readStandardInput } from "../io/standard-input.ts";
import type { RuleOptions } from "../rules/rule.ts";
import { type RunOptions, runFiles, runSource } from "../run.ts";
import { Source } from "../source/source.ts";
import { UserError } from "../user-error.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import type { Host } from "./host.ts";
import type { Flags } from "./lint-options.ts";
import { mayShowSecrets, writeReport } from "./output.ts";
import { toRuleOptions, toRunOptions } from "./run-options.ts";

/** `circlesec lint` and `circlesec fix`: reads, lints, fixes, reports. */
export async function lintOrFix(
  command: "lint" | "fix",
  paths: readonly string[],
  flags: Flags,
  host: Host,
): Promise<ExitCode> {
  const run = toRunOptions(command, flags);
  const optionsWith = toRuleOptions(flags);
  const fromStdin = paths.includes("-");
  if (fromStdin && paths.length > 1) throw new UserError("`-` (standard input) cannot be mixed with paths");
  if (flags.diff && flags.format === "json") {
    throw new UserError("--diff and --format json cannot share one output", {
      help: "The JSON report holds each finding's edits",
    });
  }
  if (flags.showSecrets && !(flags.diff && mayShowSecrets(host.stdout))) {
    throw new UserError("--show-secrets is only for `fix --diff` whose output is a terminal or a file", {
      help: "Write the patch to a file: circlesec fix --diff --show-secrets > circlesec.patch",
    });
  }
  const disk = createDisk();
  const cwd = host.cwd();
  const files = fromStdin ? [] : discover(paths, { cwd, disk }).files;
  const folders = fromStdin ? [cwd] : files.map(({ path }) => dirname(path));
  const settings = await findSettings(folders, { cwd, disk, chosen: flags.settings });
  const optionsIn = (folder: string): RuleOptions => optionsWith(settings.get(folder));
  const found = fromStdin
    ? runStdin(flags.stdinFilename, run, optionsIn(cwd))
    : runFiles(files, disk, run, (path) => optionsIn(dirname(path)));
  const result = asksForKnown(flags)
    ? await (await import("./known-findings.ts")).leaveOutKnown(found, flags, { cwd, disk, files, run, optionsWith })
    : found;
  await writeReport(result, flags, { host, filters: fromStdin && command === "fix" && run.write });
  return exitCode(result, flags);
}

function asksForKnown({ baseline, writeBaseline, pruneBaseline, newOnly }: Flags): boolean {
  return [baseline, writeBaseline, pruneBaseline, newOnly].some((flag) => flag !== undefined);
}

function runStdin(path: string, run: RunOptions, options: RuleOptions): RunResult {
  if (isSettingsPath(path)) throw new UserError(`\`${path}\` holds settings, not CircleCI configuration`);
  const source = new Source(path, readStandardInput());
  const result = runSource(source, run, { named: true, options, repository: undefined });
  return { command: run.command, files: result ? [result] : [], skipped: 0, errors: [], written: run.write, stale: 0 };
}

function exitCode(result: RunResult, { failOn, check }: Flags): ExitCode {
  if (result.files.some(({ crashes, refused }) => crashes.length > 0 || refused.length > 0)) return EXIT.bug;
  if (result.errors.length > 0) return EXIT.unusable;
  const fails = (severity: Severity): boolean => failOn !== "never" && isAtLeast(severity, failOn);
  const failing = result.files.some(({ findings }) => findings.some(({ severity }) => fails(severity)));
  const changing = check === true && result.files.some(({ before }) => before !== undefined);
  return failing || changing ? EXIT.findings : EXIT.clean;
}
