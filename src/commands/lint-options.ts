import { type Command, Option } from "commander";
import { SEVERITIES, type Severity } from "../finding.ts";
import {
  AUTH_STYLES,
  CREDENTIAL_SOURCES,
  type DockerHubOptions,
  STRATEGIES,
  type Strategy,
  VAULT_CLIENTS,
  type VaultClient,
} from "../fixes/options.ts";
import { FORMATS } from "../reporters/formats.ts";
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

const FORMAT_HELP = "how to report, to a file if one is named; repeat it for several (default: pretty)";

function choice(flags: string, text: string, choices: readonly string[]): Option {
  return new Option(flags, text).choices(choices);
}

/** Adds the options that linting and fixing share. */
export function addLintOptions(command: Command): void {
  command
    .option("--format <name[=file]>", `${FORMAT_HELP}: ${Object.keys(FORMATS).join(", ")}`, collectWhole)
    .option("--rule <id>", "run these rules only (repeat it, or separate ids by commas)", collect)
    .addOption(
      choice("--fail-on <severity>", "exit 1 from this severity on (default: warning)", [...SEVERITIES, "never"]),
    )
    .option("--max-warnings <number>", "exit 1 if there are more warnings; --fail-on is then error unless given")
    .option("--report-suppressed", "put what is suppressed or known into SARIF, too, marked as such")
    .option("--exit-zero", "exit 0 whatever is found")
    .option("--statistics", "count the findings of each rule, and those that have a fix")
    .option("--quiet", "print nothing when nothing is wrong")
    .option("--staged", "read what is staged in git, of the files that a commit would change")
    .option("--baseline <file>", "leave out the findings that this file has; say which of its lines are stale")
    .option("--new-only <revision>", "leave out the findings that a revision of git has, such as origin/main");
  command
    .option("--jobs <number>", "threads that work on files (default: as many as pay, from 1,000 files on)")
    .option("--cache", "remember results, and lint again only what has changed")
    .option("--no-cache", "remember nothing, even where CIRCLESEC_CACHE names a folder")
    .option(
      "--cache-location <folder>",
      "remember them in this folder (default: that of CIRCLESEC_CACHE, or the user's)",
    );
  addSettingOptions(command);
  command
    .option("--stdin-filename <path>", "the path that standard input stands for", ".circleci/config.yml")
    .addOption(choice("--color <when>", "colour the output", ["auto", "always", "never"]))
    .addOption(new Option("--no-color", "the same as --color never").hideHelp());
}

/** Adds the options that win over settings, and those that choose them. */
export function addSettingOptions(command: Command): void {
  const levels = [...SEVERITIES, "off"];
  command
    .option("--settings <file>", "settings for every file (default: the nearest .circlesec.yml at or above each)")
    .option("--no-settings", "ignore settings files")
    .option("--no-plugins", "do not load the plugins that settings name")
    .addOption(
      choice("--source <kind>", "where the credentials live, if the file does not show it", CREDENTIAL_SOURCES),
    )
    .option("--context <name>", "context that holds them (default: docker-credentials)")
    .option("--username <variable>", "variable of the user name (default: DOCKERHUB_USERNAME)")
    .option("--token <variable>", "variable of the access token (default: DOCKERHUB_TOKEN)")
    .addOption(choice("--auth-style <style>", "how auth is written (default: auto)", AUTH_STYLES))
    .addOption(choice("--convenience-images <severity>", "severity for cimg/* and circleci/* images", levels))
    .addOption(
      choice(
        "--unresolved-images <severity>",
        "severity for images whose registry a variable decides (default: off)",
        levels,
      ),
    )
    .addOption(
      choice("--strategy <name>", "where logins that fixes write get the credential (default: context)", STRATEGIES),
    )
    .addOption(choice("--vault-client <name>", "what steps talk to Vault with (default: auto)", VAULT_CLIENTS));
}

/** Ids of rules, however often and with however many commas they are given. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...value.split(",").filter((id) => id !== "")];
}

function collectWhole(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
