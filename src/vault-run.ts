import process from "node:process";
import { readVaultEnvironment } from "./io/vault-environment.ts";
import type { VaultSettings } from "./settings/settings.ts";
import { UserError } from "./user-error.ts";
import type { VaultSetupFlags } from "./vault-command-line.ts";
import { reportCheck, reportCheckJson } from "./vault-setup/check-report.ts";
import { checkVault } from "./vault-setup/check.ts";
import { writeCommands } from "./vault-setup/commands.ts";
import { writeFiles } from "./vault-setup/files.ts";
import { mustBeUrl } from "./vault-setup/names.ts";
import type { SetupPlan } from "./vault-setup/plan.ts";
import { writeTerraform } from "./vault-setup/terraform.ts";
import { toVaultSetup } from "./vault-setup/to-vault-setup.ts";

/** What to print, and whether all is well, something is to be mended, or something could not be read. */
export interface SetupResult {
  readonly text: string;
  readonly outcome: "done" | "faults" | "unreadable";
}

/** `circlesec vault setup`: what to run, or what a Vault has of it. */
export async function runVaultSetup(settings: VaultSettings | undefined, flags: VaultSetupFlags): Promise<SetupResult> {
  const format = readFormat(flags);
  const plan = toVaultSetup(settings, flags);
  if (format === "commands") return { text: writeCommands(plan), outcome: "done" };
  if (format === "hcl") return { text: writeFiles(plan), outcome: "done" };
  if (format === "terraform") return { text: writeTerraform(plan), outcome: "done" };
  return check(plan, format);
}

function readFormat({ check, format = check ? "text" : "commands" }: VaultSetupFlags) {
  const isOfCheck = format === "text" || format === "json";
  if (isOfCheck === (check === true)) return format;
  throw new UserError(`--format ${format} is ${isOfCheck ? "only for" : "not for"} --check`, {
    help: isOfCheck ? "Add --check, or take commands, hcl or terraform" : "Take text or json",
  });
}

async function check(plan: SetupPlan, format: "text" | "json"): Promise<SetupResult> {
  const { connectVault } = await import("./services/vault.ts");
  const connection = connectVault(findAccess(plan));
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

function findAccess(plan: SetupPlan) {
  const { address, namespace, token, authority } = readVaultEnvironment(process.env);
  const said = plan.address ?? (address === undefined ? undefined : mustBeUrl(address, { flag: "VAULT_ADDR" }));
  if (said === undefined) {
    throw new UserError("no address of Vault is given", { help: "Set VAULT_ADDR, or give --address" });
  }
  if (token === undefined) {
    throw new UserError("no token of Vault is given", { help: "Set VAULT_TOKEN, or log in with `vault login`" });
  }
  return { address: said, token, namespace: plan.namespace ?? namespace, authority };
}
