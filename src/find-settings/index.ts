import { resolve } from "node:path";
import type { ReadableDisk } from "../io/disk.ts";
import { SettingsFiles } from "../io/settings-files.ts";
import type { EffectiveSettings } from "./effective.ts";

export type { EffectiveSettings } from "./effective.ts";

interface Search {
  readonly cwd: string;
  readonly disk: ReadableDisk;
  /** The file that counts for everything, or `false` for none; `undefined` for the nearest one. */
  readonly chosen: string | false | undefined;
  /** The folder that the patterns of a chosen file are relative to; the current one where it is absent. */
  readonly patternsIn?: string;
  /** False where settings are of others all: they are read, and no code that they are or name is run. */
  readonly runsCode?: boolean;
}

/**
 * The settings for what lies in each of these folders, by folder; a folder without a settings file is not in it. What reads
 * settings is loaded only where there are some. A file that is no settings file is a UserError. Patterns of a file that was
 * chosen are relative to the current folder, those of any other to its own.
 */
export async function findSettings(
  folders: Iterable<string>,
  { cwd, disk, chosen, patternsIn = cwd, runsCode = true }: Search,
): Promise<ReadonlyMap<string, EffectiveSettings>> {
  if (chosen === false) return new Map();
  const files = new SettingsFiles(disk, cwd);
  const fileOf = (folder: string) => (chosen === undefined ? files.nearest(folder) : resolve(cwd, chosen));
  const paths = new Map<string, string>();
  for (const folder of folders) {
    const path = fileOf(folder);
    if (path !== undefined) paths.set(folder, path);
  }
  if (paths.size === 0) return new Map();
  const [{ loadSettings }, { importDefault }] = await Promise.all([
    import("./load-settings.ts"),
    import("../io/import-default.ts"),
  ]);
  const loaded = await loadSettings(paths.values(), {
    disk,
    cwd,
    chosen: chosen !== undefined,
    patternsIn,
    runsCode,
    importDefault,
  });
  return new Map(
    [...paths].flatMap(([folder, path]) => {
      const settings = loaded.get(path);
      return settings ? [[folder, settings] as const] : [];
    }),
  );
}
