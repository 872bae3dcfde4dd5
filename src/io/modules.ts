import { existsSync, readFileSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { join, resolve } from "node:path";
import process from "node:process";
import { setImmediate as nextTurn, setTimeout as wait } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { nativeImport } from "./native-import.ts";
import { splitPromise } from "./split-promise.ts";
import { UserError } from "../user-error.ts";

/** Conditions of `exports` in the order of Node.js for `import`. */
const CONDITIONS = new Set(["import", "node", "module-sync", "default"]);
const PACKAGE = /^(@[^/]+\/[^/]+|[^/@][^/]*)(?:\/(.+))?$/;

/**
 * The file of a module that is named in a file of `folder`: by a path, or as a package that is installed there or above. A
 * UserError says why there is none.
 */
export function findModule(name: string, folder: string): string {
  if (/^(?:\.{0,2}[\\/]|[A-Za-z]:[\\/])/.test(name)) {
    const path = resolve(folder, name);
    if (existsSync(path)) return path;
    throw new UserError("there is no such file");
  }
  if (isBuiltin(name)) throw new UserError("it is a module of Node.js");
  const require = createRequire(join(folder, "settings.js"));
  try {
    return require.resolve(name);
  } catch (error) {
    const path = readCode(error) === "ERR_PACKAGE_PATH_NOT_EXPORTED" ? findExport(name, require) : undefined;
    if (path !== undefined) return path;
    throw new UserError("there is no such package beside the settings, or it does not export this", { cause: error });
  }
}

/** What a package of ES modules only exports under a name: `require` does not look at the condition `import`. */
function findExport(name: string, require: NodeJS.Require): string | undefined {
  const [, packageName = "", below] = PACKAGE.exec(name) ?? [];
  const folders = require.resolve.paths(name) ?? [];
  const home = folders.map((path) => join(path, packageName)).find((path) => existsSync(join(path, "package.json")));
  if (home === undefined) return undefined;
  const { exports }: { exports?: unknown } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
  const target = below === undefined ? (memberOf(exports, ".") ?? exports) : memberOf(exports, `./${below}`);
  const path = chooseTarget(target);
  return path === undefined ? undefined : join(home, path);
}

function chooseTarget(target: unknown): string | undefined {
  if (typeof target === "string") return target;
  if (typeof target !== "object" || target === null) return undefined;
  for (const [condition, inner] of Object.entries<unknown>({ ...target })) {
    const path = CONDITIONS.has(condition) ? chooseTarget(inner) : undefined;
    if (path !== undefined) return path;
  }
  return undefined;
}

function memberOf(value: unknown, key: string): unknown {
  return new Map<string, unknown>(typeof value === "object" && value !== null ? Object.entries(value) : []).get(key);
}

/**
 * The default export of a module, `undefined` where it has none. Whatever goes wrong while it loads is thrown: also a promise of its that nobody waits for,
 * which would end the process, and a load that never ends.
 */
export async function importModule(path: string, seconds = 10): Promise<unknown> {
  const stop = new AbortController();
  const { promise: stray, reject: blame } = splitPromise();
  process.on("unhandledRejection", blame);
  try {
    const late = wait(seconds * 1000, undefined, { signal: stop.signal }).then(() => {
      throw new UserError(`it has not loaded after ${seconds} seconds`);
    });
    return await Promise.race([load(path), stray, late]);
  } finally {
    process.off("unhandledRejection", blame);
    stop.abort();
  }
}

async function load(path: string): Promise<unknown> {
  const module: unknown = await nativeImport(pathToFileURL(path).href);
  // Node.js tells of rejected promises at the end of a turn.
  await nextTurn();
  const first = memberOf(module, "default");
  // What compilers make of `export default` for `require`.
  return memberOf(first, "__esModule") === true ? memberOf(first, "default") : first;
}

function readCode(error: unknown): unknown {
  return typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
}
