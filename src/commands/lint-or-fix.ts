import { dirname, resolve } from "node:path";
import type { RunResult } from "../engine/result.ts";
import { findSettings } from "../find-settings/index.ts";
import type { FoundFile } from "../io/discover.ts";
import { prepareReportFile } from "../io/report-file.ts";
import { type FilesRun, type Outcome, collectRun, runFiles } from "../run/run-files.ts";
import type { RunOptions } from "../run/run-source.ts";
import { UserError } from "../user-error.ts";
import type { ExitCode } from "./exit-code.ts";
import { exitCode, toGate } from "./gate.ts";
import type { Host } from "./host.ts";
import { type IgnoredBy, withoutIgnored } from "./ignored.ts";
import { type Input, findInput } from "./input.ts";
import type { KnownAround } from "./known-findings.ts";
import type { Flags } from "./flags.ts";
import { mayShowSecrets, writeReports } from "./output.ts";
import { once } from "../once.ts";
import { usesPlugins } from "./plugins-used.ts";
import { type Progress, progressOn } from "./progress.ts";
import { dayOf } from "./today.ts";
import { type OpenWork, openWork } from "./work.ts";
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
  const options = { run, flags, settings, today: dayOf(new Date()) };
  const linting = once(async () => (await import("./linting.ts")).openLinting(options));
  const isKnownBefore =
    !input.fromStdin && !asksForKnown(flags) && flags.rule === undefined && ![...settings.values()].some(usesPlugins);
  const { errors } = isKnownBefore ? { errors: [] } : await linting();
  const files = withoutIgnored(input.files, ignoredBy, host);
  for (const { path } of reports) if (path !== undefined) prepareReportFile(path);
  const ran = input.fromStdin
    ? (await import("./lint-stdin.ts")).lintStdin(options, await linting(), ignoredBy, host)
    : await lintFiles(
        files,
        {
          disk: input.disk,
          run,
          ...(await openWork({ options, files: files.length, isOnDisk: !input.isStaged, linting }, host)),
        },
        host,
      );
  const found = { ...ran, errors: [...errors, ...input.unread, ...ran.errors] };
  const result = asksForKnown(flags)
    ? await withoutKnown(found, {
        cwd: host.cwd(),
        env: host.env,
        disk: input.onDisk,
        files,
        rules: (await linting()).rules,
        linting: options,
      })
    : found;
  const filters = input.fromStdin && command === "fix" && run.write;
  const rules = reports.some(({ format }) => format === "sarif") ? (await linting()).rules : [];
  await writeReports(result, { host, filters, reports, gate, flags, rules });
  if (input.isStaged) sayOfStaged(result, flags, host);
  // A commit must not go on without what was just fixed beside it.
  return exitCode(result, gate, flags.check === true || (input.isStaged && run.write));
}

/** Flags that cannot be meant are a UserError before anything is read. */
async function mustBeMeant(flags: Flags): Promise<void> {
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

async function lintFiles(files: readonly FoundFile[], around: FilesRun & OpenWork, host: Host): Promise<RunResult> {
  const progress = progressOn(host);
  try {
    const outcomes = runFiles(files, around);
    return await collectRun(around.run.review ? outcomes : counted(outcomes, files.length, progress), around.run);
  } finally {
    progress.end();
    around.close();
  }
}

/** The same outcomes; the progress hears of each. */
async function* counted(outcomes: AsyncIterable<Outcome>, total: number, { step }: Progress): AsyncGenerator<Outcome> {
  let done = 0;
  step(done, total);
  for await (const outcome of outcomes) {
    done += 1;
    step(done, total);
    yield outcome;
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

async function withoutKnown(found: RunResult, around: KnownAround): Promise<RunResult> {
  const { leaveOutKnown } = await import("./known-findings.ts");
  return leaveOutKnown(found, around);
}
