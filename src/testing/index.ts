import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rulesOf } from "../plugins/load-plugins.ts";
import { isPlugin, pluginFaults } from "../plugins/shape.ts";
import type { Plugin } from "../rules/plugin.ts";
import { type Check, checkRule } from "./checks.ts";

export type { Check };

/** Where the cases of a plugin are, and what to do with what they give. */
export interface PluginCheckOptions {
  /** The folder that holds a folder of cases for each rule, by the rule's id. */
  readonly cases: URL | string;
  /** Writes `.out` and `.fixed.yml` instead of comparing. Default: where CIRCLESEC_UPDATE is set, and CI is not. */
  readonly update?: boolean;
}

/**
 * What the rules of a plugin are held to, as named functions that throw: for any test runner. Only these rules run on the cases.
 * A plugin of another shape fails its first check.
 */
export function checkPlugin(plugin: Plugin, { cases, update }: PluginCheckOptions): readonly Check[] {
  const folder = typeof cases === "string" ? cases : fileURLToPath(cases);
  const shape: Check = {
    name: "has the shape of a plugin",
    run: () => {
      const faults = pluginFaults(plugin);
      if (faults.length > 0) throw new TypeError(faults.join("\n"));
    },
  };
  if (!isPlugin(plugin)) return [shape];
  const rules = rulesOf([plugin]);
  const checks = rules.flatMap((rule, index) => {
    const own = plugin.rules[index]?.meta.id ?? "";
    const found = checkRule(rule, { cases: join(folder, own), rules, update });
    return found.map(({ name, run }) => ({ name: `${rule.meta.id}: ${name}`, run }));
  });
  return [shape, ...checks];
}
