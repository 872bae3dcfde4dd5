import { dirname } from "node:path";
import type { ReadableDisk } from "../io/disk.ts";
import { findGitRoot } from "../io/git.ts";
import { shownPath } from "../io/paths.ts";
import { MANIFEST_KEY, isManifest } from "../io/settings-files.ts";
import { type Layer, checkEngines, layersOf, presetLayer } from "../settings/layers.ts";
import { isPreset } from "../settings/presets.ts";
import { type SettingsFile, readSettings } from "../settings/read-settings.ts";
import { Source } from "../source/source.ts";
import { UserError } from "../user-error.ts";
import { type EffectiveSettings, type NamedPlugin, toEffective } from "./effective.ts";
import { findExtended } from "./extended.ts";
import { toJson } from "./to-json.ts";

/** Where settings are loaded, and what loads them. */
export interface LoadPlace {
  readonly disk: ReadableDisk;
  readonly cwd: string;
  /** True when the user named the file: it counts for everything, and its patterns are relative to `patternsIn`. */
  readonly chosen: boolean;
  readonly patternsIn: string;
  /** False where no code is run, whatever settings say. */
  readonly runsCode: boolean;
  readonly importDefault: (path: string, shown: string) => Promise<unknown>;
}

/** A settings file that extends the one which is being read. */
interface Extender {
  readonly path: string;
  readonly shown: string;
  /** Where it does so: `path:line:column`. */
  readonly at: string;
}

/** What a settings file says with all that it extends, the strongest last. */
interface Flat {
  readonly layers: readonly Layer[];
  readonly ignored: readonly string[];
  readonly plugins: readonly NamedPlugin[];
}

/** What settings files come to, by path. */
export async function loadSettings(
  paths: Iterable<string>,
  place: LoadPlace,
): Promise<ReadonlyMap<string, EffectiveSettings>> {
  const files = new Files(place);
  const loaded = new Map<string, EffectiveSettings>();
  for (const path of new Set(paths)) {
    const { layers, ignored, plugins } = await files.flatten(path, []);
    checkEngines(layers);
    const around = { folder: place.chosen ? place.patternsIn : dirname(path), shown: files.shown(path) };
    loaded.set(path, toEffective(layers, ignored, plugins, around));
  }
  return loaded;
}

/** The settings files of a run, each read once. */
class Files {
  readonly #place: LoadPlace;
  readonly #root: string;
  readonly #known = new Map<string, SettingsFile>();

  constructor(place: LoadPlace) {
    this.#place = place;
    this.#root = findGitRoot(place.disk, place.cwd) ?? place.cwd;
  }

  shown(path: string): string {
    return shownPath(path, this.#place.cwd, this.#root);
  }

  async flatten(path: string, chain: readonly Extender[]): Promise<Flat> {
    const file = await this.#read(path, chain);
    const own = layersOf(file);
    const { ignore = [], extends: named = [], plugins: brought = [] } = file.settings;
    const layers: Layer[] = [];
    const ignored: string[] = [];
    const plugins: NamedPlugin[] = [];
    for (const [index, entry] of (typeof named === "string" ? [named] : named).entries()) {
      const at = file.placeOfValue(typeof named === "string" ? ["extends"] : ["extends", String(index)]);
      const extended = await this.#extend(entry, [...chain, { path, shown: file.path, at }]);
      layers.push(...extended.layers);
      ignored.push(...extended.ignored);
      plugins.push(...extended.plugins);
    }
    const mayRun = this.#isOurs(chain[0]?.path ?? path);
    plugins.push(...brought.map((name) => ({ name, folder: dirname(path), mayRun })));
    return { layers: [...layers, ...own], ignored: [...ignored, ...ignore], plugins };
  }

  async #extend(entry: string, chain: readonly Extender[]): Promise<Flat> {
    if (isPreset(entry)) return { layers: [presetLayer(entry)], ignored: [], plugins: [] };
    const from = chain.at(-1);
    if (!from) return { layers: [], ignored: [], plugins: [] };
    const found = findExtended(this.#place.disk, entry, from.path);
    const before = chain.slice(0, -1);
    if ("fault" in found) throw inChain(new UserError(`${from.at}: ${found.fault}`), before);
    const start = chain.findIndex(({ path }) => path === found.path);
    if (start === -1) return this.flatten(found.path, chain);
    const circle = [...chain.slice(start).map(({ shown }) => shown), this.shown(found.path)];
    throw inChain(new UserError(`${from.at}: \`extends\` leads in a circle: ${circle.join(" → ")}`), before);
  }

  async #read(path: string, chain: readonly Extender[]): Promise<SettingsFile> {
    const known = this.#known.get(path);
    if (known) return known;
    try {
      const file = await this.#open(path, chain[0]?.path ?? path);
      this.#known.set(path, file);
      return file;
    } catch (error) {
      throw error instanceof UserError ? inChain(error, chain) : error;
    }
  }

  /** `first`: the file that was found, which led to this one. */
  async #open(path: string, first: string): Promise<SettingsFile> {
    const shown = this.shown(path);
    const text = readText(path, shown, this.#place.disk);
    if (isManifest(path)) return readSettings(new Source(shown, text), { under: MANIFEST_KEY });
    if (!/\.[cm]?js$/.test(path)) return readSettings(new Source(shown, text));
    this.#mustBeOurs(first, shown);
    return readSettings(new Source(shown, toJson(await this.#place.importDefault(path, shown), shown)), { made: true });
  }

  /** Code is run where the user is, or was told to go, and not in whatever repositories a folder of checkouts holds. */
  #isOurs(first: string): boolean {
    const { disk, cwd, chosen, runsCode } = this.#place;
    return runsCode && (chosen || findGitRoot(disk, dirname(first)) === findGitRoot(disk, cwd));
  }

  #mustBeOurs(first: string, shown: string): void {
    if (this.#isOurs(first)) return;
    throw new UserError(`\`${shown}\` is code of another repository, so it is not run`, {
      help: "Run circlesec in that repository, or name the file with --settings, or leave settings out with --no-settings",
    });
  }
}

function readText(path: string, shown: string, disk: ReadableDisk): string {
  try {
    return disk.readText(path);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(error.message.replaceAll(path, shown), {
      help: "Pass a file with --settings, or leave settings out with --no-settings",
      cause: error,
    });
  }
}

/** The same error, with the files that led to where it is. */
function inChain(error: UserError, chain: readonly Extender[]): UserError {
  if (chain.length === 0) return error;
  const places = chain.toReversed().map(({ at }) => at);
  return new UserError(error.message, {
    help: `It is extended at ${places.join(", and that at ")}`,
    cause: error.cause,
  });
}
