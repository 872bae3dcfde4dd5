import { nearestName } from "../nearest-name.ts";
import { pluginOf } from "../rules/plugin.ts";
import type { Rule } from "../rules/rule.ts";
import type { Layer } from "../settings/layers.ts";
import { optionsIn } from "../settings/rule-setting.ts";
import type { Sections } from "../settings/settings.ts";
import { UserError } from "../user-error.ts";
import type { OptionReader } from "./option-values.ts";
import { type LoadedPlugins, type PluginFault, rulesOf } from "./load-plugins.ts";

/** What plugins bring to the files of some settings. */
export interface PluginRules {
  readonly rules: readonly Rule[];
  /** Options that sections give their rules, by id, of the types that each wants. */
  readonly optionsIn: (sections: Sections | undefined) => Readonly<Record<string, object>>;
  readonly faults: readonly PluginFault[];
}

/**
 * The rules of plugins with the options that settings give them. Settings for a rule that no plugin has, and options that a rule
 * does not take, are a UserError like all that is wrong with settings; where a plugin did not load, its rules are not missed.
 */
export async function applySettings(
  { plugins, faults }: LoadedPlugins,
  layers: readonly Layer[],
): Promise<PluginRules> {
  const rules = rulesOf(plugins);
  const ids = rules.map(({ meta }) => meta.id);
  const names = new Set(plugins.map(({ meta }) => meta.name));
  const isMissed = (id: string): boolean => !ids.includes(id) && (faults.length === 0 || names.has(pluginOf(id) ?? ""));
  const unknown = layers.flatMap(({ sections, placeOf }) =>
    idsIn(sections).flatMap((id) => (isMissed(id) ? [`${placeOf(["rules", id])}: ${describeUnknown(id, ids)}`] : [])),
  );
  const { readers, broken } = await readersOf(rules, layers);
  const wrong = layers.flatMap(({ sections, explain }) =>
    [...readers].flatMap(([id, read]) => {
      const found = read(optionsIn(sections.rules?.[id]));
      return "values" in found ? [] : explain(found.errors, found.schema, ["rules", id]);
    }),
  );
  if (unknown.length + wrong.length > 0) throw new UserError([...new Set([...unknown, ...wrong])].join("\n"));
  const lost = new Set(broken.map(({ plugin }) => plugin));
  return {
    rules: rules.filter(({ meta }) => !lost.has(pluginOf(meta.id) ?? "")),
    optionsIn: (sections) => valuesIn(sections, readers),
    faults: [...faults, ...broken],
  };
}

/** What reads the options of each rule that settings give some; and the plugins that declare something else than options. */
async function readersOf(
  rules: readonly Rule[],
  layers: readonly Layer[],
): Promise<{ readers: ReadonlyMap<string, OptionReader>; broken: readonly PluginFault[] }> {
  const readers = new Map<string, OptionReader>();
  const broken: PluginFault[] = [];
  const isSet = ({ meta }: Rule): boolean =>
    layers.some(({ sections }) => Object.keys(optionsIn(sections.rules?.[meta.id])).length > 0);
  for (const rule of rules.filter(isSet)) {
    const { id } = rule.meta;
    try {
      const { optionReader } = await import("./option-values.ts");
      readers.set(id, optionReader(rule));
    } catch (error) {
      const reason = error instanceof Error ? error.message : "";
      const message = `the options of its rule \`${id}\` are no JSON Schema: ${reason}`;
      broken.push({ plugin: pluginOf(id) ?? id, message });
    }
  }
  return { readers, broken };
}

function valuesIn(
  sections: Sections | undefined,
  readers: ReadonlyMap<string, OptionReader>,
): Readonly<Record<string, object>> {
  const read = [...readers].flatMap(([id, reader]) => {
    const found = reader(optionsIn(sections?.rules?.[id]));
    return "values" in found ? [[id, found.values] as const] : [];
  });
  return Object.fromEntries(read);
}

function idsIn({ rules = {} }: Sections): string[] {
  return Object.keys(rules).filter((id) => pluginOf(id) !== undefined);
}

function describeUnknown(id: string, ids: readonly string[]): string {
  const nearest = nearestName(id, ids);
  const among =
    ids.length === 0 ? "the settings name no plugins" : `there are ${ids.map((one) => `\`${one}\``).join(", ")}`;
  return `no plugin has a rule \`${id}\`; ${nearest === undefined ? among : `did you mean \`${nearest}\`?`}`;
}
