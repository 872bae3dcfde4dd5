import { dirname, resolve } from "node:path";
import type { FileError, FileResult, RunEnd, RunResult } from "../engine/result.ts";
import { Tally } from "../engine/tally.ts";
import { findSettings } from "../find-settings/index.ts";
import type { FoundFile } from "../io/discover.ts";
import { prepareReportFile } from "../io/report-file.ts";
import { type FilesRun, runFiles } from "../run/run-files.ts";
import type { RunOptions } from "../run/run-source.ts";
import { formatOf } from "../reporters/formats.ts";
import { UserError } from "../user-error.ts";
import type { ExitCode } from "./exit-code.ts";
import { exitCode, toGate } from "./gate.ts";
import type { Host } from "./host.ts";
import { type IgnoredBy, withoutIgnored } from "./ignored.ts";
import { type Input, findInput } from "./input.ts";
import type { KnownAround } from "./known-findings.ts";
import type { Flags } from "./flags.ts";
import { mayShowSecrets, openOutput } from "./output.ts";
import type { Take } from "./lint-stdin.ts";
import { once } from "../once.ts";
import { usesPlugins } from "./plugins-used.ts";
import { type Progress, SILENT, progressOn } from "./progress.ts";
import { whenAsked } from "./today.ts";
import { type OpenWork, openWork, toJobs } from "./work.ts";
import { type WantedReport, toWantedReports } from "./wanted-reports.ts";

/** `circlesec lint` and `circlesec fix`: reads, lints, fixes, reports. */
export async function lintOrFix(
  command: "lint" | "fix",
  paths: readonly string[],
  flags: Flags,
  host: Host,
): Promise<ExitCode> {
  const gate = toGate(flags);
  await mustBeMeant(flags);
  refuseSecrets(flags, host);
  const run = await toRun(command, flags, host, paths.includes("-"));
  const input = await findInput(paths, flags, host);
  const reports = wantedReports(input, flags, host);
  refuseDiffBeside(reports, flags);
  const settings = await settingsFor(input, flags, host);
  const ignoredBy: IgnoredBy = (path, folder = dirname(path)) => settings.get(folder)?.ignoredBy(path);
  const options = { run, flags, settings, now: whenAsked() };
  const linting = once(async () => (await import("./linting.ts")).openLinting(options));
  const isKnownBefore =
    !input.fromStdin && !asksForKnown(flags) && flags.rule === undefined && ![...settings.values()].some(usesPlugins);
  const { errors } = isKnownBefore ? { errors: [] } : await linting();
  const files = withoutIgnored(input.files, ignoredBy, host);
  for (const { path } of reports) if (path !== undefined) prepareReportFile(path);
  const start = { command, written: run.write };
  const progress = run.review ? SILENT : progressOn(host);
  const output = await openOutput(start, {
    host,
    filters: input.fromStdin && command === "fix" && run.write,
    reports,
    gate,
    flags,
    askRules: async () => (await linting()).rules,
    clear: progress.clear,
  });
  const tally = new Tally();
  const tell = async (file: FileResult): Promise<void> => {
    tally.add(file);
    await output.file(file);
  };
  const kept: FileResult[] = [];
  // What is known is left out of the whole; and who is asked about fixes reads of them afterwards.
  const keeps = asksForKnown(flags) || run.review !== undefined;
  const take = keeps ? (file: FileResult): void => void kept.push(file) : tell;
  const edits = reports.some(({ format }) => formatOf(format).showsEdits);
  const around = async () => ({
    disk: input.disk,
    run,
    ...(await openWork({ options, files: files.length, isOnDisk: !input.isStaged, edits, linting }, host)),
  });
  const ran = input.fromStdin
    ? await (await import("./lint-stdin.ts")).lintStdin(options, await linting(), ignoredBy, { host, take })
    : await lintFiles(files, await around(), progress, take);
  const whole = { ...start, ...ran, errors: [...errors, ...input.unread, ...ran.errors], files: kept };
  const result = asksForKnown(flags)
    ? await withoutKnown(whole, {
        cwd: host.cwd(),
        env: host.env,
        disk: input.onDisk,
        files,
        rules: (await linting()).rules,
        linting: options,
      })
    : whole;
  for (const file of result.files) await tell(file);
  const end: RunEnd = result;
  await output.end(end);
  if (input.isStaged) sayOfStaged(end, tally, run, flags, host);
  // A commit must not go on without what was just fixed beside it.
  return exitCode(tally, end, gate, flags.check === true || (input.isStaged && run.write));
}

/** Flags that cannot be meant are a UserError before anything is read. */
async function mustBeMeant(flags: Flags): Promise<void> {
  toJobs(flags.jobs);
  if ((flags.context ?? flags.username ?? flags.token) === undefined) return;
  const { namesIn } = await import("./run-options.ts");
  namesIn(flags);
}

/** What the flags ask for. */
async function toRun(command: "lint" | "fix", flags: Flags, host: Host, fromStdin: boolean): Promise<RunOptions> {
  const run = { command, unsafe: flags.unsafe === true, write: flags.diff !== true && flags.check !== true };
  return flags.interactive ? { ...run, review: await openReview(flags, host, fromStdin) } : run;
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

/** Hands on what comes of each file, and says how it went with the rest. */
async function lintFiles(
  files: readonly FoundFile[],
  around: FilesRun & OpenWork,
  progress: Progress,
  take: Take,
): Promise<RunEnd> {
  const errors: FileError[] = [];
  let done = 0;
  let skipped = 0;
  progress.step(done, files.length);
  try {
    for await (const outcome of runFiles(files, around)) {
      done += 1;
      progress.step(done, files.length);
      if (outcome.kind === "result") await take(outcome.result);
      else if (outcome.kind === "error") errors.push(outcome.error);
      else skipped += 1;
    }
  } finally {
    progress.clear();
    around.close();
  }
  return { skipped, errors, stale: 0, isCompared: false };
}

async function openReview(flags: Flags, host: Host, fromStdin: boolean): Promise<NonNullable<RunOptions["review"]>> {
  const { createReviewer, mustBeReviewable } = await import("./review.ts");
  mustBeReviewable(flags, host, fromStdin);
  return createReviewer(flags, host);
}

function sayOfStaged(
  { skipped, errors }: RunEnd,
  { files, changed }: Tally,
  { write }: RunOptions,
  { quiet }: Flags,
  { stderr }: Host,
): void {
  if (files + skipped + errors.length === 0 && !quiet) stderr.write("No CircleCI configuration is staged\n");
  if (write && changed > 0) {
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

async function withoutKnown(found: RunResult, around: KnownAround): Promise<RunResult> {
  const { leaveOutKnown } = await import("./known-findings.ts");
  return leaveOutKnown(found, around);
}
