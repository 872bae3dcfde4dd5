import { fixSource } from "./engine/fix.ts";
import { lintSource } from "./engine/lint.ts";
import type { AppliedFix, RefusedFix, RuleCrash } from "./engine/result.ts";
import type { CommentSuppression, Finding, SuppressedFinding } from "./finding.ts";
import type { DockerHubOptions, Strategy, VaultOptions } from "./fixes/index.ts";
import type { FileKind, Repository } from "./model/index.ts";
import { RULES } from "./rules/index.ts";
import { DEFAULT_RULE_OPTIONS, type Level, type RegistryOptions, type Rule } from "./rules/rule.ts";
import { forgetLastFile } from "./source/memory.ts";
import { Source } from "./source/source.ts";
import type { SuppressionDemands } from "./suppression.ts";

export type { TextEdit } from "./edit/index.ts";
export type { AppliedFix, RefusedFix, RuleCrash } from "./engine/result.ts";
export type {
  Change,
  Finding,
  Fix,
  Note,
  Prerequisite,
  Safety,
  Severity,
  SuppressedFinding,
  Suppression,
} from "./finding.ts";
export type {
  DockerHubOptions,
  EditVerbs,
  Part,
  Strategy,
  VaultOptions,
  YamlReader,
  YamlValue,
} from "./fixes/index.ts";
export type { Alias, Entry, Item, MapNode, Node, Pair, Scalar, SeqNode, Tree } from "./syntax/index.ts";
export type { Config, FileKind, Invocation, Pull, PullSite, Repository, Runner, Supplies, Use } from "./model/index.ts";
export {
  type Level,
  type OptionSchema,
  type OptionsDeclaration,
  type RegistryOptions,
  type Report,
  type Rule,
  type RuleContext,
  type RuleListeners,
  type RuleMeta,
  defineRule,
} from "./rules/rule.ts";
export { type Plugin, definePlugin } from "./rules/plugin.ts";
export type { Position, Span } from "./source/span.ts";
export type { Directive, JudgedSuppression, NamedRule, NamedRuleState, SuppressionDemands } from "./suppression.ts";
export { RULES as rules };

/** What `lint` and `fix` can be told; everything has a default. */
export interface Options {
  /** The path that findings carry and that tells a config from an orb source. Default `.circleci/config.yml`. */
  readonly path?: string;
  /** Rules to run instead of all built-in ones. */
  readonly rules?: readonly Rule[];
  /** How fixes authenticate where the file shows no way of its own. */
  readonly dockerHub?: DockerHubOptions;
  /** Severity for `cimg/…` and `circleci/…` images; by default that of any other image. */
  readonly convenienceImages?: Level;
  /** Severity for images whose registry a variable decides. Default `off`. */
  readonly unresolvedImages?: Level;
  /** Severity for images that CircleCI's arrangement with Docker Hub serves today; by default that of any other image. */
  readonly servedPulls?: Level;
  /** Where images may come from, and which runners have a mirror. Default: anywhere, none. */
  readonly registries?: Partial<RegistryOptions>;
  /** What the findings of a rule are to be at the worst, by id; a milder one stays milder. */
  readonly levels?: Readonly<Record<string, Level>>;
  /** Options of single rules, by id, as `rules` of the settings takes them; they are not checked here. */
  readonly ruleOptions?: Readonly<Record<string, object>>;
  /** Where the logins that fixes write get their credential. Default `context`. */
  readonly strategy?: Strategy;
  /** The Vault of the strategy `vault`, and of the rules that are only for those who have one. */
  readonly vault?: VaultOptions;
  /** What is asked of suppression comments. Default: nothing but a rule. */
  readonly suppressions?: SuppressionDemands;
  /** The day that it is, in UTC, `YYYY-MM-DD`. Without it no suppression ends. */
  readonly today?: string;
  /** The files around the config: Dockerfiles, compose files and scripts that its steps use. Default: none. */
  readonly repository?: Repository;
}

export interface LintResult {
  readonly kind: FileKind;
  /** Sorted by offset; offsets are UTF-16 units into the text. */
  readonly findings: readonly Finding[];
  /** What comments of the file keep out of `findings`. */
  readonly suppressed: readonly SuppressedFinding<CommentSuppression>[];
  /** Rules that threw, by name. */
  readonly crashes: readonly RuleCrash[];
}

export interface FixResult extends LintResult {
  /** The fixed text; the same string when nothing was changed. */
  readonly text: string;
  readonly applied: readonly AppliedFix[];
  /** Fixes that did not pass the proof and were not applied. */
  readonly refused: readonly RefusedFix[];
}

/** Lints the text of one file. Pure: reads nothing else, never throws on bad YAML. */
export function lint(text: string, options: Options = {}): LintResult {
  forgetLastFile();
  const { kind, findings, suppressed, crashes } = lintSource(toSource(text, options), toLintOptions(options));
  return { kind, findings, suppressed, crashes };
}

/** Fixes the text of one file; what remains is in `findings`, with offsets into the fixed text. */
export function fix(text: string, options: Options & { readonly unsafe?: boolean } = {}): FixResult {
  forgetLastFile();
  const fixOptions = { ...toLintOptions(options), unsafe: options.unsafe === true };
  const { linted, applied, refused } = fixSource(toSource(text, options), fixOptions);
  const { kind, findings, suppressed, crashes } = linted;
  return { kind, findings, suppressed, crashes, text: linted.config.tree.source.text, applied, refused };
}

function toSource(text: string, { path = ".circleci/config.yml" }: Options): Source {
  return new Source(path, text);
}

function toLintOptions({ rules = RULES, repository, registries, ...chosen }: Options) {
  const { dockerHub, convenienceImages, unresolvedImages, servedPulls, levels, ruleOptions, strategy, vault } = chosen;
  const { suppressions, today } = chosen;
  const options = {
    dockerHub: dockerHub ?? DEFAULT_RULE_OPTIONS.dockerHub,
    convenienceImages,
    unresolvedImages: unresolvedImages ?? DEFAULT_RULE_OPTIONS.unresolvedImages,
    servedPulls,
    registries: { ...DEFAULT_RULE_OPTIONS.registries, ...registries },
    levels: levels ?? DEFAULT_RULE_OPTIONS.levels,
    ruleOptions: ruleOptions ?? DEFAULT_RULE_OPTIONS.ruleOptions,
    strategy: strategy ?? DEFAULT_RULE_OPTIONS.strategy,
    vault,
    suppressions: suppressions ?? DEFAULT_RULE_OPTIONS.suppressions,
    today,
  };
  // What plugins there are, settings say, and those are not read here.
  const known = { ids: [...RULES, ...rules].map(({ meta }) => meta.id), lacksPlugins: true };
  return { rules, options, named: true, repository, known };
}
