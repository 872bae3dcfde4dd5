import type { FleetLintFlags } from "./fleet-linter.ts";
import type { ReportFormat } from "../fleet/report/formats.ts";
import type { Flags } from "./flags.ts";
import { type OptionSpec, SETTING_OPTIONS } from "./lint-options.ts";

/** Options that choose the repositories of a fleet, as commander names them. */
export interface SelectFlags {
  /** The fleet file; `fleet.yml` of this folder, if there is one, where it is absent. */
  readonly file?: string;
  readonly list?: string;
  readonly github?: readonly string[];
  readonly gitlab?: readonly string[];
  readonly bitbucket?: readonly string[];
  readonly search?: readonly string[];
  readonly git?: readonly string[];
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly topic?: readonly string[];
  readonly archived?: boolean;
  readonly forks?: boolean;
  readonly state?: string;
}

interface QueueFlags {
  readonly queue?: string;
}

/** Options of `circlesec fleet worker`, as commander names them. */
export interface FleetWorkerFlags extends Pick<SelectFlags, "file">, QueueFlags {}

/** Options of `circlesec fleet plan`, as commander names them. */
export interface FleetPlanFlags extends SelectFlags, FleetLintFlags, QueueFlags {
  readonly format: "table" | "json";
  readonly diff?: boolean;
  readonly check?: boolean;
  readonly color?: Flags["color"];
}

/** Options of `circlesec fleet report`, as commander names them. */
export interface FleetReportFlags extends Pick<SelectFlags, "file" | "state"> {
  readonly format: ReportFormat;
  readonly output?: string;
  readonly color?: Flags["color"];
}

/** Options of `circlesec fleet apply`, as commander names them. */
export interface FleetApplyFlags extends Pick<SelectFlags, "file" | "state">, FleetLintFlags, QueueFlags {
  readonly format: "table" | "json";
  readonly dryRun?: boolean;
  readonly commit?: boolean;
  readonly branch?: string;
  readonly title?: string;
  readonly body?: string;
  readonly label?: readonly string[];
  readonly reviewer?: readonly string[];
  readonly draft?: boolean;
  readonly max?: string;
  readonly canary?: string;
  readonly wave?: string;
  readonly wait?: string;
  readonly tolerate?: string;
  readonly continue?: boolean;
  readonly reopen?: boolean;
}

/** Options of `circlesec fleet status`, as commander names them. */
export interface FleetStatusFlags extends Pick<SelectFlags, "file" | "state">, FleetLintFlags {
  readonly format: "table" | "json";
  readonly verify?: boolean;
}

/** Options of `circlesec fleet close`, as commander names them. */
export interface FleetCloseFlags extends Pick<SelectFlags, "file" | "state"> {
  readonly format: "table" | "json";
  readonly dryRun?: boolean;
}

/** Those that choose repositories, and where the campaign is remembered. */
export const SELECT_OPTIONS: readonly OptionSpec[] = [
  { flags: "--file <file>", help: "the fleet file (default: fleet.yml of this folder, if there is one)" },
  { flags: "--list <file>", help: "a file with a repository a line: owner/name, an address, or a path" },
  { flags: "--github <owner>", help: "all repositories of a GitHub organization or person (repeat it)", takes: "many" },
  {
    flags: "--gitlab <group>",
    help: "all projects of a GitLab group and of the groups in it, or of a person",
    takes: "many",
  },
  {
    flags: "--bitbucket <workspace>",
    help: "all repositories of a workspace of Bitbucket Cloud",
    takes: "many",
  },
  { flags: "--search <query>", help: "what GitHub's own search for repositories finds", takes: "many" },
  { flags: "--git <address>", help: "another remote of git, by https or ssh", takes: "many" },
  { flags: "--include <glob>", help: "only repositories of such names, as acme/* or *-service", takes: "many" },
  { flags: "--exclude <glob>", help: "no repositories of such names", takes: "many" },
  { flags: "--topic <name>", help: "only repositories with this topic, or another that is named", takes: "many" },
  { flags: "--archived", help: "archived repositories, too" },
  { flags: "--forks", help: "forks, too" },
  { flags: "--state <folder>", help: "where the campaign is remembered (default: .circlesec-fleet)" },
];

const GIVE_OPTION: OptionSpec = {
  flags: "--queue <address>",
  help: "have it done by `circlesec fleet worker` on other machines, through Redis or PostgreSQL (or CIRCLESEC_QUEUE)",
};

