import {
  type Auth,
  type Config,
  type CredentialGroup,
  type Invocation,
  type Supplier,
  type Supplies,
  entriesLoggingIn,
  findUnsupplied,
  groupOf,
  hasNoContext,
  isAuthenticated,
  isKnownToSupply,
  namesVariable,
  neededFromContexts,
  readAuth,
  supplierOf,
  usualLogin,
  variablesOfAuth,
} from "../model/index.ts";
import { findTokens } from "../secrets/index.ts";
import { isPrescribedUsername } from "./names.ts";
import { DEFAULT_CONTEXT, DEFAULT_TOKEN, DEFAULT_USERNAME, type DockerHubOptions } from "./options.ts";
import { Memory } from "../source/memory.ts";

/** The credential that a fix writes into a file: the file's own where it has one. */
export interface ChosenCredential extends ChosenContext {
  /** As written in `auth`: `$DOCKERHUB_USERNAME`, or a literal user name that the file uses already. */
  readonly username: string;
  readonly password: string;
}

/** Where the variables of a credential come from. */
export interface ChosenContext {
  readonly variables: readonly string[];
  /** `undefined`: the variables are the project's own, no context is attached. */
  readonly context: string | undefined;
  /** Lists of contexts that supply the variables somewhere in the file: who has all of one needs no other context. */
  readonly sufficient: readonly (readonly string[])[];
  /** True when entries that use the variables without any context get this one too. */
  readonly forAll: boolean;
}

const chosen = new Memory<Config, WeakMap<DockerHubOptions, ChosenCredential>>();

/** Chooses names and source: what the file does already, else the options, else our defaults. Once a file. */
export function chooseCredential(config: Config, options: DockerHubOptions): ChosenCredential {
  const byOptions = chosen.get(config) ?? new WeakMap<DockerHubOptions, ChosenCredential>();
  chosen.set(config, byOptions);
  const known = byOptions.get(options) ?? choose(config, options);
  byOptions.set(options, known);
  return known;
}

function choose(config: Config, options: DockerHubOptions): ChosenCredential {
  const auth = learnAuth(config);
  const login = auth || options.username !== undefined || options.token !== undefined ? undefined : usualLogin(config);
  const username = usernameOf(auth) ?? login?.username ?? `$${options.username ?? DEFAULT_USERNAME}`;
  const password = auth?.password?.scalar.value ?? login?.password ?? `$${options.token ?? DEFAULT_TOKEN}`;
  const variables = variablesAmong([username, password]);
  const inUse = auth ? variablesOfAuth(auth, new Map()) : variables;
  return { username, password, ...chooseContext(config, inUse, options), variables };
}

/** As it is written, or as it is meant: the name of a variable lacks its `$`. */
function usernameOf(auth: Auth | undefined): string | undefined {
  const written = auth?.username;
  return written && namesVariable(written) ? `$${written.scalar.value.trim()}` : written?.scalar.value;
}

/** The names of the references among some texts. */
export function variablesAmong(texts: readonly string[]): string[] {
  return texts.flatMap((text) => (text.startsWith("$") ? [text.replaceAll(/[${}]/g, "")] : []));
}

/**
 * Chooses the context for some variables. Entries that use them already show where they come from; entries that have
 * no context at all show that they are the project's, unless the user insists on a context.
 */
export function chooseContext(config: Config, variables: readonly string[], options: DockerHubOptions): ChosenContext {
  const fallback = { variables, context: options.context ?? DEFAULT_CONTEXT, sufficient: [], forAll: false };
  if (options.source === "project") return { ...fallback, context: undefined };
  const { supplies } = options;
  const isProjects = variables.length > 0 && neededFromContexts(variables, supplies).length === 0;
  if (isProjects && options.source === undefined) return { ...fallback, context: undefined };
  const group = usersOf(config, variables);
  const holder = isProjects ? undefined : knownHolder(group, variables, options);
  if (holder !== undefined) {
    return { ...fallback, context: holder, sufficient: knownLists(config, variables, supplies) };
  }
  if (!group) return fallback;
  const supplier = supplierOf(group, supplies);
  if (supplier?.named) {
    return { ...fallback, context: supplier.context, sufficient: listsWithout(supplier, group, supplies) };
  }
  const someHaveNone = group.invocations.some(hasNoContext);
  if (someHaveNone && options.source === undefined) {
    const invocations = [...new Set([...group.invocations, ...newcomers(config)])];
    const telling = contradicting({ ...group, onDockerHub: true, invocations }, supplies);
    return telling ? { ...fallback, context: telling.context, forAll: true } : { ...fallback, context: undefined };
  }
  if (supplier?.sole && !someHaveNone && options.context === undefined)
    return { ...fallback, context: supplier.context };
  return { ...fallback, sufficient: someHaveNone ? [] : allLists(group), forAll: someHaveNone };
}

/** The context that is known to hold some variables: the chosen one if it does, else what the entries have. */
function knownHolder(
  group: CredentialGroup | undefined,
  variables: readonly string[],
  { context, supplies }: DockerHubOptions,
): string | undefined {
  if (variables.length === 0) return undefined;
  if (context !== undefined && isKnownToSupply([context], variables, supplies)) return context;
  const supplier = supplierOf(group ?? { variables, invocations: [], onDockerHub: true }, supplies);
  return supplier?.known ? supplier.context : undefined;
}

