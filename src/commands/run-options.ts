import type { Flags, SettingFlags } from "./flags.ts";
import { unknownRule } from "./find-rule.ts";
import { DEFAULT_RULE_OPTIONS, type Rule, type RuleOptions } from "../rules/rule.ts";
import { findTokens } from "../secrets/index.ts";
import { CONTEXT_NAME, VARIABLE_NAME } from "../settings/patterns.ts";
import { levelIn, optionsIn } from "../settings/rule-setting.ts";
import type { Sections } from "../settings/settings.ts";
import { UserError } from "../user-error.ts";

const IS_VARIABLE = new RegExp(VARIABLE_NAME, "u");
const IS_CONTEXT = new RegExp(CONTEXT_NAME, "u");

/**
 * The rules of these ids, all where none is given; an id that there is not is a UserError. Several can have one id: settings of
 * several folders can name the same plugin.
 */
export function chooseRules(ids: readonly string[] | undefined, rules: readonly Rule[]): readonly Rule[] {
  if (!ids) return rules;
  const known = [...new Set(rules.map(({ meta }) => meta.id))];
  if (ids.length === 0) throw new UserError("--rule wants the id of a rule", { help: `Rules: ${known.join(", ")}` });
  return ids.flatMap((id) => {
    if (!known.includes(id)) throw unknownRule(id, known);
    return rules.filter(({ meta }) => meta.id === id);
  });
}

/** The name of an environment variable, with or without the `$` that people type. */
function variableName(option: string, text: string | undefined): string | undefined {
  const name = text?.replace(/^\$/, "");
  if (name === undefined || IS_VARIABLE.test(name)) return name;
  throw new UserError(`${option} wants the name of an environment variable`, {
    help: "Give the name, as in DOCKERHUB_TOKEN; never the secret itself",
  });
}

function contextName(name: string | undefined): string | undefined {
  if (name === undefined || (IS_CONTEXT.test(name) && findTokens(name).length === 0)) return name;
  throw new UserError("--context wants the name of a context", { help: "Give the name as the web app shows it" });
}

/** The flags that decide what is found. */
type RuleFlags = SettingFlags & Pick<Flags, "rule">;

/** The names among the flags, without the `$` that people type; one that cannot be meant is a UserError. */
export function namesIn(flags: SettingFlags) {
  return {
    context: contextName(flags.context),
    username: variableName("--username", flags.username),
    token: variableName("--token", flags.token),
  };
}

/**
 * What flags and the settings around a file ask for, given those settings: flags win over
 * settings, settings over defaults. A flag that cannot be meant is a UserError, at once. `now` is asked for the day by what needs it.
 */
export function toRuleOptions(flags: RuleFlags, now: Pick<RuleOptions, "today">): (settings?: Sections) => RuleOptions {
  const named = namesIn(flags);
  return (settings = {}) => {
    const { convenienceImages, unresolvedImages, servedPulls, ...dockerHub } = settings.dockerHub ?? {};
    const strategy = flags.strategy ?? settings.strategy ?? DEFAULT_RULE_OPTIONS.strategy;
    return {
      dockerHub: {
        source: flags.source ?? dockerHub.source,
        context: named.context ?? dockerHub.context,
        username: named.username ?? dockerHub.username,
        token: named.token ?? dockerHub.token,
        authStyle: flags.authStyle ?? dockerHub.authStyle,
        supplies: suppliesOf(settings),
      },
      convenienceImages: flags.convenienceImages ?? convenienceImages,
      unresolvedImages: flags.unresolvedImages ?? unresolvedImages ?? DEFAULT_RULE_OPTIONS.unresolvedImages,
      servedPulls,
      registries: { ...DEFAULT_RULE_OPTIONS.registries, ...settings.registries },
      levels: levelsOf(settings, flags.rule),
      ruleOptions: Object.fromEntries(Object.entries(settings.rules ?? {}).map(([id, own]) => [id, optionsIn(own)])),
      strategy,
      vault: toVaultOptions(flags, settings, strategy),
      suppressions: settings.suppressions ?? {},
      get today() {
        return now.today;
      },
    };
  };
}

/** What settings say of contexts and of the project; `undefined` where they say nothing. */
function suppliesOf({ contexts, projectVariables }: Sections): RuleOptions["dockerHub"]["supplies"] {
  if (!contexts && !projectVariables) return undefined;
  return { contexts: contexts ?? {}, project: projectVariables ?? [] };
}

/** Severities of rules. A rule that the command line asks for by name runs, whatever the settings say. */
function levelsOf({ rules = {} }: Sections, asked: readonly string[] | undefined): RuleOptions["levels"] {
  const levels = Object.entries(rules).flatMap(([id, setting]) => {
    const level = levelIn(setting);
    return level === undefined || (level === "off" && asked?.includes(id)) ? [] : [[id, level] as const];
  });
  return Object.fromEntries(levels);
}

/** `--vault-client` chooses a client for the Vault that there is: that of the settings, or that of the strategy `vault`. */
function toVaultOptions(
  { vaultClient }: RuleFlags,
  { vault }: Sections,
  strategy: RuleOptions["strategy"],
): RuleOptions["vault"] {
  if (vaultClient === undefined || (vault === undefined && strategy !== "vault")) return vault;
  return { ...vault, client: vaultClient };
}
