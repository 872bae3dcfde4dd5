import { dirname, resolve } from "node:path";
import type { RunResult } from "../engine/result.ts";
import { findSettings } from "../find-settings/index.ts";
import { type Disk, createDisk } from "../io/disk.ts";
import { type FoundFile, discover, discoverStaged } from "../io/discover.ts";
import { prepareReportFile } from "../io/report-file.ts";
import { isSettingsPath } from "../io/settings-files.ts";
import type { Staged } from "../io/staged.ts";
import { readStandardInput } from "../io/standard-input.ts";
import { type FileRules, type RunOptions, runFiles, runSource } from "../run.ts";
import { Source } from "../source/source.ts";
import { UserError } from "../user-error.ts";
import type { ExitCode } from "./exit-code.ts";
import { findRules } from "./file-rules.ts";
import { exitCode, toGate } from "./gate.ts";
import type { Host } from "./host.ts";
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
  const fromStdin = paths.includes("-");
  if (fromStdin && (paths.length > 1 || flags.staged)) {
    throw new UserError(`\`-\` (standard input) cannot be mixed with ${flags.staged ? "--staged" : "paths"}`);
  }
  if (flags.showSecrets && !(flags.diff && mayShowSecrets(host.stdout))) {
    throw new UserError("--show-secrets is only for `fix --diff` whose output is a terminal or a file", {
      help: "Write the patch to a file: circlesec fix --diff --show-secrets > circlesec.patch",
    });
  }
  const run = flags.interactive ? { ...asked, review: await openReview(flags, host, fromStdin) } : asked;
  const onDisk = createDisk();
  const cwd = host.cwd();
  const staged = flags.staged ? await openStaged(onDisk, host) : undefined;
  const disk = staged?.disk ?? onDisk;
  const nothing = { files: [], unread: [] };
  const { files: all, unread } = fromStdin
    ? nothing
    : staged
      ? discoverStaged(paths, cwd, staged)
      : discover(paths, { cwd, disk });
  const reports = toWantedReports(flags.format, { cwd, read: all.map(({ path }) => path) });
  refuseDiffBeside(reports, flags);
  const folders = fromStdin ? [cwd] : all.map(({ path }) => dirname(path));
  const settings = await findSettings(folders, {
    cwd,
    // A file that the user names may well be none that git knows.
    disk: flags.settings === undefined ? disk : onDisk,
    chosen: flags.settings,
  });
  const ignoredBy = (path: string, folder = dirname(path)) => settings.get(folder)?.ignoredBy(path);
  const { rules, rulesFor, errors } = await findRules(settings, flags, optionsWith);
  const files = withoutIgnored(all, ignoredBy, host);
  for (const { path } of reports) if (path !== undefined) prepareReportFile(path);
  const progress = progressOn(host);
  const stdin = resolve(cwd, flags.stdinFilename);
  const lintFiles = async (): Promise<RunResult> => {
    try {
      return await runFiles(files, disk, run, (path) => rulesFor(path), run.review ? undefined : progress.step);
    } finally {
      progress.end();
    }
  };
  const ran = fromStdin
    ? runStdin(flags.stdinFilename, run, stdinRules(rulesFor(stdin, cwd), flags, ignoredBy(stdin, cwd), host))
    : await lintFiles();
  const found = { ...ran, errors: [...errors, ...unread, ...ran.errors] };
  const result = asksForKnown(flags)
    ? await (
        await import("./known-findings.ts")
      ).leaveOutKnown(found, flags, { cwd, env: host.env, disk: onDisk, files, run, rules, optionsWith })
    : found;
  const filters = fromStdin && command === "fix" && run.write;
  await writeReports(result, { host, filters, reports, gate, flags, rules });
  if (staged) sayOfStaged(result, flags, host);
  // A commit must not go on without what was just fixed beside it.
  return exitCode(result, gate, flags.check === true || (staged !== undefined && run.write));
}

async function openReview(flags: Flags, host: Host, fromStdin: boolean): Promise<NonNullable<RunOptions["review"]>> {
  const { createReviewer, mustBeReviewable } = await import("./review.ts");
  mustBeReviewable(flags, host, fromStdin);
  return createReviewer(flags, host);
}

async function openStaged(disk: Disk, host: Host): Promise<Staged> {
  const { readStaged } = await import("../io/staged.ts");
  return readStaged({ cwd: host.cwd(), env: host.env, disk });
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

/** The files that no settings ignore; says so of each that was named, and where nothing is left. */
function withoutIgnored(
  found: readonly FoundFile[],
  ignoredBy: (path: string) => string | undefined,
  { stderr }: Host,
): FoundFile[] {
  const files: FoundFile[] = [];
  let silent: string | undefined;
  for (const file of found) {
    const settings = ignoredBy(file.path);
    if (settings === undefined) files.push(file);
    else if (file.named) stderr.write(ignoredNote(file.shown, settings));
    else silent = settings;
  }
  if (files.length === 0 && silent !== undefined)
    stderr.write(`circlesec: \`ignore\` in ${silent} leaves nothing to lint\n`);
  return files;
}

/** What is ignored passes through `fix -` as it is. */
function stdinRules(
  rules: FileRules,
  { stdinFilename }: Flags,
  ignored: string | undefined,
  { stderr }: Host,
): FileRules {
  if (ignored === undefined) return rules;
  stderr.write(ignoredNote(stdinFilename, ignored));
  return { ...rules, rules: [] };
}

function ignoredNote(path: string, settings: string): string {
  return `circlesec: ${path} is not linted: \`ignore\` in ${settings} names it\n`;
}

function runStdin(path: string, run: RunOptions, rules: FileRules): RunResult {
  if (isSettingsPath(path)) throw new UserError(`\`${path}\` holds settings, not CircleCI configuration`);
  const source = new Source(path, readStandardInput());
  const result = runSource(source, run, { ...rules, named: true, repository: undefined });
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
