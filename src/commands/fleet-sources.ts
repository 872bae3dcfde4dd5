import { relative, resolve } from "node:path";
import type { FleetFile, ForgeKeys } from "../fleet/config/fleet-file.ts";
import type { Selection } from "../fleet/forge.ts";
import { type KnownHosts, type ListEntry, knownHosts, readEntry, readList } from "../fleet/list.ts";
import type { Place } from "../fleet/repository.ts";
import type { Filters } from "../fleet/select.ts";
import { matcherForNames } from "../io/name-patterns.ts";
import { readStandardInput } from "../io/standard-input.ts";
import { UserError } from "../user-error.ts";
import { type OpenFleetFile, readShown } from "./fleet-file.ts";
import type { SelectFlags } from "./fleet-flags.ts";
import type { Host } from "./host.ts";

/** A part of the fleet, before its forge is opened. */
export interface WantedSource {
  readonly place: Place;
  readonly host: string;
  readonly selection: Selection;
}

/** The usual hosts of the forges. */
export const FORGES = { github: "github.com", gitlab: "gitlab.com", bitbucket: "bitbucket.org" } as const;

/** A URL, or `user@host:path`. */
const ADDRESS = /^(?:https|ssh|file):\/\/|^[^\s/@:]+@[^\s/:]+:/;

/**
 * What paths, flags and the fleet file select, in this order; a path or flag that selects takes the place of all that the file
 * selects. Selecting nothing is a UserError.
 */
export function wantedSources(
  paths: readonly string[],
  flags: SelectFlags,
  file: OpenFleetFile,
  host: Pick<Host, "cwd">,
): WantedSource[] {
  const hosts = hostsOf(file.keys);
  const own = [...fromPaths(paths, hosts, host.cwd()), ...fromFlags(flags, hosts, host.cwd())];
  const sources = own.length > 0 ? own : fromFile(file, hosts, host.cwd());
  if (sources.length > 0) return sources;
  throw new UserError("no repositories are selected", {
    help: "Name a folder of checkouts, an owner (--github acme), a list (--list), or write a fleet.yml: circlesec fleet init",
  });
}

/** Which of them are meant: flags win over the file, key by key. */
export function filtersOf(flags: SelectFlags, { keys: { select = {} } }: OpenFleetFile): Filters {
  const includes = flags.include ?? select.include;
  return {
    includes: includes && matcherForNames(includes),
    excludes: matcherForNames(flags.exclude ?? select.exclude ?? []),
    topics: flags.topic ?? select.topics ?? [],
    archived: flags.archived ?? select.archived ?? false,
    forks: flags.forks ?? select.forks ?? false,
  };
}

function hostsOf({ hosts = [] }: FleetFile): KnownHosts {
  return knownHosts(Object.fromEntries(hosts.map(({ host, forge }) => [host.toLowerCase(), forge])));
}

function fromPaths(paths: readonly string[], hosts: KnownHosts, cwd: string): WantedSource[] {
  return paths.flatMap((path) => {
    if (path !== "-") return [folders(path)];
    return byForge(readList(readStandardInput(), "standard input", hosts), cwd);
  });
}

function fromFlags(flags: SelectFlags, hosts: KnownHosts, cwd: string): WantedSource[] {
  const { list, github = [], gitlab = [], bitbucket = [], search = [], git = [] } = flags;
  const named = { github, gitlab, bitbucket };
  const owners = (["github", "gitlab", "bitbucket"] as const).flatMap((place) =>
    named[place].map((owner): WantedSource => ({ place, host: FORGES[place], selection: { kind: "owner", owner } })),
  );
  return [
    ...(list === undefined ? [] : fromList(resolve(cwd, list), list, hosts, cwd)),
    ...owners,
    ...search.map((query): WantedSource => ({
      place: "github",
      host: FORGES.github,
      selection: { kind: "search", query },
    })),
    ...byForge(
      git.map((address) => toRemote(address, "--git", hosts)),
      cwd,
    ),
  ];
}

function fromFile(
  { keys: { select = {} }, folder, shown = "" }: OpenFleetFile,
  hosts: KnownHosts,
  cwd: string,
): WantedSource[] {
  const { list } = select;
  const remotes = (select.git ?? []).map((address) => toRemote(address, shown, hosts));
  return [
    ...(select.folders ?? []).map((path) => folders(relative(cwd, placeFrom(folder, path)) || ".")),
    ...(list === undefined ? [] : fromList(resolve(folder, list), list, hosts, folder)),
    ...(["github", "gitlab", "bitbucket"] as const).flatMap((place) =>
      (select[place] ?? []).map((keys) => ofForge(place, keys)),
    ),
    ...byForge(remotes, folder),
  ];
}

function ofForge(place: keyof typeof FORGES, { owner, search = "", host = FORGES[place] }: ForgeKeys): WantedSource {
  const selection: Selection = owner === undefined ? { kind: "search", query: search } : { kind: "owner", owner };
  return { place, host: host.toLowerCase(), selection };
}

/** A remote is git's alone, also where a forge is at the address. `at`: where it is written. */
function toRemote(address: string, at: string, hosts: KnownHosts): ListEntry {
  if (ADDRESS.test(address)) return { ...readEntry(address, at, hosts), place: "git", name: address };
  throw new UserError(`${at} wants an address`, { help: "Write an https or ssh address; name a folder as a path" });
}

/** What begins with `~` is the user's, wherever it is written. */
function placeFrom(folder: string, path: string): string {
  return /^~(?:$|[\\/])/.test(path) ? path : resolve(folder, path);
}

function folders(path: string): WantedSource {
  return { place: "folder", host: "", selection: { kind: "owner", owner: path } };
}

function fromList(path: string, shown: string, hosts: KnownHosts, folder: string): WantedSource[] {
  if (shown === "-") return byForge(readList(readStandardInput(), "standard input", hosts), folder);
  return byForge(readList(readShown(path, shown), shown, hosts), folder);
}

/** One selection for each forge, in the order of its first entry. */
function byForge(entries: readonly ListEntry[], folder: string): WantedSource[] {
  const names = new Map<string, { place: Place; host: string; names: string[] }>();
  for (const { place, host, name } of entries) {
    const key = `${place}:${host}`;
    const own = names.get(key) ?? { place, host, names: [] };
    names.set(key, own);
    own.names.push(place === "folder" ? placeFrom(folder, name) : name);
  }
  return [...names.values()].map((own) => ({
    place: own.place,
    host: own.host,
    selection: { kind: "names", names: own.names },
  }));
}
