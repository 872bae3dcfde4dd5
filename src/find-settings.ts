import { resolve } from "node:path";
import type { ReadableDisk } from "./io/disk.ts";
import { findGitRoot } from "./io/git.ts";
import { shownPath } from "./io/paths.ts";
import { SettingsFiles } from "./io/settings-files.ts";
import type { Settings } from "./settings/settings.ts";
import { Source } from "./source/source.ts";
import { UserError } from "./user-error.ts";

interface Search {
  readonly cwd: string;
  readonly disk: ReadableDisk;
  /** The file that counts for everything, or `false` for none; `undefined` for the nearest one. */
  readonly chosen: string | false | undefined;
}

/**
 * The settings for what lies in each of these folders, by folder; a folder without a settings file is not in it. What reads
 * settings is loaded only where there are some. A file that is no settings file is a UserError.
 */
export async function findSettings(
  folders: Iterable<string>,
  { cwd, disk, chosen }: Search,
): Promise<ReadonlyMap<string, Settings>> {
  if (chosen === false) return new Map();
  const files = new SettingsFiles(disk, cwd);
  const fileOf = (folder: string) => (chosen === undefined ? files.nearest(folder) : resolve(cwd, chosen));
  const paths = [...new Set(folders)].flatMap((folder) => {
    const path = fileOf(folder);
    return path === undefined ? [] : [{ folder, path }];
  });
  if (paths.length === 0) return new Map();
  const { readSettings } = await import("./settings/read-settings.ts");
  const root = findGitRoot(disk, cwd) ?? cwd;
  const read = new Map<string, Settings>();
  for (const { path } of paths) {
    if (!read.has(path)) read.set(path, readSettings(open(disk, path, shownPath(path, cwd, root))));
  }
  return new Map(paths.map(({ folder, path }) => [folder, read.get(path) ?? {}]));
}

function open(disk: ReadableDisk, path: string, shown: string): Source {
  try {
    return new Source(shown, disk.readText(path));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(error.message.replaceAll(path, shown), {
      help: "Pass a file with --settings, or leave settings out with --no-settings",
      cause: error,
    });
  }
}
