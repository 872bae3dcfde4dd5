import type { Fix, Note, Severity } from "../finding.ts";
import type { EditVerbs, YamlReader } from "../fixes/toolkit.ts";
import type { DockerHubOptions, Strategy, VaultOptions } from "../fixes/options.ts";
import type { Config, PullSite } from "../model/index.ts";
import type { Span } from "../source/span.ts";
import type { JudgedSuppression, SuppressionDemands } from "../suppression.ts";

/** What a rule is, for docs, reports and selection. */
export interface RuleMeta {
  /** Names the fault, so that it reads as "allow <id>". */
  readonly id: string;
  /** What the rule asks for, an imperative without a full stop. */
  readonly summary: string;
  /** What goes wrong if it is ignored, one sentence. */
  readonly why: string;
  readonly category: "authentication" | "credentials" | "syntax";
  /** Of its gravest finding; a single finding can be milder. */
  readonly severity: Severity;
  readonly fixable: "always" | "sometimes" | "never";
  /** The version that brought it. */
  readonly since: string;
  /** Rules that say more about the same place: where one of them reports, this one is silent. */
  readonly yieldsTo?: readonly string[];
}

/** A setting that switches a kind of finding off or gives it a severity. */
export type Level = Severity | "off";

/** What a user says of registries. */
export interface RegistryOptions {
  /** Hosts, and paths that begin with one, that images may come from, `*` for any text without `/`; with none, from anywhere. */
  readonly trusted: readonly string[];
  /** Resource classes of self-hosted runners whose daemons pull from Docker Hub through a mirror, `*` for any text without `/`. */
  readonly mirrors: readonly string[];
}

/** What a user has chosen for a run. */
export interface RuleOptions {
  readonly dockerHub: DockerHubOptions;
  /** For `cimg/…` and `circleci/…` images; `undefined` treats them like any other image. */
  readonly convenienceImages: Level | undefined;
  /** For images whose registry a variable decides. */
  readonly unresolvedImages: Level;
  /** For images that CircleCI's arrangement with Docker Hub serves today; `undefined` treats them like any other image. */
  readonly servedPulls: Level | undefined;
  readonly registries: RegistryOptions;
  /** What the findings of a rule are to be at the worst, by id; a milder one stays milder. */
  readonly levels: Readonly<Record<string, Level>>;
  /** What was chosen of each rule's own options, by id; the rule's defaults stand for the rest. */
  readonly ruleOptions: Readonly<Record<string, object>>;
  /** Where the logins that fixes write get their credential. */
  readonly strategy: Strategy;
  /** The Vault that settings name; `undefined` where they name none. */
  readonly vault: VaultOptions | undefined;
  /** What is asked of suppression comments. */
  readonly suppressions: SuppressionDemands;
  /** The day that it is, in UTC, `YYYY-MM-DD`: what ends suppressions; without it none ends. */
  readonly today: string | undefined;
}

export const DEFAULT_RULE_OPTIONS: RuleOptions = {
  dockerHub: {},
  convenienceImages: undefined,
  unresolvedImages: "off",
  servedPulls: undefined,
  registries: { trusted: [], mirrors: [] },
  levels: {},
  ruleOptions: {},
  strategy: "context",
  vault: undefined,
  suppressions: {},
  today: undefined,
};

/** One finding as a rule states it; the engine adds rule, path and default severity. */
export interface Report {
  readonly at: Span;
  /** What it is about, where `at` alone does not tell: another place to name, and the thing there, such as an image. */
  readonly about?: { readonly at?: Span; readonly what?: string };
  readonly message: string;
  readonly why: string;
  readonly help?: string | undefined;
  readonly severity?: Severity;
  readonly related?: readonly Note[];
  readonly fix?: Fix | undefined;
}

export interface RuleContext<Options extends object = object> {
  readonly config: Config;
  /** The file before the run's first fix; while only linting, the same as `config`. */
  readonly origin: Config;
  /** The rule's own options: what the user chose, and its defaults for the rest. */
  readonly options: Options;
  /** What holds for all rules of the run. */
  readonly settings: RuleOptions;
  /** True when the user named this very file, or gave it on standard input. */
  readonly named: boolean;
  /** Reads what the model does not tell. */
  readonly yaml: YamlReader;
  /** Makes the edits of a fix. */
  readonly edit: EditVerbs;
  readonly report: (report: Report) => void;
}

/**
 * What a rule listens to. On a file that does not parse only `fault` runs, for the first fault: most others follow from it.
 * Listeners are methods, so that a rule with options of its own is a `Rule` like any other.
 */
export interface RuleListeners<Options extends object = object> {
  config?(config: Config, context: RuleContext<Options>): void;
  pullSite?(site: PullSite, context: RuleContext<Options>): void;
  fault?(fault: Config["tree"]["faults"][number], context: RuleContext<Options>): void;
  /** Runs last, when all others have reported, on a file that parses and has suppression comments. */
  suppressions?(suppressions: readonly JudgedSuppression[], context: RuleContext<Options>): void;
}

/** The form of an option's value: the part of JSON Schema (draft-07) that options need. */
export interface OptionSchema {
  readonly type: "string" | "boolean" | "integer" | "number" | "array" | "object";
  readonly description?: string;
  readonly enum?: readonly (string | number)[];
  readonly pattern?: string;
  /** What a text that does not match `pattern` is to be instead, after "wants". */
  readonly patternErrorMessage?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly uniqueItems?: boolean;
  readonly items?: OptionSchema;
  readonly properties?: Readonly<Record<string, OptionSchema>>;
  readonly additionalProperties?: boolean | OptionSchema;
}

/** The options of a rule, by name: a form and a default for each. `severity` is no name of an option. */
export interface OptionsDeclaration<Options extends object = object> {
  readonly properties: Readonly<Record<keyof Options & string, OptionSchema>>;
  readonly defaults: Options;
}

/** A rule: stateless, pure, asks the model. */
export interface Rule<Options extends object = object> {
  readonly meta: RuleMeta;
  /** What a user can choose about this rule alone; absent where there is nothing to choose. */
  readonly options?: OptionsDeclaration<Options>;
  readonly on: RuleListeners<Options>;
}

/** True for a rule that only judges suppressions: no comment suppresses what it finds. */
export function onlyJudges({ on }: Rule): boolean {
  return Object.keys(on).every((name) => name === "suppressions");
}

/** Declares a rule; here for the types. */
export function defineRule<Options extends object>(rule: Rule<Options>): Rule {
  return rule;
}
