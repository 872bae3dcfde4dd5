import { type Auth, readAuth, variablesOf } from "./credentials.ts";
import type { Pull, PullSite } from "./pulls.ts";
import type { Invocation } from "./workflows.ts";

/** Everything in a file that authenticates with the same environment variables. */
export interface CredentialGroup {
  readonly variables: readonly string[];
  /** Workflow entries that run such a pull, in document order. */
  readonly invocations: readonly Invocation[];
  /** True when the images come from Docker Hub, all or some. */
  readonly onDockerHub: boolean;
}

/** The context that supplies a group's variables, as far as the file shows it. */
export interface Supplier {
  readonly context: string;
  /** True when its name says so; else it is only what all entries with any context share. */
  readonly named: boolean;
  /** True when those entries share no other context. */
  readonly sole: boolean;
  /** True when it is known to hold the variables, whatever the file shows. */
  readonly known?: boolean;
}

/** What is known to be where, beside what a file shows. */
export interface Supplies {
  /** All variables of a context, by its name; a context that is not here may hold anything. */
  readonly contexts: Readonly<Record<string, readonly string[]>>;
  /** Variables that the project has; it may have others. */
  readonly project: readonly string[];
}

const NOTHING_KNOWN: Supplies = { contexts: {}, project: [] };

const HUB_WORDS = new Set(["docker", "dockerhub", "hub", "dckr", "registry", "registries"]);
const OTHER_WORDS = new Set(["registry", "registries", "quay", "ghcr", "gcr", "gar", "acr", "ecr", "gitlab"]);

/** Whose registry a context is for that is not Docker Hub's. */
const OTHER_REGISTRIES = new Set([
  "quay",
  "ghcr",
  "github",
  "gcr",
  "gar",
  "gcp",
  "google",
  "acr",
  "azure",
  "ecr",
  "aws",
  "gitlab",
]);

/** Groups the authenticated pulls of a file by the variables that they use. */
export function credentialGroups(sites: readonly PullSite[]): CredentialGroup[] {
  const groups = new Map<string, { variables: string[]; invocations: Set<Invocation>; onDockerHub: boolean }>();
  for (const site of sites) {
    for (const { use, invocation, scope } of site.example ? [] : site.pulls) {
      const auth = readAuth(use.auth?.value);
      // What lacks its half cannot work with any context, so it tells nothing of one.
      const isWhole = auth !== undefined && auth.missing.length + auth.empty.length === 0;
      const variables = isWhole ? variablesOfAuth(auth, scope) : [];
      if (!invocation || variables.length === 0) continue;
      const key = variables.toSorted().join(" ");
      const group = groups.get(key) ?? { variables, invocations: new Set(), onDockerHub: false };
      groups.set(key, group);
      group.invocations.add(invocation);
      group.onDockerHub ||= site.registries.has("docker-hub");
    }
  }
  return [...groups.values()].map((group) => ({ ...group, invocations: [...group.invocations] }));
}

/** The group of a set of variables; `undefined` when no entry of the file uses them. */
export function groupOf(sites: readonly PullSite[], variables: readonly string[]): CredentialGroup | undefined {
  const key = variables.toSorted().join(" ");
  return credentialGroups(sites).find((group) => group.variables.toSorted().join(" ") === key);
}

/** The variables that an `auth` refers to, without repetition. */
export function variablesOfAuth({ username, password }: Auth, scope: Pull["scope"]): string[] {
  return [...new Set([username, password].flatMap((credential) => variablesOf(credential, scope)))];
}

/** The variables that are not the project's own, so that a context has to supply them. */
export function neededFromContexts(variables: readonly string[], { project } = NOTHING_KNOWN): string[] {
  return variables.filter((variable) => !project.includes(variable));
}

/** True when contexts, together with the project, are known to hold some variables. */
export function isKnownToSupply(
  names: readonly string[],
  variables: readonly string[],
  supplies: Supplies = NOTHING_KNOWN,
): boolean {
  const held = new Set(names.flatMap((name) => (isKnown(name, supplies) ? supplies.contexts[name] : [])));
  return neededFromContexts(variables, supplies).every((variable) => held.has(variable));
}

function isKnown(name: string, { contexts }: Supplies): boolean {
  return Object.hasOwn(contexts, name);
}

