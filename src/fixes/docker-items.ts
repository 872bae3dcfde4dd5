import type { Config, PullSite, Use } from "../model/index.ts";
import { type MapNode, type Pair, doubledKeyAbove, isDoubled, isMerge, isMergeAlias } from "../syntax/index.ts";
import type { Declined } from "./part.ts";
import { Memory } from "../source/memory.ts";

const cache = new Memory<Config, ReadonlyMap<MapNode, readonly Use[]>>();

/** The items of all `docker:` lists of a file, each with the uses that show it. */
function dockerItems(config: Config): ReadonlyMap<MapNode, readonly Use[]> {
  const known = cache.get(config);
  if (known) return known;
  const items = new Map<MapNode, Use[]>();
  for (const use of config.pullSites.flatMap(({ uses }) => uses)) {
    const uses = items.get(use.item);
    if (uses) uses.push(use);
    else items.set(use.item, [use]);
  }
  cache.set(config, items);
  return items;
}

/**
 * The pairs after which `auth` is to be written, so that exactly the open uses of a site get it: beside the image where
 * it is written, or, when that map is merged into something else too, beside each merge.
 */
export function placesForAuth(site: PullSite, open: readonly Use[], config: Config): readonly Pair[] | Declined {
  const owner = site.pair.map;
  const name = owner.anchor ? `anchor \`&${owner.anchor.name}\`` : "the map that holds the image";
  const items = dockerItems(config);
  const doubled = findDoubled(owner, open);
  if (doubled !== undefined) {
    return { declined: `Remove one of the two \`${doubled}\` keys first; which of them counts is not documented` };
  }
  if (reachesOnly(owner, site, items)) return [site.pair];
  const merging = [...new Set(open.map(({ item }) => item))];
  const places = merging.map((item) => (item === owner ? undefined : item.pairs.findLast(isMerge)));
  const sure = places.filter((pair) => pair !== undefined);
  if (sure.length < merging.length || !merging.every((item) => reachesOnly(item, site, items))) {
    return { declined: `Add \`auth\` by hand: ${name} is also used where this \`auth\` would be wrong` };
  }
  return sure;
}

/** A key that stands twice in one map, in or above the image or a list that has it. */
function findDoubled(owner: MapNode, open: readonly Use[]): string | undefined {
  if (isDoubled(owner, "image")) return "image";
  if (open.some(({ runner }) => isDoubled(runner.map, "docker"))) return "docker";
  return [owner, ...open.map(({ runner }) => runner.map)].map(doubledKeyAbove).find((key) => key !== undefined);
}

/** True when what the map says is seen by uses of the site alone: as an item of a `docker:` list, or merged into one. */
function reachesOnly(map: MapNode, site: PullSite, items: ReadonlyMap<MapNode, readonly Use[]>): boolean {
  const uses = items.get(map);
  if (uses?.some((use) => !site.uses.includes(use) || use.auth?.merged || use.cloudAuth)) return false;
  return map.aliases.every((alias) => {
    const { holder } = alias;
    if (!isMergeAlias(alias)) return holder?.kind === "item" && uses !== undefined;
    const pair = holder?.kind === "item" ? holder.seq.holder : holder;
    return pair?.kind === "pair" && items.has(pair.map) && reachesOnly(pair.map, site, items);
  });
}
