import { resolve } from "node:path";
import type { FileResult, RunEnd } from "../engine/result.ts";
import { isSettingsPath } from "../io/settings-files.ts";
import { readStandardInput } from "../io/standard-input.ts";
import { runSource } from "../run/run-source.ts";
import { Source } from "../source/source.ts";
import { UserError } from "../user-error.ts";
import type { Host } from "./host.ts";
import { type IgnoredBy, ignoredNote } from "./ignored.ts";
import type { Linting, LintingOptions } from "./linting.ts";

/** Hears what came of a file. */
export type Take = (file: FileResult) => Promise<void> | void;

/** Hands on what standard input holds; an ignored one counts as no file, and passes through `fix -` as it is. */
export async function lintStdin(
  { run, flags }: LintingOptions,
  { rulesFor }: Pick<Linting, "rulesFor">,
  ignoredBy: IgnoredBy,
  { host, take }: { readonly host: Host; readonly take: Take },
): Promise<RunEnd> {
  const shown = flags.stdinFilename;
  if (isSettingsPath(shown)) throw new UserError(`\`${shown}\` holds settings, not CircleCI configuration`);
  const cwd = host.cwd();
  const path = resolve(cwd, shown);
  const text = readStandardInput();
  const end = { skipped: 0, errors: [], stale: 0, isCompared: false };
  const settings = ignoredBy(path, cwd);
  if (settings !== undefined) {
    host.stderr.write(ignoredNote(shown, settings));
    if (run.command === "fix" && run.write) host.stdout.write(text);
    return end;
  }
  const result = runSource(new Source(shown, text), run, {
    ...rulesFor(path, cwd),
    named: true,
    repository: undefined,
  });
  if (result) await take(result);
  return end;
}
