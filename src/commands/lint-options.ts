import { SEVERITIES } from "../finding.ts";
import { AUTH_STYLES, CREDENTIAL_SOURCES, STRATEGIES, VAULT_CLIENTS } from "../fixes/options.ts";
import { FORMATS } from "../reporters/formats.ts";

/** An option of a command. */
export interface OptionSpec {
  /** As commander and the help write it: `--name`, `--no-name` or `--name <value>`. */
  readonly flags: string;
  readonly help: string;
  /** Its values, or that it can be repeated: whole, or as a list between commas. Any one text where absent. */
  readonly takes?: readonly string[] | "many" | "lists";
  /** What holds where it is not given. */
  readonly standard?: string;
  readonly isHidden?: true;
}

const LEVELS = [...SEVERITIES, "off"];
const FORMAT_HELP = "how to report, to a file if one is named; repeat it for several (default: pretty)";

const LINT_ONLY: readonly OptionSpec[] = [
  {
    flags: "--write-baseline <file>",
    help: "write all findings into a baseline, for --baseline to leave out from then on",
  },
  { flags: "--prune-baseline", help: "take what is stale out of the file of --baseline" },
];

const FIX_ONLY: readonly OptionSpec[] = [
  { flags: "--diff", help: "print a unified diff, write nothing" },
  {
    flags: "--show-secrets",
    help: "do not mask secrets in the diff, so that it applies; to a terminal or a file only",
  },
  { flags: "--check", help: "write nothing, exit 1 if something would change" },
  { flags: "--interactive", help: "show each fix and ask whether to apply it" },
  { flags: "--unsafe", help: "also apply fixes whose meaning a person must confirm" },
];

const RUN: readonly OptionSpec[] = [
  {
    flags: "--format <name[=file]>",
    help: `${FORMAT_HELP}: ${Object.keys(FORMATS).join(", ")}`,
    takes: "many",
  },
  {
    flags: "--rule <id>",
    help: "run these rules only (repeat it, or separate ids by commas)",
    takes: "lists",
  },
  {
    flags: "--fail-on <severity>",
    help: "exit 1 from this severity on (default: warning)",
    takes: [...SEVERITIES, "never"],
  },
  {
    flags: "--max-warnings <number>",
    help: "exit 1 if there are more warnings; --fail-on is then error unless given",
  },
  { flags: "--report-suppressed", help: "put what is suppressed or known into SARIF, too, marked as such" },
  { flags: "--exit-zero", help: "exit 0 whatever is found" },
  { flags: "--statistics", help: "count the findings of each rule, and those that have a fix" },
  { flags: "--quiet", help: "print nothing when nothing is wrong" },
  { flags: "--staged", help: "read what is staged in git, of the files that a commit would change" },
  {
    flags: "--baseline <file>",
    help: "leave out the findings that this file has; say which of its lines are stale",
  },
  {
    flags: "--new-only <revision>",
    help: "leave out the findings that a revision of git has, such as origin/main",
  },
  {
    flags: "--jobs <number>",
    help: "threads that work on files (default: as many as pay, from 1,000 files on)",
  },
  { flags: "--cache", help: "remember results, and lint again only what has changed" },
  { flags: "--no-cache", help: "remember nothing, even where CIRCLESEC_CACHE names a folder" },
  {
    flags: "--cache-location <folder>",
    help: "remember them in this folder (default: that of CIRCLESEC_CACHE, or the user's)",
  },
];

/** Those that win over settings, and those that choose settings. */
export const SETTING_OPTIONS: readonly OptionSpec[] = [
  {
    flags: "--settings <file>",
    help: "settings for every file (default: the nearest .circlesec.yml at or above each)",
  },
  { flags: "--no-settings", help: "ignore settings files" },
  { flags: "--no-plugins", help: "do not load the plugins that settings name" },
  {
    flags: "--source <kind>",
    help: "where the credentials live, if the file does not show it",
    takes: CREDENTIAL_SOURCES,
  },
  { flags: "--context <name>", help: "context that holds them (default: docker-credentials)" },
  { flags: "--username <variable>", help: "variable of the user name (default: DOCKERHUB_USERNAME)" },
  { flags: "--token <variable>", help: "variable of the access token (default: DOCKERHUB_TOKEN)" },
  { flags: "--auth-style <style>", help: "how auth is written (default: auto)", takes: AUTH_STYLES },
  {
    flags: "--convenience-images <severity>",
    help: "severity for cimg/* and circleci/* images",
    takes: LEVELS,
  },
  {
    flags: "--unresolved-images <severity>",
    help: "severity for images whose registry a variable decides (default: off)",
    takes: LEVELS,
  },
  {
    flags: "--strategy <name>",
    help: "where logins that fixes write get the credential (default: context)",
    takes: STRATEGIES,
  },
  {
    flags: "--vault-client <name>",
    help: "what steps talk to Vault with (default: auto)",
    takes: VAULT_CLIENTS,
  },
];

const OUTPUT: readonly OptionSpec[] = [
  {
    flags: "--stdin-filename <path>",
    help: "the path that standard input stands for",
    standard: ".circleci/config.yml",
  },
  { flags: "--color <when>", help: "colour the output", takes: ["auto", "always", "never"] },
  { flags: "--no-color", help: "the same as --color never", isHidden: true },
];

/** The options of `circlesec lint` and `circlesec fix`, in the order of their help. */
export const OPTIONS: Readonly<Record<"lint" | "fix", readonly OptionSpec[]>> = {
  lint: [...LINT_ONLY, ...RUN, ...SETTING_OPTIONS, ...OUTPUT],
  fix: [...FIX_ONLY, ...RUN, ...SETTING_OPTIONS, ...OUTPUT],
};
