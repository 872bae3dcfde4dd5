import type { DockerHubOptions, Strategy, VaultOptions } from "../fixes/options.ts";
import type { Level, RegistryOptions } from "../rules/rule.ts";
import type { SuppressionDemands } from "../suppression.ts";

/** A severity, or a map of it and of the rule's own options. */
export type RuleSetting = Level | { readonly severity?: Level; readonly [option: string]: unknown };

/** What settings say of some files; everything else in them says of which. */
export interface Sections {
  /** Severities and options of rules, by id. */
  readonly rules?: Readonly<Record<string, RuleSetting>> | undefined;
  readonly strategy?: Strategy | undefined;
  readonly dockerHub?: DockerHubSettings | undefined;
  readonly registries?: Partial<RegistryOptions> | undefined;
  readonly vault?: VaultSettings | undefined;
  /** What suppression comments have to have. */
  readonly suppressions?: SuppressionDemands | undefined;
  /** All variables of a context, by its name. */
  readonly contexts?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Variables that the project has. */
  readonly projectVariables?: readonly string[] | undefined;
}

/** What a settings file says. Flags win over it. */
export interface Settings extends Sections {
  /** Presets, settings files and packages that this one changes; later ones win over earlier ones. */
  readonly extends?: string | readonly string[] | undefined;
  /** Plugins: paths relative to the settings file, or names of packages. */
  readonly plugins?: readonly string[] | undefined;
  /** What is not linted, in the syntax of a `.gitignore` beside the settings. */
  readonly ignore?: readonly string[] | undefined;
  /** What holds for some files only; later ones win. */
  readonly overrides?: readonly Override[] | undefined;
}

/** Sections for the files that some patterns match, in the syntax of `ignore`. */
export interface Override extends Sections {
  readonly files: readonly string[];
}

export interface DockerHubSettings extends Omit<DockerHubOptions, "supplies"> {
  /** Severity for `cimg/…` and `circleci/…` images. */
  readonly convenienceImages?: Level | undefined;
  /** Severity for images whose registry a variable decides. */
  readonly unresolvedImages?: Level | undefined;
  /** Severity for images that CircleCI's arrangement with Docker Hub serves today. */
  readonly servedPulls?: Level | undefined;
}

export interface VaultSettings extends VaultOptions {
  readonly setup?: VaultSetupSettings | undefined;
}

/** What only `circlesec vault setup` needs to know. */
export interface VaultSetupSettings {
  /** Id of the CircleCI organization, a UUID. */
  readonly organization?: string | undefined;
  /** Ids of the projects whose jobs may log in, UUIDs. */
  readonly projects?: readonly string[] | undefined;
  /** Branches whose jobs may log in, `*` for any text; every branch where none is named. */
  readonly branches?: readonly string[] | undefined;
  /** Name of the policy. Default `circlesec-` and the role. */
  readonly policy?: string | undefined;
}
