import type { Fix, Note, Severity } from "../finding.ts";
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

/** What a user has chosen for a run. */
export interface RuleOptions {
  readonly dockerHub: DockerHubOptions;
  /** For `cimg/…` and `circleci/…` images; `undefined` treats them like any other image. */
  readonly convenienceImages: Level | undefined;
  /** For images whose registry a variable decides. */
  readonly unresolvedImages: Level;
  /** For images that CircleCI's arrangement with Docker Hub serves today; `undefined` treats them like any other image. */
  readonly servedPulls: Level | undefined;
  /** What the findings of a rule are to be at the worst, by id; a milder one stays milder. */
  readonly levels: Readonly<Record<string, Level>>;
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
  levels: {},
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

export interface RuleContext {
  readonly config: Config;
  /** The file before the run's first fix; while only linting, the same as `config`. */
  readonly origin: Config;
  readonly options: RuleOptions;
  /** True when the user named this very file, or gave it on standard input. */
  readonly named: boolean;
  report(report: Report): void;
}

/** What a rule listens to. On a file that does not parse only `fault` runs, for the first fault: most others follow from it. */
export interface RuleListeners {
  readonly config?: (config: Config, context: RuleContext) => void;
  readonly pullSite?: (site: PullSite, context: RuleContext) => void;
  readonly fault?: (fault: Config["tree"]["faults"][number], context: RuleContext) => void;
  /** Runs last, when all others have reported, on a file that parses and has suppression comments. */
  readonly suppressions?: (suppressions: readonly JudgedSuppression[], context: RuleContext) => void;
}

/** A rule: stateless, pure, asks the model. */
export interface Rule {
  readonly meta: RuleMeta;
  readonly on: RuleListeners;
}

/** Declares a rule; here for the types. */
export function defineRule(rule: Rule): Rule {
  return rule;
}
