import { findSettings } from "../find-settings/index.ts";
import { createDisk } from "../io/disk.ts";
import { readVaultEnvironment } from "../io/vault-environment.ts";
import type { VaultSettings } from "../settings/settings.ts";
import { UserError } from "../user-error.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import type { Host } from "./host.ts";
import type { VaultSetupFlags } from "./vault-setup.ts";
import { reportCheck, reportCheckJson } from "../vault-setup/check-report.ts";
import { checkVault } from "../vault-setup/check.ts";
import { writeCommands } from "../vault-setup/commands.ts";
import { writeFiles } from "../vault-setup/files.ts";
import { mustBeUrl } from "../vault-setup/names.ts";
import type { SetupPlan } from "../vault-setup/plan.ts";
import { writeTerraform } from "../vault-setup/terraform.ts";
import { toVaultSetup } from "../vault-setup/to-vault-setup.ts";

/** What to print, and whether all is well, something is to be mended, or something could not be read. */
interface SetupResult {
  readonly text: string;
  readonly outcome: "done" | "faults" | "unreadable";
}

/** `circlesec vault setup`, with the settings of the current folder: what to run, or what a Vault has of it. */
export async function runVaultSetup(flags: VaultSetupFlags, host: Host): Promise<ExitCode> {
  const cwd = host.cwd();
  const settings = await findSettings([cwd], { cwd, disk: createDisk(), chosen: flags.settings });
  const { text, outcome } = await setUp(settings.get(cwd)?.common.vault, flags, host.env);
  host.stdout.write(text);
  return { done: EXIT.clean, faults: EXIT.findings, unreadable: EXIT.unusable }[outcome];
}

async function setUp(
  settings: VaultSettings | undefined,
  flags: VaultSetupFlags,
  env: NodeJS.ProcessEnv,
): Promise<SetupResult> {
  const format = readFormat(flags);
  const plan = toVaultSetup(settings, flags);
  if (format === "commands") return { text: writeCommands(plan), outcome: "done" };
  if (format === "hcl") return { text: writeFiles(plan), outcome: "done" };
  if (format === "terraform") return { text: writeTerraform(plan), outcome: "done" };
  return check(plan, format, env);
}

function readFormat({ check, format = check ? "text" : "commands" }: VaultSetupFlags) {
  const isOfCheck = format === "text" || format === "json";
  if (isOfCheck === (check === true)) return format;
  throw new UserError(`--format ${format} is ${isOfCheck ? "only for" : "not for"} --check`, {
    help: isOfCheck ? "Add --check, or take commands, hcl or terraform" : "Take text or json",
  });
}

async function check(plan: SetupPlan, format: "text" | "json", env: NodeJS.ProcessEnv): Promise<SetupResult> {
  const { connectVault } = await import("../services/vault.ts");
  const connection = connectVault(findAccess(plan, env));
  try {
    const items = await checkVault(plan, connection);
    const verdicts = new Set(items.map(({ verdict }) => verdict));
    const outcome = verdicts.has("missing") || verdicts.has("wrong") || verdicts.has("too wide") ? "faults" : "done";
    return {
      text: format === "json" ? reportCheckJson(items) : reportCheck(items),
      outcome: outcome === "done" && verdicts.has("unreadable") ? "unreadable" : outcome,
    };
  } finally {
    await connection.close();
  }
}

function findAccess(plan: SetupPlan, env: NodeJS.ProcessEnv) {
  const { address, namespace, token, authority } = readVaultEnvironment(env);
  const said = plan.address ?? (address === undefined ? undefined : mustBeUrl(address, { flag: "VAULT_ADDR" }));
  if (said === undefined) {
    throw new UserError("no address of Vault is given", { help: "Set VAULT_ADDR, or give --address" });
  }
  if (token === undefined) {
    throw new UserError("no token of Vault is given", { help: "Set VAULT_TOKEN, or log in with `vault login`" });
  }
  return { address: said, token, namespace: plan.namespace ?? namespace, authority };
}
