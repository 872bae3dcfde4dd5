import type { Rule } from "./rule.ts";

/** Rules that are not built in: the default export of a module that settings name under `plugins`. */
export interface Plugin {
  readonly meta: {
    /** Stands before the ids of its rules, `acme/unknown-mirror`: lower case, digits, `-`. */
    readonly name: string;
    readonly version: string;
  };
  /** Each with an id of its own, without the name of the plugin. */
  readonly rules: readonly Rule[];
}

/** Declares a plugin; here for the types. */
export function definePlugin(plugin: Plugin): Plugin {
  return plugin;
}

/** The name of the plugin that a rule belongs to, by the rule's id in a run; `undefined` for a built-in rule, and for none. */
export function pluginOf(rule: string | undefined): string | undefined {
  const [plugin, own] = rule?.split("/", 2) ?? [];
  return own === undefined ? undefined : plugin;
}
