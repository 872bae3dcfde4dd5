import { dirname, resolve } from "node:path";
import type { FileResult, RunResult } from "../engine/result.ts";
import { findSettings } from "../find-settings/index.ts";
import type { Disk } from "../io/disk.ts";
import type { FoundFile } from "../io/discover.ts";
import { prepareReportFile } from "../io/report-file.ts";
import { isSettingsPath } from "../io/settings-files.ts";
import { readStandardInput } from "../io/standard-input.ts";
import { type FileRules, type RunOptions, runFiles, runSource } from "../run.ts";
import { Source } from "../source/source.ts";
import { UserError } from "../user-error.ts";
import type { ExitCode } from "./exit-code.ts";
import { findRules } from "./file-rules.ts";
import { exitCode, toGate } from "./gate.ts";
import type { Host } from "./host.ts";
import { type IgnoredBy, ignoredNote, withoutIgnored } from "./ignored.ts";
import { type Input, findInput } from "./input.ts";
import type { KnownAround } from "./known-findings.ts";
import type { Flags } from "./lint-options.ts";
import { mayShowSecrets, writeReports } from "./output.ts";
import { progressOn } from "./progress.ts";
import { dayOf, toRuleOptions, toRunOptions } from "./run-options.ts";
import { type WantedReport, toWantedReports } from "./wanted-reports.ts";

/** `circlesec lint` and `circlesec fix`: reads, lints, fixes, reports. */
export async function lintOrFix(
  command: "lint" | "fix",
  paths: readonly string[],
  flags: Flags,
  host: Host,
): Promise<ExitCode> {
  const asked = toRunOptions(command, flags);
  const gate = toGate(flags);
  const optionsWith = toRuleOptions(flags, dayOf(new Date()));
  refuseSecrets(flags, host);
  const run = flags.interactive ? { ...asked, review: await openReview(flags, host, paths.includes("-")) } : asked;
  const input = await findInput(paths, flags, host);
  const reports = wantedReports(input, flags, host);
  refuseDiffBeside(reports, flags);
  const settings = await settingsFor(input, flags, host);
  const ignoredBy: IgnoredBy = (path, folder = dirname(path)) => settings.get(folder)?.ignoredBy(path);
  const { rules, rulesFor, errors } = await findRules(settings, flags, optionsWith);
  const files = withoutIgnored(input.files, ignoredBy, host);
  for (const { path } of reports) if (path !== undefined) prepareReportFile(path);
  const ran = input.fromStdin
    ? lintStdin(run, flags, { rulesFor, ignoredBy }, host)
    : await lintFiles(files, input.disk, run, rulesFor, host);
  const found = { ...ran, errors: [...errors, ...input.unread, ...ran.errors] };
  const result = asksForKnown(flags)
    ? await withoutKnown(found, { flags, host, files, input, run, rules, optionsWith })
    : found;
  const filters = input.fromStdin && command === "fix" && run.write;
  await writeReports(result, { host, filters, reports, gate, flags, rules });
  if (input.isStaged) sayOfStaged(result, flags, host);
  // A commit must not go on without what was just fixed beside it.
  return exitCode(result, gate, flags.check === true || (input.isStaged && run.write));
}

function wantedReports({ files }: Input, flags: Flags, host: Host): readonly WantedReport[] {
  const cwd = host.cwd();
  const named = [flags.baseline, flags.writeBaseline, flags.settings].filter((file) => typeof file === "string");
  const kept = named.map((file) => resolve(cwd, file));
  return toWantedReports(flags.format, { cwd, read: files.map(({ path }) => path), kept });
}

/** Secrets are for a terminal or a file. */
function refuseSecrets({ showSecrets, diff }: Flags, { stdout }: Host): void {
  if (!showSecrets || (diff && mayShowSecrets(stdout))) return;
  throw new UserError("--show-secrets is only for `fix --diff` whose output is a terminal or a file", {
    help: "Write the patch to a file: circlesec fix --diff --show-secrets > circlesec.patch",
  });
}

