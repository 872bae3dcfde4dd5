import { dirname, join, resolve } from "node:path";
import process from "node:process";
import { BUILD_ID } from "../build-id.ts";
import { cacheFilesIn, openCacheFolder } from "../io/cache-folder.ts";
import { userCacheFolder } from "../io/user-cache-folder.ts";
import { type ResultCache, openResultCache } from "../result-cache/result-cache.ts";
import { LineStore } from "../result-cache/store.ts";
import { UserError } from "../user-error.ts";
import type { Host } from "./host.ts";
import type { Flags } from "./flags.ts";
import type { LintingOptions } from "./linting.ts";

/** Changes with the form of what is written there. */
const FORM = "results-1";

/**
 * The cache that flags and `CIRCLESEC_CACHE` ask for; `undefined` for none. One that was asked for by a flag and cannot be used
 * is a UserError; one that the environment names is done without, which standard error tells.
 */
export function openCache(options: LintingOptions, host: Host): ResultCache | undefined {
  const { flags, run } = options;
  const folder = folderFor(flags, host);
  if (folder === undefined) return undefined;
  const results = join(folder, FORM);
  try {
    openCacheFolder(folder);
    openCacheFolder(results);
  } catch (error) {
    if (!(error instanceof UserError) || asksFor(flags)) throw error;
    if (!flags.quiet) host.stderr.write(`circlesec: ${error.message}, so nothing is remembered\n`);
    return undefined;
  }
  return openResultCache(new LineStore(cacheFilesIn(results)), run.command, (task) => ({
    build: BUILD_ID,
    options: [decisiveFlags(flags), options.settings.get(dirname(task.file.path))?.for(task.file.path)],
    today: options.today,
  }));
}

function asksFor({ cache, cacheLocation }: Flags): boolean {
  return cache === true || cacheLocation !== undefined;
}

function folderFor(flags: Flags, { env, cwd }: Host): string | undefined {
  const named = env["CIRCLESEC_CACHE"];
  const given = named === undefined || named === "" || named === "off" ? undefined : resolve(cwd(), named);
  if (flags.cache === false) return undefined;
  if (flags.cacheLocation !== undefined) return resolve(cwd(), flags.cacheLocation);
  if (flags.cache !== true) return given;
  const folder = given ?? userCacheFolder(env, process.platform);
  if (folder !== undefined) return folder;
  throw new UserError("--cache has no place, because there is no home folder", {
    help: "Name a folder with --cache-location",
  });
}

/** The flags that decide what is found; those that change with the report only do not. */
function decisiveFlags(flags: Flags): Readonly<Record<string, unknown>> {
  const { rule, plugins, source, context, username, token } = flags;
  const { authStyle, convenienceImages, unresolvedImages, strategy, vaultClient } = flags;
  const chosen = { rule, plugins, source, context, username, token };
  return { ...chosen, authStyle, convenienceImages, unresolvedImages, strategy, vaultClient };
}
