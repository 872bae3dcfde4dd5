import type { Span } from "../source/span.ts";
import { type MapNode, type Pair, asMap, entriesOf, isNull, ownPair, textOf } from "../syntax/index.ts";
import { type Auth, readAuth } from "./credentials.ts";
import type { Runner } from "./namespace.ts";
import type { PullSite, Use } from "./pulls.ts";
import { Memory } from "../source/memory.ts";

/** An `auth` of an image, where it is written; with an anchor, many uses share it. */
export interface AuthPlace {
  readonly pair: Pair;
  /** The key `auth`. */
  readonly span: Span;
  readonly site: PullSite;
  readonly uses: readonly Use[];
  /** `nothing`: no value. `template`: a parameter stands for it. `other`: not a map. */
  readonly content: Auth | "nothing" | "template" | "other";
  /** `username` and `password` that stand beside it in the same map. */
  readonly beside: readonly Pair[];
}

/** Credentials on an image that has no `auth` to hold them. */
export interface LooseCredentials {
  readonly site: PullSite;
  readonly uses: readonly Use[];
  /** Those that stand beside the image; empty when they are merged into its map. */
  readonly pairs: readonly Pair[];
  readonly span: Span;
}

const cache = new Memory<readonly PullSite[], readonly AuthPlace[]>();

/** Each `auth` of the images that a file's jobs and executors list, once. Found once a file. */
export function authPlaces(sites: readonly PullSite[]): readonly AuthPlace[] {
  const known = cache.get(sites);
  if (known) return known;
  const places = findPlaces(sites);
  cache.set(sites, places);
  return places;
}

function findPlaces(sites: readonly PullSite[]): AuthPlace[] {
  const places = new Map<Pair | MapNode, AuthPlace & { uses: Use[] }>();
  for (const site of sites) {
    if (site.example) continue;
    for (const use of site.uses) {
      const pair = use.auth?.pair;
      if (!pair) continue;
      // An anchored map is one place, however many images alias it.
      const key = asMap(pair.value) ?? pair;
      const known = places.get(key);
      if (known) known.uses.push(use);
      else places.set(key, readPlace(pair, site, use));
    }
  }
  return [...places.values()];
}

function readPlace(pair: Pair, site: PullSite, use: Use): AuthPlace & { uses: Use[] } {
  const auth = readAuth(pair.value);
  const fallback = textOf(pair.value)?.includes("<<") ? "template" : "other";
  const content = auth ?? (isNull(pair.value) ? "nothing" : fallback);
  return { pair, span: pair.key?.span ?? site.span, site, uses: [use], content, beside: credentialPairs(pair) };
}

/** Credentials that stand on an image itself, which has no `auth`. */
export function looseCredentials(sites: readonly PullSite[]): LooseCredentials[] {
  return sites.flatMap((site) => {
    const uses = site.example ? [] : site.uses.filter((use) => !use.auth && hasLooseCredentials(use));
    if (uses.length === 0) return [];
    const pairs = credentialPairs(site.pair);
    return [{ site, uses, pairs, span: pairs[0]?.key?.span ?? site.span }];
  });
}

/** True when `username` or `password` stands on the item itself, or is merged into it. */
export function hasLooseCredentials({ item }: Use): boolean {
  const entries = entriesOf(item);
  return entries.has("username") || entries.has("password");
}

/** Each `auth` with credentials that stands on a job or executor, once, with the one on which it is written. */
export function misplacedAuths(runners: readonly Runner[]): ReadonlyMap<Pair, Runner> {
  const places = new Map<Pair, Runner>();
  for (const runner of runners) {
    const pair = misplacedAuth(runner);
    if (pair && (!places.has(pair) || pair.map === runner.map)) places.set(pair, runner);
  }
  return places;
}

/** An `auth` with credentials that stands on the job or executor instead of an image, or is merged into it. */
export function misplacedAuth(runner: Runner): Pair | undefined {
  const entry = entriesOf(runner.map).get("auth");
  const keys = entriesOf(asMap(entry?.value));
  return keys.has("username") || keys.has("password") ? entry?.pair : undefined;
}

/** `username` and `password` of the map that holds a pair, in the order in which they are written. */
function credentialPairs({ map }: Pair): Pair[] {
  const pairs = ["username", "password"].flatMap((name) => ownPair(map, name) ?? []);
  return pairs.toSorted((a, b) => (a.key?.span.start ?? 0) - (b.key?.span.start ?? 0));
}
