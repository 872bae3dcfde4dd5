import { dirname, join } from "node:path";
import { BUILD_ID } from "../build-id.ts";
import { cacheFilesIn, openCacheFolder } from "../io/cache-folder.ts";
import { type ResultCache, openResultCache } from "../result-cache/result-cache.ts";
import { LineStore } from "../result-cache/store.ts";
import { UserError } from "../user-error.ts";
import type { CacheFolder } from "./cache-folder.ts";
import type { Host } from "./host.ts";
import type { Flags } from "./flags.ts";
import type { LintingOptions } from "./linting.ts";

export { recordingWork, rememberingWork } from "../result-cache/remembering.ts";

/** Changes with the form of what is written there. */
const FORM = "results-2";

/** What is remembered, and what is wanted of it. */
interface CacheOptions {
  readonly options: LintingOptions;
  /** Whether a report shows what fixes would write. */
  readonly edits: boolean;
}

/**
 * The cache in a folder; `undefined` where the folder cannot be used, which is a UserError if it was asked for, and else told on
 * standard error.
 */
export function openCache(folder: CacheFolder, { options, edits }: CacheOptions, host: Host): ResultCache | undefined {
  const { flags, run, settings, now } = options;
  const results = join(folder.path, FORM);
  try {
    openCacheFolder(folder.path);
    openCacheFolder(results);
  } catch (error) {
    if (!(error instanceof UserError) || folder.isAsked) throw error;
    if (!flags.quiet) host.stderr.write(`circlesec: ${error.message}, so nothing is remembered\n`);
    return undefined;
  }
  return openResultCache(
    new LineStore(cacheFilesIn(results)),
    { command: run.command, edits },
    ({ file: { path } }) => ({
      build: BUILD_ID,
      options: [decisiveFlags(flags), settings.get(dirname(path))?.for(path)],
      now,
    }),
  );
}

/** The flags that decide what is found; those that change with the report only do not. */
function decisiveFlags(flags: Flags): Readonly<Record<string, unknown>> {
  const { rule, plugins, source, context, username, token } = flags;
  const { authStyle, convenienceImages, unresolvedImages, strategy, vaultClient } = flags;
  // Without settings nobody knows which plugins there are, which decides what comments may name.
  const withoutSettings = flags.settings === false;
  const chosen = { withoutSettings, rule, plugins, source, context, username, token };
  return { ...chosen, authStyle, convenienceImages, unresolvedImages, strategy, vaultClient };
}
