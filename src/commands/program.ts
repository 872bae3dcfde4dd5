import { Command } from "commander";
import manifest from "../../package.json" with { type: "json" };
import { addCompletion } from "./completion.ts";
import type { Run } from "./host.ts";
import { addFleet } from "./fleet.ts";
import { addInit } from "./init.ts";
import { addLintAndFix } from "./lint-and-fix.ts";
import { addRules } from "./rules.ts";
import { addSettings } from "./settings.ts";
import { addSuppress } from "./suppress.ts";
import { addVaultSetup } from "./vault-setup.ts";

const EXAMPLES = `
Examples:
  circlesec lint              what is wrong in .circleci/
  circlesec fix --diff        what would be repaired
  circlesec fix               repair it
  circlesec init              settings, the pre-commit hook and a job that lints
  circlesec settings          what settings say, and which file says it
  circlesec suppress --help   let findings stay, with a reason
  circlesec explain <rule>    what a rule finds, and why
  circlesec fleet plan        the same repair for many repositories
  circlesec vault setup       what a Vault needs so that jobs can log in to it
  circlesec lint --help       every option`;

/** All commands and their options; the one that the user asked for is given to `run`. */
export function buildProgram(run: Run): Command {
  const program = new Command("circlesec")
    .description("Keep registry credentials right in CircleCI: lint configs, fix them in place, gate what comes in.")
    .version(manifest.version)
    .addHelpText("after", EXAMPLES)
    .exitOverride()
    .configureOutput({ outputError: () => undefined });
  addLintAndFix(program, run);
  addInit(program, run);
  addSettings(program, run);
  addSuppress(program, run);
  addRules(program, run);
  addFleet(program, run);
  addVaultSetup(program, run);
  addCompletion(program, run);
  return program;
}