function settingsFor({ fromStdin, files, disk, onDisk }: Input, flags: Flags, host: Host) {
  const cwd = host.cwd();
  return findSettings(fromStdin ? [cwd] : files.map(({ path }) => dirname(path)), {
    cwd,
    // A file that the user names may well be none that git knows.
    disk: flags.settings === undefined ? disk : onDisk,
    chosen: flags.settings,
  });
}

async function lintFiles(
  files: readonly FoundFile[],
  disk: Disk,
  run: RunOptions,
  rulesFor: (path: string) => FileRules,
  host: Host,
): Promise<RunResult> {
  const progress = progressOn(host);
  try {
    return await runFiles(files, disk, run, (path) => rulesFor(path), run.review ? undefined : progress.step);
  } finally {
    progress.end();
  }
}

async function openReview(flags: Flags, host: Host, fromStdin: boolean): Promise<NonNullable<RunOptions["review"]>> {
  const { createReviewer, mustBeReviewable } = await import("./review.ts");
  mustBeReviewable(flags, host, fromStdin);
  return createReviewer(flags, host);
}

function sayOfStaged({ files, skipped, errors, written }: RunResult, { quiet }: Flags, { stderr }: Host): void {
  if (files.length + skipped + errors.length === 0 && !quiet) stderr.write("No CircleCI configuration is staged\n");
  if (written && files.some(({ before }) => before !== undefined)) {
    stderr.write("What was fixed is not staged yet: look at it, `git add` it, and commit again\n");
  }
}

/** A diff takes standard output; only the report for people may then go to standard error. */
function refuseDiffBeside(reports: readonly WantedReport[], { diff }: Flags): void {
  const beside = reports.find(({ format, file }) => file === undefined && format !== "pretty");
  if (!diff || !beside) return;
  throw new UserError(`--diff and --format ${beside.format} cannot share one output`, {
    help: `Give the report a file: --format ${beside.format}=<file>`,
  });
}

function asksForKnown({ baseline, writeBaseline, pruneBaseline, newOnly }: Flags): boolean {
  return [baseline, writeBaseline, pruneBaseline, newOnly].some((flag) => flag !== undefined);
}

interface Lintings extends Pick<KnownAround, "run" | "rules" | "optionsWith" | "files"> {
  readonly flags: Flags;
  readonly host: Host;
  readonly input: Input;
}

async function withoutKnown(found: RunResult, { flags, host, input, ...around }: Lintings): Promise<RunResult> {
  const { leaveOutKnown } = await import("./known-findings.ts");
  return leaveOutKnown(found, flags, { ...around, cwd: host.cwd(), env: host.env, disk: input.onDisk });
}

/** What standard input holds; an ignored one counts as no file, and passes through `fix -` as it is. */
function lintStdin(
  run: RunOptions,
  { stdinFilename: shown }: Flags,
  { rulesFor, ignoredBy }: { rulesFor: (path: string, folder: string) => FileRules; ignoredBy: IgnoredBy },
  host: Host,
): RunResult {
  if (isSettingsPath(shown)) throw new UserError(`\`${shown}\` holds settings, not CircleCI configuration`);
  const cwd = host.cwd();
  const path = resolve(cwd, shown);
  const text = readStandardInput();
  const settings = ignoredBy(path, cwd);
  let result: FileResult | undefined;
  if (settings === undefined) {
    result = runSource(new Source(shown, text), run, { ...rulesFor(path, cwd), named: true, repository: undefined });
  } else {
    host.stderr.write(ignoredNote(shown, settings));
    if (run.command === "fix" && run.write) host.stdout.write(text);
  }
  return {
    command: run.command,
    files: result ? [result] : [],
    skipped: 0,
    errors: [],
    written: run.write,
    stale: 0,
    isCompared: false,
  };
}
