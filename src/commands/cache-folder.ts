import { resolve } from "node:path";
import process from "node:process";
import { userCacheFolder } from "../io/user-cache-folder.ts";
import { UserError } from "../user-error.ts";
import type { Flags } from "./flags.ts";
import type { Host } from "./host.ts";

/** The folder of the caches. */
export interface CacheFolder {
  readonly path: string;
  /** True where a flag asks for it, so that it must be usable; else the environment names it. */
  readonly isAsked: boolean;
}

/** Where results are to be remembered; `undefined` for nowhere. */
export function cacheFolder({ cache, cacheLocation }: Flags, { env, cwd }: Host): CacheFolder | undefined {
  if (cache === false) return undefined;
  if (cacheLocation !== undefined) return { path: resolve(cwd(), cacheLocation), isAsked: true };
  const named = env["CIRCLESEC_CACHE"];
  const given = named === undefined || named === "" || named === "off" ? undefined : resolve(cwd(), named);
  if (cache !== true) return given === undefined ? undefined : { path: given, isAsked: false };
  const path = given ?? userCacheFolder(env, process.platform);
  if (path !== undefined) return { path, isAsked: true };
  throw new UserError("--cache has no place, because there is no home folder", {
    help: "Name a folder with --cache-location",
  });
}
