import type { Command } from "commander";
import type { Run } from "./host.ts";
import { addOptions } from "./add-options.ts";
import type { Flags } from "./flags.ts";
import { OPTIONS } from "./lint-options.ts";

const LINT_EXAMPLES = `
Examples:
  circlesec lint                           the .circleci/ folder of this repository
  circlesec lint ~/checkouts               every CircleCI file below a folder of checkouts
  circlesec lint --format json > out.json  for another program
  circlesec lint - < config.yml            standard input
  circlesec lint --new-only origin/main    only what this branch brings

Exit codes: 0 clean, 1 findings at or above --fail-on, 2 the run could not be done, 3 a bug in circlesec`;

const FIX_EXAMPLES = `
Examples:
  circlesec fix --diff                     show what would change, write nothing
  circlesec fix                            write it; every fix is proved first
  circlesec fix --interactive              one fix after the other, with its diff
  circlesec fix --source project           credentials from project variables, no context
  circlesec fix --context acme-docker-hub  another context than docker-credentials
  circlesec fix --check                    exit 1 if something would change

Exit codes: 0 clean, 1 findings at or above --fail-on are left, 2 the run could not be done, 3 a bug in circlesec`;

/** Adds `circlesec lint` and `circlesec fix`. */
export function addLintAndFix(program: Command, run: Run): void {
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
    .addHelpText("after", FIX_EXAMPLES);
  for (const [name, command] of [
    ["lint", lint],
    ["fix", fix],
  ] as const) {
    addOptions(command, OPTIONS[name]);
    command.action((paths: string[], flags: Flags) =>
      run(async (host) => {
        const { lintOrFix } = await import("./lint-or-fix.ts");
        return lintOrFix(name, paths, flags, host);
      }),
    );
  }
}
