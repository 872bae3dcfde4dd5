import { join } from "node:path";

/** The folder in which a user's circlesec keeps what can be made again; `undefined` where there is no home. */
export function userCacheFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | undefined {
  const { XDG_CACHE_HOME: cache, HOME: home, LOCALAPPDATA: local } = env;
  if (platform === "win32") return local && join(local, "circlesec");
  if (cache) return join(cache, "circlesec");
  if (!home) return undefined;
  return platform === "darwin" ? join(home, "Library/Caches/circlesec") : join(home, ".cache/circlesec");
}
