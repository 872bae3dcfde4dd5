import { basename, resolve } from "node:path";
import { isSettingsPath } from "../io/settings-files.ts";
import { nearestName } from "../nearest-name.ts";
import { FORMATS, type FormatName, isFormatName } from "../reporters/formats.ts";
import { UserError } from "../user-error.ts";

/** A report that was asked for. */
export interface WantedReport {
  readonly format: FormatName;
  /** The file as it was named; `undefined` for the stream of the run. */
  readonly file: string | undefined;
  /** The same, absolute. */
  readonly path: string | undefined;
}

/**
 * What the values of `--format` ask for, each `name` or `name=file`; without one, the report for people. At most one takes
 * the stream, and no file is written twice, is one of those that are `read`, or holds what circlesec or git keeps: `kept` are the
 * files that other options name.
 */
export function toWantedReports(
  values: readonly string[] = ["pretty"],
  { cwd, read, kept }: { readonly cwd: string; readonly read: readonly string[]; readonly kept: readonly string[] },
): readonly WantedReport[] {
  const wanted = values.map((value) => toWantedReport(value, cwd));
  const [first, second] = wanted.filter(({ file }) => file === undefined);
  if (first && second) {
    throw new UserError(`--format ${first.format} and --format ${second.format} cannot share one output`, {
      help: `Give one of them a file: --format ${second.format}=<file>`,
    });
  }
  const paths = new Set<string>();
  for (const { file, path } of wanted) {
    if (path === undefined) continue;
    if (paths.has(path))
      throw new UserError(`two reports cannot go to \`${file}\``, { help: "Give each its own file" });
    if (read.includes(path)) throw new UserError(`\`${file}\` is to be linted, so no report can go there`);
    if (
      kept.includes(path) ||
      isSettingsPath(path) ||
      basename(path) === "package.json" ||
      /[\\/]\.git[\\/]/.test(path)
    ) {
      throw new UserError(`\`${file}\` holds something else, so no report can go there`);
    }
    paths.add(path);
  }
  return wanted;
}

function toWantedReport(value: string, cwd: string): WantedReport {
  const [name = ""] = value.split("=", 1);
  if (!isFormatName(name)) {
    const nearest = nearestName(name, Object.keys(FORMATS));
    throw new UserError(`there is no format \`${name}\``, {
      help: nearest ? `Did you mean \`${nearest}\`?` : `Formats: ${Object.keys(FORMATS).join(", ")}`,
    });
  }
  if (name === value) return { format: name, file: undefined, path: undefined };
  const file = value.slice(name.length + 1);
  if (file === "") throw new UserError(`--format ${name}= wants a file`, { help: `Write --format ${name}=<file>` });
  return { format: name, file, path: resolve(cwd, file) };
}
