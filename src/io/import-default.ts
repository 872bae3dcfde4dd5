import { spawnSync } from "node:child_process";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { UserError } from "../user-error.ts";
import { importModule } from "./modules.ts";

/** Runs a module of the user's and takes its default export. What goes wrong in it is a UserError with its place, where one is known. */
export async function importDefault(path: string, shown: string, seconds?: number): Promise<unknown> {
  const exported = await importModule(path, seconds).catch((error: unknown) => {
    if (error instanceof UserError) throw new UserError(`${shown}: ${error.message}`, { cause: error });
    const trace =
      error instanceof SyntaxError ? traceOfSyntax(path) : error instanceof Error ? (error.stack ?? "") : "";
    throw new UserError(`${placeIn(trace, [pathToFileURL(path).href, path], shown)}: ${describe(error)}`, {
      help: "Mend it, or leave settings out with --no-settings",
      cause: error,
    });
  });
  if (exported !== undefined) return exported;
  throw new UserError(`${shown}: it has no default export`, { help: "Write `export default { … }` with the settings" });
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
