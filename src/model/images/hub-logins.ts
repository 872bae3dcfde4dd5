import { findTokens } from "../../secrets/index.ts";
import type { Config } from "../config.ts";
import { secretPartsOf } from "../exposures/logins.ts";
import type { JobRun } from "../steps/job-run.ts";
import { jobRunsOf } from "../steps/job-runs.ts";
import type { Invocation } from "../workflows.ts";
import type { StepLogin } from "./logins.ts";
import { stepImagesOf } from "./step-images.ts";
import { Memory } from "../../source/memory.ts";

/** The variables of a login to Docker Hub, or a user name that it has written out. */
export interface LoginNames {
  /** `$NAME`, or the name of an account. */
  readonly username: string;
  /** `$NAME`. */
  readonly password: string;
}

/** The names that a login uses, where both are plain references; `undefined` where that is not so. */
export function namesOfLogin({ login, event, step, server, variables }: StepLogin): LoginNames | undefined {
  if (server !== "docker-hub") return undefined;
  if (!login || !event) {
    const [username, password, more] = variables;
    const isOrb = step.part?.does === "login" && username !== undefined && password !== undefined && more === undefined;
    return isOrb ? withBoth(nameOf(username), nameOf(password)) : undefined;
  }
  const [secret, ...rest] = secretPartsOf(login);
  const parts = login.username?.parts ?? [];
  const [user] = parts;
  if (secret?.kind !== "variable" || rest.length > 0 || !user || parts.length > 1) return undefined;
  const password = nameOf(secret.name);
  const username = user.kind === "variable" ? nameOf(user.name) : user.kind === "text" ? user.value : undefined;
  return withBoth(username, password);
}

function withBoth(username: string | undefined, password: string | undefined): LoginNames | undefined {
  return password === undefined || username === undefined ? undefined : { username, password };
}

/** `$NAME`; `undefined` for `$1`, and for what somebody gave for a parameter that wants a name: it may be a secret. */
function nameOf(variable: string): string | undefined {
  return /^[A-Z_][A-Z0-9_]*$/.test(variable) && findTokens(variable).length === 0 ? `$${variable}` : undefined;
}

interface NamedLogin {
  readonly run: JobRun;
  readonly names: LoginNames;
  /** True in a job that pushes too: its credential can do more than pull. */
  readonly pushes: boolean;
}

const cache = new Memory<Config, readonly NamedLogin[]>();

/** The logins to Docker Hub of a file's steps that use plain variables. */
function namedLogins(config: Config): readonly NamedLogin[] {
  const known = cache.get(config);
  if (known) return known;
  const found = jobRunsOf(config).flatMap((run) => {
    const { logins, pushes } = stepImagesOf(config, run);
    return logins.flatMap((login) => {
      const names = namesOfLogin(login);
      return names ? [{ run, names, pushes: pushes.length > 0 }] : [];
    });
  });
  cache.set(config, found);
  return found;
}

/** The names that most jobs which only pull log in to Docker Hub with: what a job pushes with is not handed to others. */
export function usualLogin(config: Config): LoginNames | undefined {
  const tally = new Map<string, { names: LoginNames; times: number }>();
  for (const { names, pushes } of namedLogins(config)) {
    if (pushes) continue;
    const key = `${names.username}\n${names.password}`;
    const known = tally.get(key) ?? { names, times: 0 };
    tally.set(key, { names, times: known.times + 1 });
  }
  return [...tally.values()].toSorted((a, b) => b.times - a.times)[0]?.names;
}

/** The workflow entries whose jobs log in to Docker Hub with some variables. */
export function entriesLoggingIn(config: Config, variables: readonly string[]): Invocation[] {
  const wanted = variables.toSorted().join(" ");
  const runs = namedLogins(config).filter(({ names }) => {
    const own = [names.username, names.password].flatMap((text) => (text.startsWith("$") ? [text.slice(1)] : []));
    return own.toSorted().join(" ") === wanted;
  });
  return [...new Set(runs.flatMap(({ run }) => run.invocation ?? []))];
}
