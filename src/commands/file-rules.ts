import { dirname } from "node:path";
import type { FileError } from "../engine/result.ts";
import type { EffectiveSettings } from "../find-settings/index.ts";
import type { PluginRules } from "../plugins/plugin-settings.ts";
import { RULES } from "../rules/index.ts";
import type { Rule, RuleOptions } from "../rules/rule.ts";
import type { FileRules } from "../run/run-source.ts";
import { maskTokens } from "../secrets/index.ts";
import type { Sections } from "../settings/settings.ts";
import type { Flags } from "./flags.ts";
import { UserError } from "../user-error.ts";
import { layersOfPlugins, usesPlugins } from "./plugins-used.ts";
import { chooseRules } from "./run-options.ts";

/** The rules for the files of a run, and the plugins that could not be used for it. */
export interface RunRules {
  /** All that run, on whatever file, one of each id. */
  readonly rules: readonly Rule[];
  /** Those for a file; `folder` is where its settings are looked for. */
  readonly rulesFor: (path: string, folder?: string) => FileRules;
  readonly errors: readonly FileError[];
}

/** The flags that decide which rules there are. */
type RuleFlags = Pick<Flags, "rule" | "settings" | "plugins">;

const NO_PLUGINS: PluginRules = { rules: [], optionsIn: () => ({}), faults: [] };

/** Built-in rules and those of the plugins that settings name, by file. */
export async function findRules(
  settings: ReadonlyMap<string, EffectiveSettings>,
  flags: RuleFlags,
  optionsWith: (settings: Sections | undefined) => RuleOptions,
): Promise<RunRules> {
  const leavesOut = leavesPluginsOut(flags);
  const plugins = new Map<EffectiveSettings, PluginRules>();
  for (const found of settings.values()) {
    if (!plugins.has(found)) plugins.set(found, leavesOut ? NO_PLUGINS : await loadFor(found));
  }
  const everywhere = [...RULES, ...[...plugins.values()].flatMap(({ rules }) => rules)];
  const faults = [...plugins.values()].flatMap((own) => own.faults);
  const chosen = new Set(chooseOf(flags.rule, everywhere, faults));
  const rulesIn = new Map([...plugins, [undefined, NO_PLUGINS] as const].map(([found, own]) => [found, choose(own)]));
  function choose({ rules, faults }: PluginRules): Omit<FileRules, "options"> {
    const all = [...RULES, ...rules];
    const known = knownAmong(all, leavesOut || faults.length > 0);
    return { rules: all.filter((rule) => chosen.has(rule)), known };
  }
  return {
    rules: [...new Map([...chosen].map((rule) => [rule.meta.id, rule])).values()],
    rulesFor: (path, folder = dirname(path)) => {
      const found = settings.get(folder);
      const own = (found && plugins.get(found)) ?? NO_PLUGINS;
      const sections = found?.for(path);
      const options = optionsWith(sections);
      const ruleOptions = { ...options.ruleOptions, ...own.optionsIn(sections) };
      return { ...(rulesIn.get(found) ?? choose(own)), options: { ...options, ruleOptions } };
    },
    errors: [...plugins].flatMap(([{ shown }, { faults }]) =>
      faults.map(({ plugin, message }) => ({
        path: shown,
        message: maskTokens(`plugin \`${plugin}\` is left out: ${message.replaceAll("\n", "; ")}`),
        isPlugin: true,
      })),
    ),
  };
}

/** The built-in rules for a file whose settings name no plugin, by what they say about it. */
export function builtInRules(
  flags: RuleFlags,
  optionsWith: (settings: Sections | undefined) => RuleOptions,
): (sections: Sections | undefined) => FileRules {
  const rules = chooseRules(flags.rule, RULES);
  const known = knownAmong(RULES, leavesPluginsOut(flags));
  return (sections) => ({ rules, known, options: optionsWith(sections) });
}

/** Without settings nobody knows which plugins there are. */
function leavesPluginsOut({ plugins, settings }: RuleFlags): boolean {
  return plugins === false || settings === false;
}

function knownAmong(rules: readonly Rule[], lacksPlugins: boolean): NonNullable<FileRules["known"]> {
  return { ids: rules.map(({ meta }) => meta.id), lacksPlugins };
}

/** What `--rule` asks for; where that is not there, the plugins that could not be used may well have it. */
function chooseOf(ids: readonly string[] | undefined, rules: readonly Rule[], faults: PluginRules["faults"]) {
  try {
    return chooseRules(ids, rules);
  } catch (error) {
    if (!(error instanceof UserError) || faults.length === 0) throw error;
    const lines = faults.map(({ plugin, message }) => `plugin \`${plugin}\` is left out: ${message}`);
    throw new UserError([...lines, error.message].join("\n"), {
      ...(error.help !== undefined && { help: error.help }),
      cause: error,
    });
  }
}

/** What loads code of other people is itself loaded only where settings ask for it. */
async function loadFor(settings: EffectiveSettings): Promise<PluginRules> {
  if (!usesPlugins(settings)) return NO_PLUGINS;
  const { loadPlugins } = await import("../plugins/load-plugins.ts");
  const { applySettings } = await import("../plugins/plugin-settings.ts");
  return applySettings(await loadPlugins(settings.plugins), layersOfPlugins(settings));
}
