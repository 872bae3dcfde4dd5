import { matcherIn } from "../io/path-patterns.ts";
import { type Layer, mergeLayers } from "../settings/layers.ts";
import type { Sections } from "../settings/settings.ts";

/** What a settings file comes to, with all that it extends. */
export interface EffectiveSettings {
  /** What it says where no file is meant. */
  readonly common: Sections;
  /** What it says of a file. */
  for(path: string): Sections;
  /** All its layers, the strongest last. */
  readonly layers: readonly Layer[];
  /** The layers that say it, the strongest last; without a path, those for all files. */
  layersFor(path: string | undefined): readonly Layer[];
  /** The plugins that it names, each once, as the file sees it that does so. */
  readonly plugins: readonly NamedPlugin[];
  /** Patterns of what is not linted. */
  readonly ignored: readonly string[];
  /** The path, as people read it, of the settings file. */
  readonly shown: string;
  /** The path, as people read it, of the settings file which says that a file is not linted; else `undefined`. */
  ignoredBy(path: string): string | undefined;
}

/** A plugin as a settings file names it. */
export interface NamedPlugin {
  readonly name: string;
  /** The folder of the settings file that names it. */
  readonly folder: string;
  /** False for code of another repository than that where circlesec runs. */
  readonly mayRun: boolean;
}

/** Layers and patterns with the folder that patterns are relative to. */
export function toEffective(
  layers: readonly Layer[],
  ignored: readonly string[],
  plugins: readonly NamedPlugin[],
  { folder, shown }: { readonly folder: string; readonly shown: string },
): EffectiveSettings {
  const matchers = layers.map(({ files }) => files && matcherIn(folder, files));
  const isIgnored = matcherIn(folder, ignored);
  const layersFor = (path: string | undefined) =>
    layers.filter((_, index) => {
      const matcher = matchers[index];
      return matcher === undefined || (path !== undefined && matcher(path));
    });
  const common = mergeLayers(layersFor(undefined));
  const hasOverrides = matchers.some((matcher) => matcher !== undefined);
  return {
    common,
    layers,
    layersFor,
    plugins,
    ignored,
    shown,
    for: (path) => (hasOverrides ? mergeLayers(layersFor(path)) : common),
    ignoredBy: (path) => (isIgnored(path) ? shown : undefined),
  };
}
