import type { FileError, FileResult, RunResult } from "../engine/result.ts";
import { betweenSignals } from "../io/between-signals.ts";
import type { Disk, ReadableDisk } from "../io/disk.ts";
import type { FoundFile } from "../io/discover.ts";
import { Repositories, type RepositoryFiles } from "../io/repositories.ts";
import { isSettingsPath } from "../io/settings-files.ts";
import type { Config } from "../model/index.ts";
import { UserError } from "../user-error.ts";
import type { RunOptions } from "./run-source.ts";

/** A file as it was read, and what lies around it. */
export interface Task {
  readonly file: FoundFile;
  readonly text: string;
  readonly repository: RepositoryFiles;
  /** Hears what the file means before the first fix and after the last; the same where nothing was fixed. */
  readonly watch?: (before: Config, after: Config) => void;
}

/** Lints or fixes a file, without writing it; `undefined` for what is not CircleCI's. Throws a UserError for what it refuses. */
export type Work = (task: Task) => FileResult | undefined | Promise<FileResult | undefined>;

/** What came of one file. */
export type Outcome =
  ResultOutcome | { readonly kind: "error"; readonly error: FileError } | { readonly kind: "skipped" };

interface ResultOutcome {
  readonly kind: "result";
  readonly result: FileResult;
}

/** The files of a run, and what is done with them. */
export interface FilesRun {
  readonly disk: ReadableDisk & Partial<Disk>;
  readonly run: RunOptions;
  readonly work: Work;
  /** How many files may be worked on at once. */
  readonly ahead?: number;
}

/**
 * What comes of each file, in their order; what is fixed is written as it is handed out. A file that cannot be read or written
 * is an error of its own; a settings file is no CircleCI configuration, even if it was named.
 */
export async function* runFiles(files: readonly FoundFile[], around: FilesRun): AsyncGenerator<Outcome> {
  const { run, disk } = around;
  // Who is asked about each fix can end the run at any question.
  const writes = run.command === "fix" && run.write && !run.review;
  const worked = workThrough(files, around);
  for await (const { file, text, outcome } of writes ? betweenSignals(worked) : worked) {
    yield run.write && outcome.kind === "result" ? written(file, text, outcome, disk) : outcome;
  }
}

/** All outcomes as one result. */
export async function collectRun(outcomes: AsyncIterable<Outcome>, run: RunOptions): Promise<RunResult> {
  const files: FileResult[] = [];
  const errors: FileError[] = [];
  let skipped = 0;
  for await (const outcome of outcomes) {
    if (outcome.kind === "result") files.push(outcome.result);
    else if (outcome.kind === "error") errors.push(outcome.error);
    else skipped += 1;
  }
  return { command: run.command, files, skipped, errors, written: run.write, stale: 0, isCompared: false };
}

interface Worked {
  readonly file: FoundFile;
  readonly text: string;
  readonly outcome: Outcome;
}

/** Works on some files at once, and hands them out in their order. */
async function* workThrough(files: readonly FoundFile[], around: FilesRun): AsyncGenerator<Worked> {
  const repositories = new Repositories(around.disk);
  const started: Promise<Worked>[] = [];
  for (const file of files) {
    const next = workOn(file, repositories, around);
    // Whoever waits for it in its turn hears of a fault; until then it counts as handled.
    next.catch(() => undefined);
    started.push(next);
    if (started.length < (around.ahead ?? 1)) continue;
    const first = await started[0];
    void started.shift();
    if (first) yield first;
  }
  for (const one of started) yield await one;
}

async function workOn(file: FoundFile, repositories: Repositories, { disk, work }: FilesRun): Promise<Worked> {
  if (isSettingsPath(file.path)) return { file, text: "", outcome: { kind: "skipped" } };
  try {
    const text = disk.readText(file.path);
    const result = await work({ file, text, repository: repositories.around(file.path) });
    const { repositoryPath } = file;
    const outcome: Outcome = result ? { kind: "result", result: { ...result, repositoryPath } } : { kind: "skipped" };
    return { file, text, outcome };
  } catch (error) {
    return { file, text: "", outcome: failed(file, error) };
  }
}

function written(file: FoundFile, text: string, outcome: ResultOutcome, disk: FilesRun["disk"]): Outcome {
  const { before, source } = outcome.result;
  if (!before) return outcome;
  try {
    disk.replaceText?.(file.path, text, source.text);
    return outcome;
  } catch (error) {
    return failed(file, error);
  }
}

function failed({ path, shown }: FoundFile, error: unknown): Outcome {
  if (!(error instanceof UserError)) throw error;
  const message = error.message.replaceAll(path, shown);
  return { kind: "error", error: { path: shown, message, help: error.help?.replaceAll(path, shown) } };
}
