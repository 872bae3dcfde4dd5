import { Command, Option } from "commander";
import manifest from "../package.json" with { type: "json" };
import { SEVERITIES, type Severity } from "./finding.ts";
import {
  AUTH_STYLES,
  CREDENTIAL_SOURCES,
  type DockerHubOptions,
  STRATEGIES,
  type Strategy,
  VAULT_CLIENTS,
  type VaultClient,
} from "./fixes/options.ts";
import type { Level } from "./rules/rule.ts";
import { type VaultSetupFlags, addVaultCommands } from "./vault-command-line.ts";

export const { version } = manifest;

/** Options of the command line, as commander names them. */
export interface Flags {
  readonly format: "pretty" | "json";
  readonly rule?: readonly string[];
  readonly failOn: Severity | "never";
  readonly quiet?: boolean;
  /** A settings file for all that is linted; `false` for none, `undefined` for the nearest. */
  readonly settings?: string | false;
  readonly source?: DockerHubOptions["source"];
  readonly context?: string;
  readonly username?: string;
  readonly token?: string;
  readonly authStyle?: DockerHubOptions["authStyle"];
  readonly convenienceImages?: Level;
  readonly unresolvedImages?: Level;
  readonly strategy?: Strategy;
  readonly vaultClient?: VaultClient;
  readonly stdinFilename: string;
  readonly color?: "auto" | "always" | "never" | false;
  readonly diff?: boolean;
  readonly showSecrets?: boolean;
  readonly check?: boolean;
  readonly unsafe?: boolean;
}

const EXAMPLES = `
Examples:
  circlesec lint              what is wrong in .circleci/
  circlesec fix --diff        what would be repaired
  circlesec fix               repair it
  circlesec vault setup       what a Vault needs so that jobs can log in to it
  circlesec lint --help       every option`;

const LINT_EXAMPLES = `
Examples:
  circlesec lint                           the .circleci/ folder of this repository
  circlesec lint ~/checkouts               every CircleCI file below a folder of checkouts
  circlesec lint --format json > out.json  for another program
  circlesec lint - < config.yml            standard input

Exit codes: 0 clean, 1 findings at or above --fail-on, 2 the run could not be done, 3 a bug in circlesec`;

const FIX_EXAMPLES = `
Examples:
  circlesec fix --diff                     show what would change, write nothing
  circlesec fix                            write it; every fix is proved first
  circlesec fix --source project           credentials from project variables, no context
  circlesec fix --context acme-docker-hub  another context than docker-credentials
  circlesec fix --check                    exit 1 if something would change

Exit codes: 0 clean, 1 findings at or above --fail-on are left, 2 the run could not be done, 3 a bug in circlesec`;

/** What the commands do. */
export interface Actions {
  readonly run: (command: "lint" | "fix", paths: string[], flags: Flags) => Promise<void>;
  readonly vaultSetup: (flags: VaultSetupFlags) => Promise<void>;
}

/** The commands and their options; what the user asked for is passed to the action of the command. */
export function buildProgram({ run, vaultSetup }: Actions): Command {
  const program = new Command("circlesec")
    .description("Keep registry credentials right in CircleCI: lint configs, fix them in place, gate what comes in.")
    .version(version)
    .addHelpText("after", EXAMPLES)
    .exitOverride()
    .configureOutput({ outputError: () => undefined });
  const lint = program
    .command("lint [paths...]")
    .summary("report what is wrong")
    .description(
      "Report what is wrong. A path is a file, a folder, a glob, or - for standard input; without one, .circleci/ is read.",
    )
    .addHelpText("after", LINT_EXAMPLES);
  const fix = program
    .command("fix [paths...]")
    .summary("repair what can be repaired, in place")
    .description(
      "Repair what can be repaired, in place: comments and every byte outside the fix stay. Paths as for lint; `fix -` writes to standard output.",
    )
    .option("--diff", "print a unified diff, write nothing")
    .option("--show-secrets", "do not mask secrets in the diff, so that it applies; to a terminal or a file only")
    .option("--check", "write nothing, exit 1 if something would change")
    .option("--unsafe", "also apply fixes whose meaning a person must confirm")
    .addHelpText("after", FIX_EXAMPLES);
  for (const command of [lint, fix]) addCommonOptions(command);
  lint.action((paths: string[], flags: Flags) => run("lint", paths, flags));
  fix.action((paths: string[], flags: Flags) => run("fix", paths, flags));
  addVaultCommands(program, vaultSetup);
  return program;
}

function choice(flags: string, text: string, choices: readonly string[], fallback?: string): Option {
  const option = new Option(flags, text).choices(choices);
  return fallback === undefined ? option : option.default(fallback);
}

function addCommonOptions(command: Command): void {
  const levels = [...SEVERITIES, "off"];
  command
    .addOption(choice("--format <name>", "how to report", ["pretty", "json"], "pretty"))
    .option("--rule <id>", "run these rules only (repeat it, or separate ids by commas)", collect)
    .addOption(choice("--fail-on <severity>", "exit 1 from this severity on", [...SEVERITIES, "never"], "warning"))
    .option("--quiet", "print nothing when nothing is wrong")
    .option("--settings <file>", "settings for every file (default: the nearest .circlesec.yml at or above each)")
    .option("--no-settings", "ignore settings files")
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
    .addOption(choice("--vault-client <name>", "what steps talk to Vault with (default: auto)", VAULT_CLIENTS))
    .option("--stdin-filename <path>", "the path that standard input stands for", ".circleci/config.yml")
    .addOption(choice("--color <when>", "colour the output", ["auto", "always", "never"]))
    .addOption(new Option("--no-color", "the same as --color never").hideHelp());
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...value.split(",").filter((id) => id !== "")];
}
