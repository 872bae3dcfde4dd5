import { spawnSync } from "node:child_process";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { UserError } from "../user-error.ts";

/** Milliseconds after which a module that is still loading counts as one that never will. */
const PATIENCE = 15_000;

/** Runs a module of the user's and takes its default export. What goes wrong in it is a UserError with its place, where one is known. */
export async function importDefault(path: string, shown: string, patience = PATIENCE): Promise<unknown> {
  const url = pathToFileURL(path).href;
  const module: unknown = await orTimeout(import(url), shown, patience).catch((error: unknown) => {
    if (error instanceof UserError) throw error;
    const trace =
      error instanceof SyntaxError ? traceOfSyntax(path) : error instanceof Error ? (error.stack ?? "") : "";
    throw new UserError(`${placeIn(trace, [url, path], shown)}: ${describe(error)}`, {
      help: "Mend it, or leave settings out with --no-settings",
      cause: error,
    });
  });
  if (typeof module === "object" && module !== null && "default" in module) return module.default;
  throw new UserError(`${shown}: it has no default export`, { help: "Write `export default { … }` with the settings" });
}

/** The timer also keeps the process alive, which else would end in the middle and say that all is well. */
async function orTimeout(loading: Promise<unknown>, shown: string, patience: number): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => {
      reject(new UserError(`${shown}: it has not finished loading after ${patience / 1000} seconds`));
    }, patience);
  });
  try {
    return await Promise.race([loading, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What node says of a module that does not parse: the place of such an error is only in what it prints. */
function traceOfSyntax(path: string): string {
  return spawnSync(process.execPath, ["--check", path], { encoding: "utf8" }).stderr;
}

/** The place of the module that a trace names first. */
function placeIn(trace: string, names: readonly string[], shown: string): string {
  for (const name of names) {
    const at = trace.indexOf(`${name}:`);
    const place = at === -1 ? undefined : /^\d+(?::\d+)?/.exec(trace.slice(at + name.length + 1))?.[0];
    if (place !== undefined) return `${shown}:${place}`;
  }
  return shown;
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return "it threw something that is no error";
  const [line = ""] = error.message.split("\n");
  return error instanceof SyntaxError ? `it cannot be parsed: ${line}` : `it threw \`${error.name}: ${line}\``;
}
