import { availableParallelism } from "node:os";
import { dirname } from "node:path";
import { noteFiles } from "../io/many-files.ts";
import type { RecordingWork } from "../result-cache/remembering.ts";
import { failedResult } from "../run/failed-result.ts";
import { fromPlain } from "../run/plain-result.ts";
import type { FilesRun, Task, Work } from "../run/run-files.ts";
import type { Sections } from "../settings/settings.ts";
import { Source } from "../source/source.ts";
import { once } from "../once.ts";
import { UserError } from "../user-error.ts";
import type { Host } from "./host.ts";
import type { Linting, LintingOptions } from "./linting.ts";
import { lateOptimizing } from "./late-optimizing.ts";
import { usesPlugins } from "./plugins-used.ts";
import { type CacheFolder, cacheFolder } from "./cache-folder.ts";
import type { ThreadData } from "./thread-work.ts";

/** Files from which on threads are worth their start. */
const WORTH_THREADS = 1000;
/** A thread keeps as many cores busy: with its own work, and with what V8 does beside it. */
const CORES_OF_ONE = 2;
const MOST_THREADS = 8;
const MOST_ASKED = 256;

/** How the files of a run are worked on. */
export interface OpenWork extends Pick<FilesRun, "work" | "ahead"> {
  /** To be called once all is done, or nothing more is wanted. */
  readonly close: () => void;
}

export interface WorkOptions {
  readonly options: LintingOptions;
  /** How many files there are. */
  readonly files: number;
  /** True where files are read from the disk: threads can read nothing else. */
  readonly isOnDisk: boolean;
  /** Whether a report shows what fixes would write. */
  readonly edits: boolean;
  /** What lints, loaded when it is needed. */
  readonly linting: () => Promise<Linting>;
}

/**
 * How files are worked on: what the cache knows is taken from there; the rest is done here, with rules that are loaded when the
 * first file needs them, or in threads. Plugins and questions stay in this thread, and nothing of them is remembered.
 */
export async function openWork(given: WorkOptions, host: Host): Promise<OpenWork> {
  const { options, linting } = given;
  const { run, settings } = options;
  const jobs = jobsFor(given);
  noteFiles(given.files);
  const optimizing = lateOptimizing(jobs);
  const lint = once(async () => {
    const { work } = await linting();
    await optimizing.begin(given.files);
    return work;
  });
  const counted =
    <R>(work: (task: Task) => R) =>
    (task: Task): R => {
      optimizing.step();
      return work(task);
    };
  const here: Work = counted(async (task) => (await lint())(task));
  if (run.review !== undefined || [...new Set(settings.values())].some(usesPlugins)) {
    return { work: here, close: optimizing.end };
  }
  const folder = cacheFolder(options.flags, host);
  const remember = folder === undefined ? undefined : await openMemory(folder, given, host);
  if (jobs > 1) await optimizing.begin(given.files);
  const threads = jobs > 1 ? await openThreads(jobs, options, remember !== undefined) : undefined;
  const work: Work = remember
    ? remember.around(threads ? counted(threads.work) : remember.recording(here))
    : threads
      ? counted(async (task) => (await threads.work(task)).result)
      : here;
  return {
    work,
    ...(threads && { ahead: threads.ahead }),
    close: () => {
      threads?.close();
      remember?.close();
      optimizing.end();
    },
  };
}

/** What remembers is loaded only where something is to be remembered. */
async function openMemory(folder: CacheFolder, { options, edits }: WorkOptions, host: Host) {
  const { openCache, recordingWork, rememberingWork } = await import("./result-cache.ts");
  const cache = openCache(folder, { options, edits }, host);
  return (
    cache && {
      recording: (work: Work) => recordingWork(work, options.run.command),
      around: (work: RecordingWork) => rememberingWork(cache, work),
      close: () => {
        cache.close();
      },
    }
  );
}

function jobsFor({ options, files, isOnDisk }: WorkOptions): number {
  const asked = toJobs(options.flags.jobs);
  if (!isOnDisk) return 1;
  return Math.min(
    files,
    asked ?? (files < WORTH_THREADS ? 1 : Math.min(Math.floor(availableParallelism() / CORES_OF_ONE), MOST_THREADS)),
  );
}

/** How many threads a flag asks for; what is no number is a UserError. */
export function toJobs(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const jobs = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (jobs >= 1 && jobs <= MOST_ASKED) return jobs;
  throw new UserError(`--jobs wants a number from 1 to ${MOST_ASKED}`, { help: "Write --jobs 1 for no threads" });
}

async function openThreads(jobs: number, { run, flags, settings, now }: LintingOptions, remembers: boolean) {
  const [{ Pool }, { startThread }] = await Promise.all([
    import("../workers/pool.ts"),
    import("../workers/threads.ts"),
  ]);
  const { command, unsafe, write } = run;
  const data: ThreadData = { run: { command, unsafe, write }, flags, today: now.today, remembers };
  const script = new URL("worker.cjs", import.meta.url);
  const pool = new Pool<Sections | undefined>(jobs, (listener) => startThread(script, data, listener));
  const work: RecordingWork = async (task) => {
    const { path, shown } = task.file;
    const answer = await pool.run(task, settings.get(dirname(path))?.for(path));
    if ("died" in answer) {
      return {
        result: failedResult(new Source(shown, task.text), `its thread ended: ${answer.died}`),
        entry: undefined,
      };
    }
    const { result, entry, refused, fault } = answer;
    if (refused) throw new UserError(refused.message, refused.help === undefined ? {} : { help: refused.help });
    if (fault !== undefined) throw fault;
    return { result: result ? fromPlain(result, task) : undefined, entry };
  };
  return {
    work,
    ahead: pool.ahead,
    close: () => {
      pool.close();
    },
  };
}
