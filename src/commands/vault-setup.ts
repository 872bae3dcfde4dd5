import { type Command, Option } from "commander";
import { HUB_SCOPES, VAULT_ENGINES } from "../fixes/options.ts";
import type { SetupFlags } from "../vault-setup/to-vault-setup.ts";
import type { Run } from "./host.ts";

/** Options of `circlesec vault setup`, as commander names them. */
export interface VaultSetupFlags extends SetupFlags {
  readonly check?: boolean;
  /** A settings file; `false` for none, `undefined` for the nearest. */
  readonly settings?: string | false;
  readonly format?: "commands" | "hcl" | "terraform" | "text" | "json";
}

const EXAMPLES = `
Examples:
  circlesec vault setup                                       from the settings in .circlesec.yml
  circlesec vault setup --organization <uuid> --project <uuid> --username acmeci > vault-setup.sh
  circlesec vault setup … --engine kv2 --path ci/docker-hub   a stored token instead of the Docker Hub plugin
  circlesec vault setup … --format terraform                  for Terraform
  circlesec vault setup … --check                             what a Vault has of it (VAULT_ADDR, VAULT_TOKEN)

Exit codes: 0 done, or all in place; 1 --check found something to mend; 2 it could not be done, or not read;
3 a bug in circlesec`;

/** Adds `circlesec vault setup`. */
export function addVaultSetup(program: Command, run: Run): void {
  const vault = program.command("vault").summary("set up a Vault that jobs log in to");
  vault
    .command("setup")
    .summary("print what an administrator of Vault has to run, or check what is there")
    .description(
      "Print what an administrator of Vault has to run so that jobs can log in with CircleCI's OIDC token and fetch the credential for Docker Hub.",
    )
    .option("--check", "read a live Vault instead, and say what is missing, wrong or too wide")
    .addOption(
      new Option("--format <name>", "how to print it (default: commands; with --check: text)").choices([
        "commands",
        "hcl",
        "terraform",
        "text",
        "json",
      ]),
    )
    .option("--organization <uuid>", "id of the CircleCI organization")
    .option("--project <uuid>", "id of a project whose jobs may log in (repeat it)", collect)
    .option("--branch <name>", "only jobs of this branch may log in, * for any text (repeat it)", collect)
    .addOption(new Option("--engine <name>", "what keeps the credential (default: dockerhub)").choices(VAULT_ENGINES))
    .option("--username <name>", "the Docker Hub account")
    .addOption(
      new Option("--scope <name>", "what tokens of the dockerhub engine may do (default: read)").choices(HUB_SCOPES),
    )
    .option("--mount <path>", "path of the secrets engine (default: dockerhub, or secret for kv1 and kv2)")
    .option("--path <path>", "kv1 and kv2: the secret, below the mount")
    .option("--auth-mount <path>", "path of the JWT auth method (default: jwt)")
    .option("--role <name>", "role that jobs log in as (default: circleci-docker)")
    .option("--policy <name>", "name of the policy (default: circlesec- and the role)")
    .option("--address <url>", "address of Vault (default for --check: VAULT_ADDR)")
    .option("--namespace <path>", "namespace of Vault Enterprise")
    .option("--issuer <url>", "issuer of the tokens, if it is not https://oidc.circleci.com/org/<organization>")
    .option("--settings <file>", "settings (default: the nearest .circlesec.yml at or above this folder)")
    .option("--no-settings", "ignore settings files")
    .addHelpText("after", EXAMPLES)
    .action((flags: VaultSetupFlags) =>
      run(async (host) => {
        const { runVaultSetup } = await import("./run-vault-setup.ts");
        return runVaultSetup(flags, host);
      }),
    );
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
