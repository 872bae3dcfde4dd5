import { UserError } from "../user-error.ts";
import { explainEngine } from "./explain.ts";
import { isPlugin, laidOver } from "./merge.ts";
import { PRESETS, type PresetName } from "./presets.ts";
import type { SettingsFile } from "./read-settings.ts";
import { KEY_VALUE_KEYS, PLUGIN_KEYS } from "./schema/vault.ts";
import type { Sections } from "./settings.ts";

/** Sections that come from one place; later layers win. */
export interface Layer {
  readonly sections: Sections;
  /** Patterns of the files that they are for; `undefined` for all files. */
  readonly files: readonly string[] | undefined;
  /** Where it says something, by the keys that lead there: `path:line:column`, or what else it is. */
  readonly placeOf: (path: readonly string[]) => string;
  readonly explain: SettingsFile["explain"];
}

/** The layers of one settings file, without those of what it extends. */
export function layersOf({ settings, placeOf, explain }: SettingsFile): Layer[] {
  const { extends: _extends, ignore: _ignore, plugins: _plugins, overrides = [], ...own } = settings;
  return [
    { sections: own, files: undefined, placeOf, explain },
    ...overrides.map(({ files, ...sections }, index) => ({
      sections,
      files,
      placeOf: (path: readonly string[]) => placeOf(["overrides", String(index), ...path]),
      explain: (...[errors, schema, below]: Parameters<Layer["explain"]>) =>
        explain(errors, schema, ["overrides", String(index), ...below]),
    })),
  ];
}

/** The layer that is a preset. */
export function presetLayer(name: PresetName): Layer {
  return { sections: PRESETS[name], files: undefined, placeOf: () => `preset ${name}`, explain: () => [] };
}

/** What layers say together. */
export function mergeLayers(layers: readonly Layer[]): Sections {
  return layers.reduce<Sections>((below, { sections }) => laidOver(below, sections), {});
}

/** A UserError for keys of a Vault that mean nothing for the engine which the layers up to them name. */
export function checkEngines(layers: readonly Layer[]): void {
  let common: Sections = {};
  const faults: string[] = [];
  for (const { sections, files, placeOf } of layers) {
    const merged = laidOver(common, sections);
    if (files === undefined) common = merged;
    const engine = merged.vault?.engine;
    const strange = new Set(isPlugin(engine) ? KEY_VALUE_KEYS : PLUGIN_KEYS);
    for (const key of Object.keys(sections.vault ?? {}).filter((key) => strange.has(key))) {
      faults.push(`${placeOf(["vault", key])}: ${explainEngine(`\`vault.${key}\``, engine)}`);
    }
  }
  if (faults.length > 0) throw new UserError(faults.join("\n"));
}