/** The lists of contexts in a file that are known to hold some variables. */
function knownLists({ invocations }: Config, variables: readonly string[], supplies: Supplies | undefined): string[][] {
  const lists = invocations.map(({ contexts }) => [...contexts.names]);
  return lists.filter((names) => names.length > 0 && isKnownToSupply(names, variables, supplies));
}

/** Everything in a file that uses some variables, for pulls by the platform or in logins of steps. */
export function usersOf(config: Config, variables: readonly string[]): CredentialGroup | undefined {
  const group = groupOf(config.pullSites, variables);
  const entries = variables.length > 0 ? entriesLoggingIn(config, variables) : [];
  if (entries.length === 0) return group;
  const invocations = [...new Set([...(group?.invocations ?? []), ...entries])];
  return { variables, invocations, onDockerHub: true };
}

/** The entries whose pulls from Docker Hub are still to be authenticated. */
function newcomers({ pullSites }: Config): Invocation[] {
  const sites = pullSites.filter(({ registries, example }) => !example && registries.has("docker-hub"));
  const open = sites.flatMap(({ pulls }) => pulls.filter(({ use }) => !isAuthenticated(use)));
  return open.flatMap(({ invocation }) => invocation ?? []);
}

/** The supplier that the group would seem to have once the newcomers are in it, against what its own entries show. */
function contradicting(group: CredentialGroup, supplies: Supplies | undefined): Supplier | undefined {
  const supplier = supplierOf(group, supplies);
  return supplier && findUnsupplied(group, supplier, supplies).some(({ doubt }) => doubt === "empty")
    ? supplier
    : undefined;
}

/** Lists of the group that lack the supplier and yet may hold the variables. */
function listsWithout(supplier: Supplier, group: CredentialGroup, supplies: Supplies | undefined): string[][] {
  const doubtful = findUnsupplied(group, supplier, supplies).filter(({ doubt }) => doubt === "other-context");
  return doubtful.map(({ invocation }) => [...invocation.contexts.names]);
}

function allLists({ invocations }: CredentialGroup): string[][] {
  return invocations.flatMap(({ contexts }) => (contexts.names.length > 0 ? [[...contexts.names]] : []));
}

const learnt = new Memory<Config, { auth: Auth | undefined }>();

/** The most common `auth` of a file's Docker Hub images, else one that it has parked at an anchor. */
function learnAuth(config: Config): Auth | undefined {
  const known = learnt.get(config);
  if (known) return known.auth;
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
  learnt.set(config, { auth });
  return auth;
}

/** `auth` that another image can copy: a password in a variable, and no template of a scope of its own. */
function isReusable(auth: Auth): boolean {
  const { username, password } = auth;
  if (!username || password?.kind !== "variable" || auth.extraKeys.length > 0) return false;
  if (username.kind !== "variable" && username.kind !== "literal") return false;
  const name = username.scalar.value;
  if (`${name}${password.scalar.value}`.includes("<<") || isPrescribedUsername(name)) return false;
  // What somebody wrote there by mistake is not spread further.
  return username.kind === "variable" || (/^[\w.+-]{1,60}$/.test(name) && findTokens(name).length === 0);
}

/** An `auth` at an anchor that no image uses yet, with variables named for Docker Hub. */
function parkedAuth(config: Config): Auth | undefined {
  const used = new Set(config.pullSites.flatMap(({ uses }) => uses.map((use) => readAuth(use.auth?.value)?.map)));
  for (const node of config.tree.anchored) {
    const auth = readAuth(node);
    if (auth && !used.has(auth.map) && isReusable(auth) && namesDockerHub(auth)) return auth;
  }
  return undefined;
}

function namesDockerHub({ password }: Auth): boolean {
  const words = password?.scalar.value.toUpperCase().split(/[^A-Z]+/) ?? [];
  const isHub = words.some((word) => word === "DOCKER" || word === "DOCKERHUB" || word === "HUB");
  return isHub && !words.some((word) => /^(?:QUAY|GHCR|GITHUB|GITLAB|GCR|GCLOUD|ECR|AWS|ACR|AZURE)$/.test(word));
}

/** True when a file refers to a variable, given as `$NAME`, in either spelling. */
export function usesVariable({ tree }: Config, reference: string): boolean {
  const name = reference.slice(1);
  return new RegExp(String.raw`\$(?:${name}(?!\w)|\{${name}\W)`).test(tree.source.text);
}

/**
 * The context for a credential of an issuer, `codecov-credentials`; for one of Docker Hub that which holds the file's own.
 * `undefined` where the project's variables hold everything.
 */
export function contextForProvider(
  provider: string | undefined,
  origin: Config,
  options: DockerHubOptions,
): string | undefined {
  if (options.source === "project") return undefined;
  const own = provider === "docker-hub" ? chooseCredential(origin, options).context : undefined;
  const issuer = provider === undefined || provider === "generic" || provider === "docker-hub" ? "ci" : provider;
  return own ?? `${issuer}-credentials`;
}
