import type { Level } from "../rules/rule.ts";
import type { RuleSetting } from "./settings.ts";

/** The severity that settings give a rule; `undefined` where they leave it to the rule. */
export function levelIn(setting: RuleSetting | undefined): Level | undefined {
  return typeof setting === "object" ? setting.severity : setting;
}

/** The options that settings give a rule. */
export function optionsIn(setting: RuleSetting | undefined): object {
  if (typeof setting !== "object") return {};
  return Object.fromEntries(Object.entries(setting).filter(([name]) => name !== "severity"));
}
