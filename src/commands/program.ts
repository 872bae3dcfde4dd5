import { Command } from "commander";
import manifest from "../../package.json" with { type: "json" };
import { addCompletion } from "./completion.ts";
import type { Run } from "./host.ts";
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

/** What has to know the commands of `fleet`, which the others are not to pay for. */
const ASKS_FOR_FLEET = new Set(["fleet", "completion", "help"]);

/**
 * The commands that a command line can ask for, and their options; the one that it asks for is given to `run`. What is below
 * `fleet` is there where the words may be about it.
 */
export async function buildProgram(run: Run, words: readonly string[]): Promise<Command> {
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
  const fleet = program.command("fleet").summary("bring the same repair to many repositories");
  if (ASKS_FOR_FLEET.has(words[0] ?? "")) {
    const { addFleet } = await import("./fleet.ts");
    addFleet(fleet, run);
  }
  addVaultSetup(program, run);
  addCompletion(program, run);
  return program;
}
