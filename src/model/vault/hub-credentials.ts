import { readImageCommand } from "../../docker/image-command.ts";
import type { Span } from "../../source/span.ts";
import type { CommandEvent } from "../commands/command-event.ts";
import { type JobEvent, eventsOf } from "../commands/job-commands.ts";
import type { Config } from "../config.ts";
import type { StepLogin } from "../images/logins.ts";
import { type StepPull, stepImagesOf } from "../images/step-images.ts";
import type { JobRun } from "../steps/job-run.ts";
import { jobRunsOf } from "../steps/job-runs.ts";
import type { Step } from "../steps/step.ts";
import { isLoginUsedAfter } from "./login-uses.ts";
import type { VaultEvent } from "./vault-events.ts";
import { vaultEventsOf } from "./vault-events.ts";
import { leaseAt } from "./vault-paths.ts";
import { mayHaveVaultValues, vaultValuesOf } from "./vault-values.ts";
import { Memory } from "../../source/memory.ts";

/** A login to Docker Hub, in one run of a job, with a credential that Vault gave. */
export interface HubCredential {
  readonly run: JobRun;
  readonly login: StepLogin & { readonly event: CommandEvent };
  /** What gave it. */
  readonly from: VaultEvent;
  /** Whether anything can use the login: `no`, on a Docker executor without an engine; `hidden`, unless a program does that nobody can see into. */
  readonly isUsed: "yes" | "hidden" | "no";
  /** The first pull or push that relies on it when Vault has surely ended it. */
  readonly dead: DeadUse | undefined;
  /** The first pull, where work of the job comes between it and the login, and the credential ends after 300 seconds. */
  readonly late: StepPull | undefined;
}

export interface DeadUse {
  /** `docker push`. */
  readonly called: string;
  readonly span: Span;
  readonly revocation: VaultEvent;
}

/** Every such login of a file, once for each run of its job. */
export function hubCredentialsIn(config: Config): HubCredential[] {
  if (!mayHaveVaultValues(config)) return [];
  return jobRunsOf(config).flatMap((run) => {
    const values = vaultValuesOf(config, run);
    return stepImagesOf(config, run).logins.flatMap((login): HubCredential[] => {
      const { event, server } = login;
      const from = event && values.originOf(event);
      if (!event || !from || server !== "docker-hub" || login.isGuess) return [];
      return [readCredential(config, run, { ...login, event }, login, from)];
    });
  });
}

function readCredential(
  config: Config,
  run: JobRun,
  login: HubCredential["login"],
  known: StepLogin,
  from: VaultEvent,
): HubCredential {
  const events = eventsOf(config, run);
  const images = stepImagesOf(config, run);
  const path = from.act?.does === "read" ? from.act.path : "";
  const lease = leaseAt(path);
  const pulls = images.pulls.filter(
    (pull) => pull.login === known && pull.reliance === "sure" && pull.isLocal !== "yes",
  );
  const isOnDocker = run.machine === "docker" || run.machine === "container-runner";
  const mayBeUsed = !isOnDocker || images.hasEngine || images.pulls.length > 0 || images.pushes.length > 0;
  return {
    run,
    login,
    from,
    isUsed: mayBeUsed ? "yes" : isLoginUsedAfter(events, login.event),
    dead: lease && firstDead(config, run, login, from, pulls),
    late: lease === "hub-token" ? firstLate(run, login, pulls) : undefined,
  };
}

