import type { NewPair, NewValue } from "../../edit/index.ts";
import { type LoginSyntax, clientWords } from "../login-step.ts";
import { type StepClient, writeScripts } from "./scripts.ts";
import type { VaultSource } from "./source.ts";

/** The two steps of a login by Vault: before the first pull, and last in the job, whatever happened. */
export interface VaultSteps {
  readonly login: NewValue;
  readonly logout: NewValue;
}

export function vaultSteps(source: VaultSource, client: StepClient, syntax: LoginSyntax): VaultSteps {
  const scripts = writeScripts(source, client, clientWords({ ...syntax, shell: "bash" }));
  const step = (name: string, script: string, more: readonly NewPair[], environment: VaultSource["environment"]) =>
    runStep([
      ["name", name],
      // The scripts are for a POSIX shell, which the Windows images have beside PowerShell.
      ...(syntax.shell === "powershell" ? [["shell", "bash.exe -eo pipefail"] as const] : []),
      ...(environment.length > 0 ? [["environment", { pairs: environment }] as const] : []),
      ...more,
      ["command", { script }],
    ]);
  const forLogout = source.environment.filter(
    ([name]) => name !== "VAULT_ROLE" && (client === "cli" || name === "VAULT_ADDR"),
  );
  return {
    login: step("Log in to Docker Hub with Vault", scripts.login, [], source.environment),
    logout: step("Log out of Docker Hub and Vault", scripts.logout, [["when", "always"]], forLogout),
  };
}

function runStep(pairs: readonly NewPair[]): NewValue {
  return { pairs: [["run", { pairs }]] };
}