/** Those of `fleet plan` in the order of its help. */
export const PLAN_OPTIONS: readonly OptionSpec[] = [
  { flags: "--format <name>", help: "how to report", takes: ["table", "json"], standard: "table" },
  { flags: "--diff", help: "print what would change, file by file, before the table" },
  { flags: "--check", help: "exit 1 if there is something to propose, or a finding that stays" },
  ...SELECT_OPTIONS,
  GIVE_OPTION,
  { flags: "--rule <id>", help: "run these rules only (repeat it, or separate ids by commas)", takes: "lists" },
  { flags: "--unsafe", help: "also plan fixes whose meaning a person must confirm" },
  ...SETTING_OPTIONS.map((option) =>
    option.flags.startsWith("--settings ")
      ? { ...option, help: "settings for repositories that have none of their own" }
      : option,
  ),
  { flags: "--color <when>", help: "colour the output", takes: ["auto", "always", "never"] },
  { flags: "--no-color", help: "the same as --color never", isHidden: true },
];

const CAMPAIGN_OPTIONS = SELECT_OPTIONS.filter(
  ({ flags }) => flags.startsWith("--file ") || flags.startsWith("--state "),
);
const FORMAT_OPTION: OptionSpec = {
  flags: "--format <name>",
  help: "how to report",
  takes: ["table", "json"],
  standard: "table",
};
const LINT_OPTIONS: readonly OptionSpec[] = [
  { flags: "--rule <id>", help: "run these rules only (repeat it, or separate ids by commas)", takes: "lists" },
  { flags: "--unsafe", help: "also make fixes whose meaning a person must confirm" },
  ...SETTING_OPTIONS.map((option) =>
    option.flags.startsWith("--settings ")
      ? { ...option, help: "settings for repositories that have none of their own" }
      : option,
  ),
];

/** Those of `fleet apply` in the order of its help. */
export const APPLY_OPTIONS: readonly OptionSpec[] = [
  { flags: "--dry-run", help: "say what would be done, and do nothing" },
  FORMAT_OPTION,
  ...CAMPAIGN_OPTIONS,
  { flags: "--commit", help: "make branches in checkouts on this disk, too" },
  { flags: "--branch <name>", help: "the branch of proposals (default: circlesec/authenticate-pulls)" },
  { flags: "--title <text>", help: "the title of pull requests" },
  { flags: "--body <file>", help: "a template of their text" },
  { flags: "--label <name>", help: "a label for them (repeat it)", takes: "many" },
  {
    flags: "--reviewer <name>",
    help: "an account, or owner/team, that is asked for a review (repeat it)",
    takes: "many",
  },
  { flags: "--draft", help: "open them as drafts" },
  { flags: "--max <number>", help: "write no more branches than this in one run" },
  { flags: "--canary <number>", help: "repositories of the first wave" },
  { flags: "--wave <number>", help: "repositories of each other wave (default: all that are left)" },
  { flags: "--wait <minutes>", help: "how long the checks of a wave are waited for (default: 60)" },
  { flags: "--tolerate <number>", help: "repositories of a wave whose checks may fail (default: 0)" },
  { flags: "--continue", help: "go on behind a wave that is red, or whose checks are not done" },
  { flags: "--reopen", help: "propose again what was closed" },
  GIVE_OPTION,
  ...LINT_OPTIONS,
];

/** Those of `fleet worker` in the order of its help. */
export const WORKER_OPTIONS: readonly OptionSpec[] = [
  {
    flags: "--queue <address>",
    help: "redis://, rediss:// or postgres://, the same as for plan and apply (or CIRCLESEC_QUEUE)",
  },
  ...CAMPAIGN_OPTIONS.filter(({ flags }) => flags.startsWith("--file ")),
];

/** Those of `fleet status` in the order of its help. */
export const STATUS_OPTIONS: readonly OptionSpec[] = [
  { flags: "--verify", help: "look whether what was merged is still on the default branches" },
  FORMAT_OPTION,
  ...LINT_OPTIONS,
  ...CAMPAIGN_OPTIONS,
];

/** Those of `fleet close` in the order of its help. */
export const CLOSE_OPTIONS: readonly OptionSpec[] = [
  { flags: "--dry-run", help: "say what would be closed, and do nothing" },
  FORMAT_OPTION,
  ...CAMPAIGN_OPTIONS,
];

/** Those of `fleet report` in the order of its help. */
export const REPORT_OPTIONS: readonly OptionSpec[] = [
  {
    flags: "--format <name>",
    help: "how to report",
    takes: ["table", "json", "csv", "markdown", "html"],
    standard: "table",
  },
  { flags: "--output <file>", help: "write it to a file" },
  ...CAMPAIGN_OPTIONS,
  { flags: "--color <when>", help: "colour the output", takes: ["auto", "always", "never"] },
  { flags: "--no-color", help: "the same as --color never", isHidden: true },
];
