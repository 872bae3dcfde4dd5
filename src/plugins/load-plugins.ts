import { findModule, importModule } from "../io/modules.ts";
import type { Plugin } from "../rules/plugin.ts";
import type { Rule } from "../rules/rule.ts";
import { isPlugin, pluginFaults } from "./shape.ts";

/** A plugin that settings name and that does not work. It is left out; the others run. */
export interface PluginFault {
  /** As the settings name it. */
  readonly plugin: string;
  /** A line for each fault. */
  readonly message: string;
}

export interface LoadedPlugins {
  readonly plugins: readonly Plugin[];
  readonly faults: readonly PluginFault[];
}

/** A plugin as settings in a folder name it; code of other repositories may not run. */
export interface NamedPlugin {
  readonly name: string;
  readonly folder: string;
  readonly mayRun: boolean;
}

/** Loads the plugins that settings name, one after the other, each file once. A bad one is a fault and nothing more. */
export async function loadPlugins(named: readonly NamedPlugin[]): Promise<LoadedPlugins> {
  const plugins: Plugin[] = [];
  const faults: PluginFault[] = [];
  const seen = new Set<string>();
  for (const { name, folder, mayRun } of named) {
    const path = mayRun ? pathOf(name, folder) : { fault: "it is code of another repository, so it is not run" };
    if (typeof path === "string" && seen.has(path)) continue;
    if (typeof path === "string") seen.add(path);
    const loaded = typeof path === "string" ? await loadPlugin(path) : path.fault;
    if (typeof loaded === "string") faults.push({ plugin: name, message: loaded });
    else if (plugins.some(({ meta }) => meta.name === loaded.meta.name)) {
      faults.push({ plugin: name, message: `another plugin is called \`${loaded.meta.name}\` too` });
    } else plugins.push(loaded);
  }
  return { plugins, faults };
}

function pathOf(name: string, folder: string): string | { readonly fault: string } {
  try {
    return findModule(name, folder);
  } catch (error) {
    return { fault: describeError(error) };
  }
}

async function loadPlugin(path: string): Promise<Plugin | string> {
  try {
    const value = await importModule(path);
    return isPlugin(value) ? value : pluginFaults(value).join("\n");
  } catch (error) {
    return describeError(error);
  }
}

/** What was thrown, in one line: by code that is not ours, so it can be anything. */
function describeError(error: unknown): string {
  if (!(error instanceof Error)) return "it throws something that is no error";
  const [line = ""] = error.message.split("\n");
  return error.name === "UserError" ? line : `it does not load: ${line}`;
}

/** The rules of plugins as they run: each id behind the name of its plugin. */
export function rulesOf(plugins: readonly Plugin[]): Rule[] {
  return plugins.flatMap(({ meta: { name }, rules }) =>
    rules.map((rule) => ({ ...rule, meta: { ...rule.meta, id: `${name}/${rule.meta.id}` } })),
  );
}
