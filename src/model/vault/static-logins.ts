import { UNKNOWN } from "../../docker/reference.ts";
import { type Span, spansOverlap } from "../../source/span.ts";
import { judge } from "../../secrets/index.ts";
import { type JobEvent, eventsOf } from "../commands/job-commands.ts";
import type { Config } from "../config.ts";
import { exposuresIn, spanInFile } from "../exposures/index.ts";
import type { JobRun } from "../steps/job-run.ts";
import { type GivenSecret, givenSecrets } from "./given-secrets.ts";
import { mayHaveLoggedIn, setsInText } from "./hidden-logins.ts";
import { type VaultEvent, vaultEventsOf, vaultRunsOf } from "./vault-events.ts";
import { Memory } from "../../source/memory.ts";

/** A place where a job uses a long-lived credential of Vault's. */
export type StaticVault = { readonly span: Span; readonly jobs: readonly string[] } &
  /** The first read with a token that no step gets. `isWritten`: the file itself holds it. */
  (
    | { readonly does: "read"; readonly isWritten: boolean }
    | {
        readonly does: "login";
        readonly method: "approle" | "userpass" | "token";
        /** The orb's command, where it is one. */
        readonly orb: string | undefined;
      }
    /** A secret of such a login, written in the file. */
    | { readonly does: "give"; readonly secret: GivenSecret; readonly orb: string | undefined }
  );

const cache = new Memory<Config, readonly StaticVault[]>();

/** Each such place once, with the jobs that come to it. A Vault that the job has to itself is left out. */
export function staticVaultsIn(config: Config): readonly StaticVault[] {
  const known = cache.get(config);
  if (known) return known;
  const places = new Map<string, StaticVault>();
  for (const run of config.kind === "legacy" ? [] : vaultRunsOf(config)) {
    for (const place of placesIn(config, run)) {
      const key = `${place.span.start} ${place.does}`;
      const jobs = new Set([...(places.get(key)?.jobs ?? []), ...place.jobs]);
      places.set(key, { ...place, jobs: [...jobs] });
    }
  }
  const found = [...places.values()];
  cache.set(config, found);
  return found;
}

function placesIn(config: Config, run: JobRun): StaticVault[] {
  const places: StaticVault[] = [];
  const jobs = [run.jobName];
  let isLoggedIn = false;
  for (const event of vaultEventsOf(config, run)) {
    const { act, isLocal, span } = event;
    if (act?.does === "read" && !isLoggedIn && !isLocal) {
      const token = tokenOf(config, run, event);
      if (token === undefined) continue;
      isLoggedIn = true;
      if (token !== "own") places.push({ does: "read", span, jobs, isWritten: token === "written" });
    }
    if (act?.does !== "login") continue;
    const { method } = act;
    if (!isLocal && (method === "approle" || method === "userpass" || method === "token")) {
      const own = loginPlaces(config, run, event, method);
      // What an earlier login gave may be what this one sends.
      places.push(...own.filter(({ does }) => does === "give" || !isLoggedIn));
    }
    isLoggedIn = true;
  }
  return places;
}

function loginPlaces(
  config: Config,
  run: JobRun,
  event: VaultEvent,
  method: "approle" | "userpass" | "token",
): StaticVault[] {
  const jobs = [run.jobName];
  const orb = event.event ? undefined : event.step.name;
  const secrets = givenSecrets(event).filter(({ span }) => !isExposed(config, span));
  if (secrets.length > 0) return secrets.map((secret) => ({ does: "give", span: secret.span, jobs, secret, orb }));
  // Where the token comes from is not known: a step that nobody can see into may have got it.
  if (
    method === "token" &&
    eventsBefore(config, run, event).some((one, at, all) => mayHaveLoggedIn(one, all[at + 1]))
  ) {
    return [];
  }
  return [{ does: "login", span: event.span, jobs, method, orb }];
}

/** True for a literal of which another rule says that it is written in the file. */
function isExposed(config: Config, span: Span): boolean {
  return exposuresIn(config).some(
    ({ script, exposure }) =>
      "literal" in exposure &&
      exposure.literal !== undefined &&
      spansOverlap(spanInFile(config, script, exposure.span), span),
  );
}

/**
 * Whose token a read uses: `own`, one that a step gets or may get; `written`, one that the file holds; `foreign`, one that
 * must come from a context or the project. `undefined`: none.
 */
function tokenOf(config: Config, run: JobRun, read: VaultEvent): "own" | "written" | "foreign" | undefined {
  const { event, sends } = read;
  if (!event || sends === undefined) return undefined;
  const [name, more] = sends;
  if (name === undefined || more !== undefined) return "own";
  const before = eventsBefore(config, run, read);
  if (before.some((one, at) => mayHaveLoggedIn(one, before[at + 1] ?? event))) return "own";
  const held = event.variables.get(name);
  if (held === undefined) {
    const texts = new Set([...before, event].flatMap(({ step }) => step.run?.scalar.value ?? []));
    return [...texts].some((text) => setsInText(text, name)) ? "own" : "foreign";
  }
  if ([...held].some((text) => text.includes(UNKNOWN))) return "own";
  const isReal = [...held].every((text) => judge(text, { key: "VAULT_TOKEN" }).verdict !== "harmless");
  return isReal ? "written" : "own";
}

function eventsBefore(config: Config, run: JobRun, { event, step }: VaultEvent): readonly JobEvent[] {
  const events = eventsOf(config, run);
  return events.slice(
    0,
    events.findIndex((one) => (event ? one === event : one.step === step)),
  );
}