/** The first use of a login behind the end of its credential. */
function firstDead(
  config: Config,
  run: JobRun,
  { event }: HubCredential["login"],
  from: VaultEvent,
  pulls: readonly StepPull[],
): DeadUse | undefined {
  const events = eventsOf(config, run);
  const places = placesIn(events);
  const at = (one: CommandEvent | undefined, step: Step): number => places.first.get(one ?? step) ?? -1;
  const endOf = (step: Step): number => places.last.get(step) ?? -1;
  const vault = vaultEventsOf(config, run).map((one) => ({
    one,
    index: one.isAtEnd ? endOf(one.step) : at(one.event, one.step),
  }));
  const start = at(event, event.step);
  const read = at(from.event, from.step);
  const revocation = vault.find(({ one, index }) => index > start && isCertainEnd(one));
  if (!revocation) return undefined;
  const between = vault.filter(({ index }) => index > read && index < revocation.index);
  // Another login to Vault: whose token the revocation ends is not known; nor is the lease, where there are several.
  if (between.some(({ one: { act } }) => act?.does === "login" || (act?.does === "read" && leaseAt(act.path)))) {
    return undefined;
  }
  const renewal = stepImagesOf(config, run).logins.find(
    (login) => login.server !== "other" && at(login.event, login.step) > revocation.index,
  );
  const end = renewal ? at(renewal.event, renewal.step) : events.length;
  const uses = [
    ...pulls.map((pull) => ({ called: pull.called, span: pull.span, index: at(pull.event, pull.step) })),
    ...events.flatMap((one, index) => pushOf(one, index)),
  ];
  const dead = uses
    .filter(({ index }) => index > revocation.index && index < end)
    .toSorted((a, b) => a.index - b.index)[0];
  return dead && { called: dead.called, span: dead.span, revocation: revocation.one };
}

/** True where a job surely revokes a token of Vault behind the start of a step and before its last pull or push. */
export function revokesBeforeLastUse(config: Config, run: JobRun, from: Step): boolean {
  const events = eventsOf(config, run);
  const start = events.findIndex((event) => event.step === from);
  const lastPull = stepImagesOf(config, run).pulls.at(-1);
  const pulled = events.findLastIndex((one) =>
    lastPull?.event ? one === lastPull.event : one.step === lastPull?.step,
  );
  const last = Math.max(
    pulled,
    events.findLastIndex((one, index) => pushOf(one, index).length > 0),
  );
  return vaultEventsOf(config, run).some((one) => {
    if (!isCertainEnd(one)) return false;
    // A trap revokes when its script ends.
    const at = events.findLastIndex((other) =>
      one.event && !one.isAtEnd ? other === one.event : other.step === one.step,
    );
    return at >= start && at < last;
  });
}

/** Where events stand among those of their job, and where the last one of a step does. */
interface Places {
  readonly first: ReadonlyMap<CommandEvent | Step, number>;
  readonly last: ReadonlyMap<Step, number>;
}

const placesOfEvents = new Memory<readonly JobEvent[], Places>();

function placesIn(events: readonly JobEvent[]): Places {
  const known = placesOfEvents.get(events);
  if (known) return known;
  const first = new Map(events.map((event, index) => [event.kind === "step" ? event.step : event, index]));
  const places = { first, last: new Map(events.map(({ step }, index) => [step, index])) };
  placesOfEvents.set(events, places);
  return places;
}

function pushOf(event: JobEvent, index: number): { called: string; span: Span; index: number }[] {
  if (event.kind === "step") return [];
  const called = readImageCommand(event.program, () => event.args)?.called ?? "";
  const isToHub = !event.args.some(({ texts }) => [...texts].some((text) => /^[\w.-]+[.:][\w.:-]*\//.test(text)));
  return / (?:image )?push$/.test(called) && isToHub ? [{ called, span: event.span, index }] : [];
}

/** True for a revocation that surely happens, and takes with it what its token was given. */
function isCertainEnd({ act, event, step }: VaultEvent): boolean {
  if (act?.does !== "revoke" || act.what === "other-token") return false;
  if (step.timing === "on_fail" || step.background || step.conditions.length > 0) return false;
  if (!event) return true;
  const { guards, background } = event.execution;
  return !background && guards.every(({ text }) => /VAULT_TOKEN/.test(text));
}

/** True for a step that may take its time. */
function isWork({ kind, part, timing }: Step): boolean {
  return timing !== "on_fail" && (kind === "run" || kind === "unknown" || part?.does === "build");
}

/** The first pull, if a step of the job's own stands between it and the login. */
function firstLate(run: JobRun, { step }: HubCredential["login"], pulls: readonly StepPull[]): StepPull | undefined {
  const [first] = pulls;
  if (!first) return undefined;
  const between = run.steps.slice(run.steps.indexOf(step) + 1, run.steps.indexOf(first.step));
  return between.some(isWork) ? first : undefined;
}
