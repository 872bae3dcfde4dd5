import type { Config } from "../config.ts";
import { stepImagesOf } from "../images/step-images.ts";
import { findOrbItem } from "../orbs/index.ts";
import type { JobRun } from "../steps/job-run.ts";
import { type VaultEvent, vaultEventsOf, vaultRunsOf } from "./vault-events.ts";

/** A login to Vault whose token a job does not surely revoke. */
export interface UnrevokedLogin {
  readonly login: VaultEvent;
  /** A revocation that only happens when all before it has passed; `undefined` where there is none at all. */
  readonly late: VaultEvent | undefined;
  /** How a later step of the job finds the token; `undefined` where none does. */
  readonly kept: KeptToken | undefined;
  readonly runs: readonly JobRun[];
  /** True when the job logs in to a registry afterwards. */
  readonly logsInToDocker: boolean;
}

/** `orb`: an orb exports it, and has a command that revokes. `cli`, `http`: in `VAULT_TOKEN`, or where `vault login` keeps it. */
export type KeptToken = { readonly by: "orb"; readonly alias: string } | { readonly by: "cli" | "http" };

/** The logins of a file's jobs to Vault that leave a token behind: once for each place, with the runs that come to it. */
export function unrevokedLogins(config: Config): UnrevokedLogin[] {
  const found = new Map<string, UnrevokedLogin & { readonly runs: JobRun[] }>();
  for (const run of vaultRunsOf(config)) {
    const events = vaultEventsOf(config, run);
    for (const [index, login] of events.entries()) {
      if (!givesToken(login) || login.isLocal || isTrapped(login, events)) continue;
      const revocation = bestRevocation(login, events.slice(index + 1));
      if (revocation === "sure") continue;
      const key = `${login.span.start} ${revocation?.span.start}`;
      const known = found.get(key) ?? { login, late: revocation, kept: keptBy(login), runs: [], logsInToDocker: false };
      const logsInToDocker = known.logsInToDocker || stepImagesOf(config, run).logins.length > 0;
      found.set(key, { ...known, logsInToDocker });
      known.runs.push(run);
    }
  }
  return [...found.values()].toSorted((a, b) => a.login.span.start - b.login.span.start);
}

/** A login with a token gets no other one, and an agent ends its own. */
function givesToken({ act }: VaultEvent): boolean {
  return act?.does === "login" && act.method !== "token" && act.method !== "agent";
}

/** True for a script that revokes the token when it ends, however it does: `trap 'vault token revoke -self' EXIT`. */
function isTrapped({ step }: VaultEvent, events: readonly VaultEvent[]): boolean {
  return events.some((one) => one.step === step && one.event?.program === "trap" && one.act?.does === "revoke");
}

function bestRevocation(login: VaultEvent, later: readonly VaultEvent[]): "sure" | VaultEvent | undefined {
  const revocations = later.filter(({ act }) => act?.does === "revoke" && act.what === "token");
  return revocations.some((one) => isSure(one, login)) ? "sure" : revocations[0];
}

/** True for one in the same script, and for one that runs whatever has happened before. */
function isSure({ step, part, event }: VaultEvent, login: VaultEvent): boolean {
  const isConditional = step.conditions.some((condition) => !login.step.conditions.includes(condition));
  if (isConditional) return false;
  return step === login.step || step.timing === "always" || part !== undefined || event?.step.timing === "always";
}

function keptBy({ event, part, step, act }: VaultEvent): KeptToken | undefined {
  if (part) {
    const [alias = ""] = step.name.split("/");
    const orb = step.frame.namespace.orbSources.get(alias);
    const revokes = orb !== undefined && findOrbItem(orb, "command", "revoke_self") !== undefined;
    return revokes ? { by: "orb", alias } : undefined;
  }
  if (!event || act?.does !== "login") return undefined;
  const script = step.run?.scalar.value ?? "";
  const isOwnVault = /VAULT_(?:ADDR|NAMESPACE|CACERT)=/.test(script) && !/VAULT_ADDR=.*BASH_ENV/.test(script);
  const environment = step.run?.environment?.pairs ?? [];
  if (isOwnVault || environment.some(({ key }) => key?.kind === "scalar" && key.value.startsWith("VAULT_")))
    return undefined;
  const by = event.program === "curl" || event.program === "wget" ? "http" : "cli";
  if (event.text.startsWith("vault login") && !event.text.includes("-no-store")) return { by: "cli" };
  return /export VAULT_TOKEN=.*BASH_ENV/.test(script) ? { by } : undefined;
}
