import { RULES } from "../../rules/index.ts";
import type { OptionSchema, Rule } from "../../rules/rule.ts";
import { PLUGIN_RULE } from "../patterns.ts";
import { LEVELS, type Schema, object } from "./parts.ts";

/** A severity, or a map of it and of options; only `else`, so that one fault is told once. */
function settingWith(options: Readonly<Record<string, Schema>>, more: boolean | Schema = false): Schema {
  const properties = { severity: { type: "string", enum: LEVELS }, ...options };
  return {
    allOf: [
      { if: { type: "object" }, else: { type: "string", enum: LEVELS } },
      { if: { not: { type: "object" } }, else: { type: "object", additionalProperties: more, properties } },
    ],
  };
}

/** What can be said of one built-in rule; for a rule without options, `RULES_SETTING` has the rest. */
function ruleSetting({ meta, options }: Rule): Schema {
  const shown = { description: meta.summary, default: meta.severity };
  if (!options) return shown;
  const defaults = new Map<string, unknown>(Object.entries(options.defaults));
  const own = Object.entries<OptionSchema>(options.properties).map(([name, schema]) => [
    name,
    { ...schema, default: defaults.get(name) },
  ]);
  return { ...shown, ...settingWith(Object.fromEntries(own)) };
}

const PLAIN_RULES = RULES.filter(({ options }) => !options).map(({ meta }) => meta.id);

/** The section `rules`. */
export const RULES_SETTING: Schema = {
  ...object(
    "How grave the findings of a rule are at the worst, by its id; what the rule finds milder stays milder. Or a map: `severity`, and options of the rule",
    Object.fromEntries(RULES.map((rule) => [rule.meta.id, ruleSetting(rule)])),
  ),
  patternProperties: {
    [`^(?:${PLAIN_RULES.join("|")})$`]: settingWith({}),
    // What options the rule of a plugin has, the plugin says.
    [PLUGIN_RULE]: settingWith({}, true),
  },
};
