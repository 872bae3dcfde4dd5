import { fixSource } from "./engine/fix.ts";
import { lintSource } from "./engine/lint.ts";
import type { AppliedFix, RefusedFix, RuleCrash } from "./engine/result.ts";
import type { Finding } from "./finding.ts";
import type { DockerHubOptions, Strategy, VaultOptions } from "./fixes/index.ts";
import type { FileKind, Repository } from "./model/index.ts";
import { RULES } from "./rules/index.ts";
import { DEFAULT_RULE_OPTIONS, type Level, type Rule } from "./rules/rule.ts";
import { Source } from "./source/source.ts";

export type { TextEdit } from "./edit/index.ts";
export type { AppliedFix, RefusedFix, RuleCrash } from "./engine/result.ts";
export type { Change, Finding, Fix, Note, Prerequisite, Safety, Severity } from "./finding.ts";
export type { DockerHubOptions, Strategy, VaultOptions } from "./fixes/index.ts";
export type { Config, FileKind, Invocation, Pull, PullSite, Repository, Runner, Use } from "./model/index.ts";
export {
  type Level,
  type Report,
  type Rule,
  type RuleContext,
  type RuleListeners,
  type RuleMeta,
  defineRule,
} from "./rules/rule.ts";
export type { Position, Span } from "./source/span.ts";
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
  /** What the findings of a rule are to be at the worst, by id; a milder one stays milder. */
  readonly levels?: Readonly<Record<string, Level>>;
  /** Where the logins that fixes write get their credential. Default `context`. */
  readonly strategy?: Strategy;
  /** The Vault of the strategy `vault`, and of the rules that are only for those who have one. */
  readonly vault?: VaultOptions;
  /** The files around the config: Dockerfiles, compose files and scripts that its steps use. Default: none. */
  readonly repository?: Repository;
}

export interface LintResult {
  readonly kind: FileKind;
  /** Sorted by offset; offsets are UTF-16 units into the text. */
  readonly findings: readonly Finding[];
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
  const { kind, findings, crashes } = lintSource(toSource(text, options), toLintOptions(options));
  return { kind, findings, crashes };
}

/** Fixes the text of one file; what remains is in `findings`, with offsets into the fixed text. */
export function fix(text: string, options: Options & { readonly unsafe?: boolean } = {}): FixResult {
  const fixOptions = { ...toLintOptions(options), unsafe: options.unsafe === true };
  const { linted, applied, refused } = fixSource(toSource(text, options), fixOptions);
  const { kind, findings, crashes } = linted;
  return { kind, findings, crashes, text: linted.config.tree.source.text, applied, refused };
}

function toSource(text: string, { path = ".circleci/config.yml" }: Options): Source {
  return new Source(path, text);
}

function toLintOptions({ rules = RULES, repository, ...chosen }: Options) {
  const { dockerHub, convenienceImages, unresolvedImages, servedPulls, levels, strategy, vault } = chosen;
  const options = {
    dockerHub: dockerHub ?? DEFAULT_RULE_OPTIONS.dockerHub,
    convenienceImages,
    unresolvedImages: unresolvedImages ?? DEFAULT_RULE_OPTIONS.unresolvedImages,
    servedPulls,
    levels: levels ?? DEFAULT_RULE_OPTIONS.levels,
    strategy: strategy ?? DEFAULT_RULE_OPTIONS.strategy,
    vault,
  };
  return { rules, options, named: true, repository };
}
