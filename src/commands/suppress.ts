import type { Command } from "commander";
import type { Run } from "./host.ts";
import { collect } from "./add-options.ts";

/** Options of `circlesec suppress`, as commander names them. */
export interface SuppressFlags {
  readonly rule?: readonly string[];
  readonly reason?: string;
  readonly until?: string;
  readonly diff?: boolean;
  /** A settings file for all that is linted; `false` for none, `undefined` for the nearest. */
  readonly settings?: string | false;
  /** False leaves plugins of settings out. */
  readonly plugins?: boolean;
}

const EXAMPLES = `
Examples:
  circlesec suppress --rule unauthenticated-pull --reason "served by our mirror"
  circlesec suppress --reason "parked, see OPS-123" --until 2027-01-31 --diff
  circlesec suppress .circleci/deploy.yml --rule exposed-password --reason "a throw-away registry"

Exit codes: 0 done, 1 findings are left that no comment can suppress, 2 the run could not be done, 3 a bug in circlesec`;

/** Adds `circlesec suppress`. */
export function addSuppress(program: Command, run: Run): void {
  program
    .command("suppress [paths...]")
    .summary("write comments that let findings stay")
    .description(
      "Write a comment with your reason above each finding, in place, so that it is not reported again. Nothing else in a file changes, which is proved before it is written. A path is a file, a folder or a glob; without one, .circleci/ is read.",
    )
    .requiredOption("--reason <text>", "why the findings are to stay, one line")
    .option("--rule <id>", "findings of these rules only (repeat it, or separate ids by commas)", collect)
    .option("--until <day>", "the last day that the comments count on, as in 2027-01-31")
    .option("--diff", "print a unified diff, write nothing")
    .option("--settings <file>", "settings for every file (default: the nearest .circlesec.yml at or above each)")
    .option("--no-settings", "ignore settings files")
    .option("--no-plugins", "do not load the plugins that settings name")
    .addHelpText("after", EXAMPLES)
    .action((paths: string[], flags: SuppressFlags) =>
      run(async (host) => {
        const { runSuppress } = await import("./run-suppress.ts");
        return runSuppress(paths, flags, host);
      }),
    );
}
