import { type Auth, readAuth, variablesOf } from "./credentials.ts";
import type { Pull, PullSite } from "./pulls.ts";
import type { Invocation } from "./workflows.ts";

/** Everything in a file that authenticates with the same environment variables. */
export interface CredentialGroup {
  readonly variables: readonly string[];
  /** Pulls that a workflow of the file runs. */
  readonly pulls: readonly (Pull & { invocation: Invocation; auth: Auth; site: PullSite })[];
  readonly invocations: readonly Invocation[];
}

/** The context that supplies a group's variables, as far as the file shows it. */
export interface Supplier {
  readonly context: string;
  /** Other contexts of the group that seem to hold the same kind of credential. */
  readonly alternatives: ReadonlySet<string>;
  /** True when its name says so; else it is only the one context that all of them share. */
  readonly named: boolean;
}

/** Names that people give to a context for registry credentials, and the historic default name. */
const REGISTRY_WORDS = /docker|hub|registry|dckr|container|^org-global$/i;
/** Words of variable names that say nothing about where they come from. */
const COMMON_WORDS = /^(?:user|username|name|login|pass|passwd|password|pwd|token|access|secret|key|api|auth|the|ci)$/i;

/** Groups the authenticated pulls of a file by the variables that they use. */
export function credentialGroups(sites: readonly PullSite[]): CredentialGroup[] {
  const groups = new Map<string, { variables: string[]; pulls: CredentialGroup["pulls"][number][] }>();
  for (const site of sites) {
    if (site.example) continue;
    for (const pull of site.pulls) {
      const auth = readAuth(pull.use.auth?.value);
      if (!auth || !pull.invocation) continue;
      const found = [auth.username, auth.password].flatMap((credential) => variablesOf(credential, pull.scope));
      if (found.length === 0) continue;
      const variables = [...new Set(found)];
      const key = variables.toSorted().join(" ");
      const group = groups.get(key) ?? { variables, pulls: [] };
      groups.set(key, group);
      group.pulls.push({ ...pull, invocation: pull.invocation, auth, site });
    }
  }
  return [...groups.values()].map(({ variables, pulls }) => ({
    variables,
    pulls,
    invocations: [...new Set(pulls.map((pull) => pull.invocation))],
  }));
}

/** Guesses which context supplies a group's variables; `undefined` when nothing in the file tells. */
export function supplierOf(group: Pick<CredentialGroup, "variables" | "invocations">): Supplier | undefined {
  const counts = new Map<string, number>();
  for (const { contexts } of group.invocations) {
    for (const name of new Set(contexts.names)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const ranked = [...counts].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([name]) => name);
  const named = ranked.filter((name) => namesRegistry(name, group.variables));
  if (named[0] !== undefined) return { context: named[0], alternatives: new Set(named), named: true };
  const carrying = group.invocations.filter(({ contexts }) => contexts.names.length > 0 || contexts.dynamic);
  const shared = ranked.filter((name) => counts.get(name) === carrying.length);
  if (shared.length !== 1 || shared[0] === undefined) return undefined;
  return { context: shared[0], alternatives: new Set(shared), named: false };
}

/**
 * Contexts that do the supplier's work in a group: entries that lack the supplier have them, and no entry has both.
 * Without a supplier, the contexts that every entry has.
 */
export function equivalentContexts(
  { invocations }: Pick<CredentialGroup, "invocations">,
  supplier: Supplier | undefined,
): Set<string> {
  const lists = invocations.map(({ contexts }) => contexts.names);
  const all = new Set(lists.flat());
  if (!supplier) return new Set([...all].filter((name) => lists.every((names) => names.includes(name))));
  const instead = [...all].filter((name) =>
    lists.every((names) => !names.includes(name) || !names.includes(supplier.context)),
  );
  return new Set([...supplier.alternatives, ...instead]);
}

function namesRegistry(context: string, variables: readonly string[]): boolean {
  if (REGISTRY_WORDS.test(context)) return true;
  const words = new Set(context.toLowerCase().split(/[^a-z0-9]+/));
  return variables.some((variable) =>
    variable
      .toLowerCase()
      .split("_")
      .some((word) => word.length >= 4 && !COMMON_WORDS.test(word) && words.has(word)),
  );
}
