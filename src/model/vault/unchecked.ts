import type { Span } from "../../source/span.ts";
import { textOf, valueOf } from "../../syntax/index.ts";
import type { CommandEvent } from "../commands/command-event.ts";
import { eventsOf } from "../commands/job-commands.ts";
import type { Config } from "../config.ts";
import type { JobRun } from "../steps/job-run.ts";
import { jobRunsOf } from "../steps/job-runs.ts";
import { type WrittenValue, writtenIn } from "../written.ts";
import { isLoopback } from "./local-vault.ts";
import { vaultEventsOf } from "./vault-events.ts";

/** A place that switches off the check of Vault's certificate. */
export interface UncheckedVault {
  readonly span: Span;
  /** `variable`: `VAULT_SKIP_VERIFY`, in an `environment` or a script. `flag`: of a command. `parameter`: of an orb. */
  readonly how: "variable" | "flag" | "parameter";
  /** What does it, as it is called: `curl --insecure`, the orb's command. */
  readonly what: string;
  /** The `environment` that holds it; `undefined` for what steps do. */
  readonly value: WrittenValue | undefined;
  readonly jobs: readonly string[];
  /** True when a job sends its OIDC token there. */
  readonly getsOidcToken: boolean;
}

const NAME = "VAULT_SKIP_VERIFY";
/** What Vault's client reads as true (strconv.ParseBool). */
const TRUE = /^(?:1|t|true)$/i;

/** Each such place once. A Vault that only the job itself can reach needs no certificate. */
export function uncheckedVaultsIn(config: Config): UncheckedVault[] {
  const places = new Map<string, UncheckedVault>();
  const add = (place: UncheckedVault): void => {
    const key = `${place.span.start} ${place.span.end}`;
    const known = places.get(key);
    places.set(key, {
      ...place,
      jobs: [...new Set([...(known?.jobs ?? []), ...place.jobs])],
      getsOidcToken: place.getsOidcToken || known?.getsOidcToken === true,
    });
  };
  const runs = config.kind === "legacy" ? [] : jobRunsOf(config);
  const sendsToken = (run: JobRun): boolean => vaultEventsOf(config, run).some(isOidcLogin);
  const isNamed = config.tree.source.text.includes(NAME);
  for (const run of runs) {
    const getsOidcToken = sendsToken(run);
    const common = { value: undefined, jobs: [run.jobName], getsOidcToken };
    for (const { skipsVerify, isLocal, span, event, part, step } of vaultEventsOf(config, run)) {
      if (!skipsVerify || isLocal) continue;
      const what = event ? describeFlag(event) : step.name;
      add({ ...common, span, how: part ? "parameter" : "flag", what });
    }
    for (const event of eventsOf(config, run)) {
      // The file itself is searched at once; a script of the repository is not.
      if (
        event.kind === "step" ||
        (event.file === undefined && !isNamed) ||
        !setsVariable(event) ||
        isForLocal(event.variables.get("VAULT_ADDR"))
      )
        continue;
      add({ ...common, span: event.span, how: "variable", what: NAME });
    }
  }
  for (const value of writtenIn(config).values) {
    if (!isInEnvironment(value) || !TRUE.test(value.scalar.value.trim())) continue;
    const address = textOf(valueOf(value.pair?.map, "VAULT_ADDR")) ?? addressBeside(value, config);
    if (address !== undefined && isLoopback(address)) continue;
    const getsOidcToken = runs.some(sendsToken);
    add({ span: value.scalar.span, how: "variable", what: NAME, value, jobs: [], getsOidcToken });
  }
  return [...places.values()];
}

function isInEnvironment({ position, name }: WrittenValue): boolean {
  return (position === "environment" || position === "container") && name === NAME;
}

/** The only address that an `environment` of the same job, executor or command holds; else the only one of the file. */
function addressBeside({ path }: WrittenValue, config: Config): string | undefined {
  const addresses = writtenIn(config).values.filter(({ name }) => name === "VAULT_ADDR");
  const near = addresses.filter((one) => one.path[0] === path[0] && one.path[1] === path[1]);
  const texts = new Set((near.length > 0 ? near : addresses).map(({ scalar }) => scalar.value));
  const [only, ...others] = texts;
  return others.length === 0 ? only : undefined;
}

function isForLocal(addresses: ReadonlySet<string> | undefined): boolean {
  return addresses !== undefined && [...addresses].every(isLoopback);
}

function isOidcLogin({ act }: { readonly act: ReturnType<typeof vaultEventsOf>[number]["act"] }): boolean {
  return act?.does === "login" && act.method === "jwt";
}

/** `export VAULT_SKIP_VERIFY=true`, in front of a command, and appended to `$BASH_ENV`. */
function setsVariable(event: CommandEvent): boolean {
  const { assignments, redirects, args } = event.execution.command;
  const isSet = assignments.some(
    ({ name, value }) =>
      name === NAME && value !== undefined && [...event.textsOf(value)].every((text) => TRUE.test(text)),
  );
  if (isSet || !redirects.some(({ target }) => /\bBASH_ENV\b/.test(target?.text ?? ""))) return isSet;
  const bodies = redirects.flatMap(({ body }) => body ?? []);
  return [...args, ...bodies].some(({ text }) => /export\s+VAULT_SKIP_VERIFY=["']?(?:1|t|true)\b/i.test(text));
}

function describeFlag({ program }: CommandEvent): string {
  if (program === "curl") return "curl --insecure";
  return program === "wget" ? "wget --no-check-certificate" : `${program} -tls-skip-verify`;
}
