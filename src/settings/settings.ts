import type { DockerHubOptions, Strategy, VaultOptions } from "../fixes/options.ts";
import type { Level } from "../rules/rule.ts";
import type { SuppressionDemands } from "../suppression.ts";
import type { PresetName } from "./presets.ts";

/** What a settings file says. Flags win over it. */
export interface Settings {
  /** A set of settings that this one changes. Default `recommended`. */
  readonly preset?: PresetName | undefined;
  /** Severities of rules, by id. */
  readonly rules?: Readonly<Record<string, Level>> | undefined;
  readonly strategy?: Strategy | undefined;
  readonly dockerHub?: DockerHubSettings | undefined;
  readonly vault?: VaultSettings | undefined;
  /** What suppression comments have to have. */
  readonly suppressions?: SuppressionDemands | undefined;
}

export interface DockerHubSettings extends DockerHubOptions {
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
