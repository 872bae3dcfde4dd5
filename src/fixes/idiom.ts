import {
  type Auth,
  type Config,
  type Credential,
  type CredentialGroup,
  credentialGroups,
  equivalentContexts,
  readAuth,
  supplierOf,
  variablesOf,
} from "../model/index.ts";
import { type DockerHubOptions, DEFAULT_CONTEXT, DEFAULT_TOKEN, DEFAULT_USERNAME } from "./options.ts";

/** The credential that a fix writes into a file: the file's own where it has one. */
export interface ChosenCredential {
  /** As written in `auth`: `$DOCKERHUB_USERNAME`, or a literal user name that the file uses already. */
  readonly username: string;
  readonly password: string;
  readonly variables: readonly string[];
  /** `undefined`: the variables are the project's own, no context is attached. */
  readonly context: string | undefined;
  /** Contexts that supply the variables too, as far as the file shows: a job that has one needs no other. */
  readonly equivalents: ReadonlySet<string>;
}

interface Idiom {
  readonly username: string;
  readonly password: string;
  readonly variables: readonly string[];
  readonly group: CredentialGroup | undefined;
}

const NONE: ReadonlySet<string> = new Set();
const cache = new WeakMap<Config, { idiom: Idiom | undefined }>();

/** Chooses names and source: what the file does already, else the options, else our defaults. */
export function chooseCredential(config: Config, options: DockerHubOptions): ChosenCredential {
  const idiom = learnIdiom(config);
  const username = idiom?.username ?? "$" + (options.username ?? DEFAULT_USERNAME);
  const password = idiom?.password ?? "$" + (options.token ?? DEFAULT_TOKEN);
  const variables = idiom?.variables ?? [username.slice(1), password.slice(1)];
  if (options.source === "project") return { username, password, variables, context: undefined, equivalents: NONE };
  const group = idiom?.group;
  if (!group) return { username, password, variables, context: options.context ?? DEFAULT_CONTEXT, equivalents: NONE };
  return { username, password, variables, ...chooseContext(config, group, options) };
}

/**
 * The context that holds the file's own variables. Jobs that use them without any context show that they are the
 * project's: `undefined`, unless the user insists on a context.
 */
function chooseContext(
  config: Config,
  group: CredentialGroup,
  options: DockerHubOptions,
): Pick<ChosenCredential, "context" | "equivalents"> {
  const everywhere = supplierOf({ ...group, invocations: config.invocations });
  const supplier = [supplierOf(group), everywhere].find((one) => one?.named);
  const equivalents = equivalentContexts(group, supplier);
  if (supplier) return { context: supplier.context, equivalents };
  const withoutAny = group.invocations.some(({ contexts }) => contexts.entry === undefined);
  if (withoutAny && options.source === undefined) return { context: undefined, equivalents: NONE };
  return { context: options.context ?? DEFAULT_CONTEXT, equivalents };
}

/** The most common way in which a file authenticates with Docker Hub, else a map that it has parked for that. */
function learnIdiom(config: Config): Idiom | undefined {
  const known = cache.get(config);
  if (known) return known.idiom;
  const tally = new Map<string, { auth: Auth; times: number }>();
  for (const site of config.pullSites) {
    if (site.example || !site.registries.has("docker-hub")) continue;
    for (const use of site.uses) {
      const auth = readAuth(use.auth?.value);
      if (!auth || !isReusable(auth)) continue;
      const key = `${auth.username?.scalar.value}\n${auth.password?.scalar.value}`;
      const seen = tally.get(key) ?? { auth, times: 0 };
      tally.set(key, { auth, times: seen.times + 1 });
    }
  }
  const [most] = [...tally.values()].toSorted((a, b) => b.times - a.times);
  const auth = most?.auth ?? parkedAuth(config);
  const idiom = auth && describe(auth, config);
  cache.set(config, { idiom });
  return idiom;
}

function describe(auth: Auth, config: Config): Idiom {
  const variables = [auth.username, auth.password].flatMap((credential) => variablesOf(credential, new Map()));
  const key = variables.toSorted().join(" ");
  const group = credentialGroups(config.pullSites).find((one) => one.variables.toSorted().join(" ") === key);
  return { username: textOf(auth.username), password: textOf(auth.password), variables, group };
}

function textOf(credential: Credential | undefined): string {
  return credential?.scalar.value ?? "";
}

/** `auth` that another image can copy: a password in a variable, and no template of a scope of its own. */
function isReusable(auth: Auth): boolean {
  const { username, password } = auth;
  if (!username || password?.kind !== "variable" || auth.extraKeys.length > 0) return false;
  if (username.kind !== "variable" && username.kind !== "literal") return false;
  return !`${username.scalar.value}${password.scalar.value}`.includes("<<") && username.scalar.value !== "_json_key";
}

function parkedAuth(config: Config): Auth | undefined {
  for (const node of config.tree.anchored) {
    const auth = readAuth(node);
    if (auth && isReusable(auth) && /docker|hub/i.test(auth.password?.scalar.value ?? "")) return auth;
  }
  return undefined;
}
