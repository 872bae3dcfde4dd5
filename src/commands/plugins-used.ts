import type { EffectiveSettings } from "../find-settings/index.ts";
import { pluginOf } from "../rules/plugin.ts";
import type { Layer } from "../settings/layers.ts";

/** The layers of settings that say something about rules of plugins. */
export function layersOfPlugins({ layers }: EffectiveSettings): readonly Layer[] {
  return layers.filter(({ sections }) => Object.keys(sections.rules ?? {}).some((id) => pluginOf(id) !== undefined));
}

/** True where settings name plugins, or rules that only a plugin can bring: code whose results may depend on anything. */
export function usesPlugins(settings: EffectiveSettings): boolean {
  return settings.plugins.length + layersOfPlugins(settings).length > 0;
}
