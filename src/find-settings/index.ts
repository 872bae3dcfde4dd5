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
}

/**
 * The settings for what lies in each of these folders, by folder; a folder without a settings file is not in it. What reads
 * settings is loaded only where there are some. A file that is no settings file is a UserError. Patterns of a file that was
 * chosen are relative to the current folder, those of any other to its own.
 */
export async function findSettings(
  folders: Iterable<string>,
  { cwd, disk, chosen }: Search,
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
  const loaded = await loadSettings(paths.values(), { disk, cwd, chosen: chosen !== undefined, importDefault });
  return new Map(
    [...paths].flatMap(([folder, path]) => {
      const settings = loaded.get(path);
      return settings ? [[folder, settings] as const] : [];
    }),
  );
}
