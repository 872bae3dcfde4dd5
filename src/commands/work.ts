import { recordingWork, rememberingWork } from "../result-cache/remembering.ts";
import type { FilesRun, Work } from "../run/run-files.ts";
import type { Host } from "./host.ts";
import type { Linting, LintingOptions } from "./linting.ts";
import { usesPlugins } from "./plugins-used.ts";
import { openCache } from "./result-cache.ts";

/** How the files of a run are worked on. */
export interface OpenWork extends Pick<FilesRun, "work" | "ahead"> {
  /** To be called once all is done. */
  readonly close: () => void;
}

/** Work that loads what lints when the first file needs it, and does without where the cache knows the result. */
export function openWork(options: LintingOptions, linting: () => Promise<Linting>, host: Host): OpenWork {
  const { run, settings } = options;
  const work: Work = async (task) => (await linting()).work(task);
  const isRepeatable = run.review === undefined && ![...new Set(settings.values())].some(usesPlugins);
  const cache = isRepeatable ? openCache(options, host) : undefined;
  if (!cache) return { work, close: () => undefined };
  return {
    work: rememberingWork(cache, recordingWork(work, run.command)),
    close: () => {
      cache.close();
    },
  };
}
