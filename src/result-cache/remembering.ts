import type { FileResult } from "../engine/result.ts";
import type { Task, Work } from "../run/run-files.ts";
import { recording, writeEntry } from "./entry.ts";
import type { ResultCache } from "./result-cache.ts";

/** What came of a file, and the line that remembers it, where it may be remembered. */
export interface Recorded {
  readonly result: FileResult | undefined;
  readonly entry: string | undefined;
}

/** Works on a file and writes down what came of it. */
export type RecordingWork = (task: Task) => Recorded | Promise<Recorded>;

/** `fix` remembers clean files only: its findings come with what it tried. */
export function recordingWork(work: Work, command: "lint" | "fix"): RecordingWork {
  return async (task) => {
    const repository = recording(task.repository);
    const result = await work({ ...task, repository });
    const isOpen = command === "fix" && result !== undefined && result.findings.length > 0;
    return { result, entry: isOpen ? undefined : await writeEntry(task, result, repository) };
  };
}

/** Work that is done once: what an earlier run made of the same file is taken from the cache. */
export function rememberingWork(cache: ResultCache, work: RecordingWork): Work {
  return async (task) => {
    const key = cache.keyOf(task);
    const known = cache.find(key, task);
    if (known) return known.result;
    const { result, entry } = await work(task);
    if (entry !== undefined) cache.keep(key, entry);
    return result;
  };
}
