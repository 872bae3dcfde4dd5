import type { Command } from "commander";
import type { Run } from "./host.ts";

/** Options of `circlesec init`, as commander names them. */
export interface InitFlags {
  readonly yes?: boolean;
  readonly preCommit?: boolean;
}

const EXAMPLES = `
Examples:
  circlesec init               show each change as a diff, and ask before it is written
  circlesec init --yes         write without asking
  circlesec init --pre-commit  a .pre-commit-config.yaml too, where there is none

Nothing that is there is overwritten, and a second run changes nothing.
Exit codes: 0 done, 2 it could not be done, 3 a bug in circlesec`;

/** Adds `circlesec init`. */
export function addInit(program: Command, run: Run): void {
  program
    .command("init")
    .summary("set a repository up: settings, pre-commit, a job that lints")
    .description(
      "Set this repository up: settings from what its configs do, the hook in .pre-commit-config.yaml, and a job that lints in .circleci/config.yml.",
    )
    .option("--yes", "write without asking")
    .option("--pre-commit", "write a .pre-commit-config.yaml where there is none")
    .addHelpText("after", EXAMPLES)
    .action((flags: InitFlags) =>
      run(async (host) => {
        const { runInit } = await import("./run-init.ts");
        return runInit(flags, host);
      }),
    );
}