/**
 * The context that supplies a group's variables. One that is known to hold them, best one that the entries have. Else one
 * that every entry with any context has, best one whose name says registry; else the most frequent one with such a name; none
 * that is known to lack them. `undefined` when nothing tells, and where the project holds them all.
 */
export function supplierOf(group: CredentialGroup, supplies: Supplies = NOTHING_KNOWN): Supplier | undefined {
  if (neededFromContexts(group.variables, supplies).length === 0) return undefined;
  const lists = group.invocations.flatMap(({ contexts }) => (contexts.names.length > 0 ? [contexts.names] : []));
  const holders = Object.keys(supplies.contexts).filter((name) => isKnownToSupply([name], group.variables, supplies));
  const ranked = rankByFrequency(lists.flat());
  const holder = ranked.find((name) => holders.includes(name)) ?? holders[0];
  if (holder !== undefined) return { context: holder, named: true, sole: false, known: true };
  const open = ranked.filter((name) => !isKnown(name, supplies));
  const shared = open.filter((name) => lists.every((names) => names.includes(name)));
  const sayRegistry = (name: string): boolean => namesRegistry(name, group);
  const named = shared.find(sayRegistry) ?? (shared.length === 0 ? open.find(sayRegistry) : undefined);
  if (named !== undefined) return { context: named, named: true, sole: shared.length === 1 };
  return shared[0] === undefined ? undefined : { context: shared[0], named: false, sole: shared.length === 1 };
}

/** True for an entry that surely has no context; an empty list is none. */
export function hasNoContext({ contexts }: Invocation): boolean {
  return contexts.names.length === 0 && !contexts.dynamic;
}

/** An entry of a group that lacks the supplier. */
export interface Unsupplied {
  readonly invocation: Invocation;
  /**
   * `empty`: the variables are surely missing there. `same-job`: the same job has the context elsewhere. `few`: it has no
   * context, but neither have most others. `other-context`: it has contexts of its own, which may hold the variables.
   */
  readonly doubt: "empty" | "same-job" | "few" | "other-context";
}

/** The entries of a group that lack its supplier; those for which nothing in the file speaks are left out. */
export function findUnsupplied(
  group: CredentialGroup,
  supplier: Supplier,
  supplies: Supplies = NOTHING_KNOWN,
): Unsupplied[] {
  const carriers = group.invocations.filter(({ contexts }) => contexts.names.includes(supplier.context));
  const bare = group.invocations.filter(hasNoContext);
  const beside = new Set(carriers.flatMap(({ contexts }) => contexts.names));
  const others = group.invocations.length - carriers.length - bare.length;
  return group.invocations.flatMap((invocation): Unsupplied[] => {
    const { names, dynamic } = invocation.contexts;
    if (dynamic || names.includes(supplier.context)) return [];
    if (isKnownToSupply(names, group.variables, supplies)) return [];
    const open = names.filter((name) => !isKnown(name, supplies));
    if (supplier.known) return [{ invocation, doubt: open.length === 0 ? "empty" : "other-context" }];
    const sameJob = carriers.some(({ jobName }) => jobName === invocation.jobName);
    if (!supplier.named) return names.length === 0 && sameJob ? [{ invocation, doubt: "same-job" }] : [];
    // However many there are of each spelling, one of the two is wrong.
    if (names.some((name) => name.toLowerCase() === supplier.context.toLowerCase())) {
      return [{ invocation, doubt: "other-context" }];
    }
    if (open.some((name) => !beside.has(name))) {
      return carriers.length > others ? [{ invocation, doubt: "other-context" }] : [];
    }
    // A context that also stands beside the supplier would not need it if it held the variables itself.
    const sure = names.length > 0 || sameJob || carriers.length > bare.length;
    return [{ invocation, doubt: sure ? "empty" : "few" }];
  });
}

/** Names, the most frequent first, then by first appearance. */
function rankByFrequency(names: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a).map(([name]) => name);
}

/** `docker-hub`, `acmeDockerhub`, `docker.io`; not `github`. */
function namesRegistry(context: string, { onDockerHub }: CredentialGroup): boolean {
  const words = context
    .replaceAll(/([a-z\d])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z\d]+/);
  if (!onDockerHub) return words.some((word) => OTHER_WORDS.has(word));
  const isOther =
    words.some((word) => OTHER_REGISTRIES.has(word)) && !words.some((word) => /^docker|^hub$|^dckr$/.test(word));
  return !isOther && words.some((word) => HUB_WORDS.has(word));
}
