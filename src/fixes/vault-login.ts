import { type NewValue, joinEdits } from "../edit/index.ts";
import type { Fix, Prerequisite } from "../finding.ts";
import {
  type AnonymousPulls,
  type Config,
  type JobPulls,
  revokesBeforeLastUse,
  runsVaultBefore,
} from "../model/index.ts";
import { asMap, asSeq, entriesOf, expand, valueOf } from "../syntax/index.ts";
import { addArguments } from "./add-context.ts";
import { type InsertedStep, insertStep } from "./insert-step.ts";
import { type LoginPlace, type LogoutPlace, placesForLogin, placesForLogout } from "./login-place.ts";
import type { LoginSyntax } from "./login-step.ts";
import { syntaxFor } from "./login-syntax.ts";
import type { VaultOptions } from "./options.ts";
import { type Declined, isDeclined, meaningOf } from "./part.ts";
import { type StepPair, pairOfCommands } from "./vault/command-pair.ts";
import type { StepClient } from "./vault/scripts.ts";
import { type VaultSource, readSource } from "./vault/source.ts";
import { type VaultSteps, vaultSteps } from "./vault/steps.ts";

/** Where Vault has ended, by the last pull, what it gave for a login before it: a rule would say so of the fixed file. */
export const REVOKES_EARLY: Declined = {
  declined: "the job revokes a token of Vault before it pulls for the last time",
};

/** How long a token of the engine `dockerhub` works, in seconds (the plugin's config.go). */
const LEASE = 300;

/**
 * Puts a login to Docker Hub with a credential from Vault right before the first of some pulls, in every job that pulls there,
 * and behind all else in those jobs a step that logs out and revokes: all of it, or nothing.
 */
export function vaultLogin(config: Config, anonymous: AnonymousPulls, options: VaultOptions): Fix | Declined {
  const { jobs, reliance } = anonymous;
  if (jobs.some(({ run, pulls: [first] }) => first && revokesBeforeLastUse(config, run, first.step)))
    return REVOKES_EARLY;
  const syntax = syntaxFor(anonymous);
  if (isDeclined(syntax)) return syntax;
  const places = placesForLogin(config, jobs);
  if (isDeclined(places)) return places;
  const runs = [...new Set(places.flatMap((place) => place.runs))];
  const ends = placesForLogout(config, runs);
  if (isDeclined(ends)) return ends;
  const prepared = prepareVaultLogin(config, places, syntax, options);
  if (isDeclined(prepared)) return prepared;
  const { pair, source, prerequisite } = prepared;
  const login = insertStep(config, places, pair.login);
  if (isDeclined(login)) return login;
  const logout = writeLogout(config, ends, pair);
  if (isDeclined(logout)) return logout;
  const extras = new Map(login.extras);
  for (const [invocation, pairs] of logout.extras)
    extras.set(invocation, [...(extras.get(invocation) ?? []), ...pairs]);
  const entries = addArguments(config, extras);
  if (isDeclined(entries)) return entries;
  const parts = [pair, login, logout, entries];
  return {
    title: "Log in to Docker Hub with Vault before it, and log out at the end",
    safety: config.calledFromElsewhere || reliance === "maybe" ? "unsafe" : "needs-setup",
    edits: joinEdits(parts.flatMap(({ edits }) => edits)),
    expects: parts.flatMap(({ expects }) => expects),
    setup: source.engine === "dockerhub" ? [prerequisite, ...jobs.flatMap(leaseOf)] : [prerequisite],
  };
}

/** The steps of a login by Vault as jobs write them, and what must be there for them to work. */
export interface PreparedLogin {
  readonly pair: StepPair;
  readonly source: VaultSource;
  readonly prerequisite: Prerequisite;
}

/** Writes the two steps for what the places need of them. */
export function prepareVaultLogin(
  config: Config,
  places: readonly LoginPlace[],
  syntax: LoginSyntax,
  options: VaultOptions,
): PreparedLogin | Declined {
  const source = readSource(options);
  if (!source) return { declined: "the settings of Vault hold characters that cannot stand in a script" };
  const pair = pairFor(config, places, vaultSteps(source, clientFor(config, source, places), syntax));
  if (isDeclined(pair)) return pair;
  const { mount, apiPath, needed } = source;
  return { pair, source, prerequisite: { kind: "vault", reads: `${mount}/${apiPath}`, variables: needed } };
}

/** Puts the last step where jobs do not end with it already. */
export function writeLogout(
  config: Config,
  ends: readonly LogoutPlace[],
  { logout }: StepPair,
): InsertedStep | Declined {
  return insertStep(
    config,
    ends.filter((place) => !isThere(place, logout)),
    logout,
  );
}

/** True where the job ends with the step already, because it has logged in another time. */
function isThere(place: LogoutPlace, step: NewValue): boolean {
  const lists = place.runs.map(({ invocation }) => asSeq(valueOf(invocation?.args, "post-steps")));
  const lasts = place.at === "end" ? [place.last] : lists.map((list) => list?.items.at(-1));
  return lasts.every((item) => item && JSON.stringify(expand(item.node)) === JSON.stringify(meaningOf(step)));
}

/** Commands where the config can have some, which every place of the steps can call; else the steps as they are. */
function pairFor(config: Config, places: readonly LoginPlace[], steps: VaultSteps): StepPair | Declined {
  const isConfig = config.kind === "config" || config.kind === "setup" || config.kind === "continuation";
  const canCall =
    isConfig && config.version?.startsWith("2.1") === true && !places.some((place) => isInOrb(config, place));
  return canCall ? pairOfCommands(config, steps) : { ...steps, edits: [], expects: [] };
}

/** True in an inline orb, which knows no commands but its own. */
function isInOrb({ root }: Config, place: LoginPlace): boolean {
  const orbs = asMap(entriesOf(root).get("orbs")?.value)?.span;
  const start = place.at === "item" ? place.item.seq.span.start : undefined;
  const isInside = orbs !== undefined && start !== undefined && start >= orbs.start && start < orbs.end;
  return isInside || place.runs.some(({ job }) => job !== undefined && job.namespace.name !== "");
}

/** Vault's command line where all of the jobs have surely used it before they come to the login. */
function clientFor(config: Config, { client }: VaultSource, places: readonly LoginPlace[]): StepClient {
  if (client !== "auto") return client;
  const hasCli = places.every((place) => {
    const item = place.at === "item" ? place.item : place.at === "hook" ? place.call.item : undefined;
    return item !== undefined && place.runs.every((run) => runsVaultBefore(config, run, item));
  });
  return hasCli ? "cli" : "curl";
}

/** Says which steps pull later on, when the token of the first one may be over. */
function leaseOf({ run, pulls }: JobPulls): Prerequisite[] {
  const [first, ...rest] = pulls;
  const later = new Set(rest.flatMap(({ step, called }) => (step === first?.step ? [] : [called])));
  return later.size === 0 ? [] : [{ kind: "lease", job: run.jobName, seconds: LEASE, steps: [...later] }];
}
