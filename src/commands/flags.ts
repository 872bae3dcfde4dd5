import type { Severity } from "../finding.ts";
import type { DockerHubOptions, Strategy, VaultClient } from "../fixes/options.ts";
import type { Level } from "../rules/rule.ts";

/** Options that win over settings, as commander names them. */
export interface SettingFlags {
  /** A settings file for all that is linted; `false` for none, `undefined` for the nearest. */
  readonly settings?: string | false;
  /** False leaves plugins of settings out, with what settings say about their rules. */
  readonly plugins?: boolean;
  readonly source?: DockerHubOptions["source"];
  readonly context?: string;
  readonly username?: string;
  readonly token?: string;
  readonly authStyle?: DockerHubOptions["authStyle"];
  readonly convenienceImages?: Level;
  readonly unresolvedImages?: Level;
  readonly strategy?: Strategy;
  readonly vaultClient?: VaultClient;
}

/** Options of `circlesec lint` and `circlesec fix`, as commander names them. */
export interface Flags extends SettingFlags {
  /** Each `name` or `name=file`; `undefined` for the report for people. */
  readonly format?: readonly string[];
  readonly rule?: readonly string[];
  /** `undefined` for `warning`, or `error` where warnings are counted. */
  readonly failOn?: Severity | "never";
  readonly maxWarnings?: string;
  readonly reportSuppressed?: boolean;
  readonly exitZero?: boolean;
  readonly statistics?: boolean;
  readonly quiet?: boolean;
  readonly staged?: boolean;
  readonly stdinFilename: string;
  readonly color?: "auto" | "always" | "never" | false;
  readonly diff?: boolean;
  readonly showSecrets?: boolean;
  readonly check?: boolean;
  readonly unsafe?: boolean;
  readonly interactive?: boolean;
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly pruneBaseline?: boolean;
  /** A revision of git. */
  readonly newOnly?: string;
  /** False for none, whatever the environment says. */
  readonly cache?: boolean;
  /** How many threads work on files; `undefined` for what fits the run. */
  readonly jobs?: string;
  /** The folder of the cache. */
  readonly cacheLocation?: string;
}
