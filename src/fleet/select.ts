import type { Forge, MissingRepository, Selection } from "./forge.ts";
import { type FleetRepository, repositoryKey } from "./repository.ts";

/** A part of the fleet, and the forge that knows it. */
export interface Source {
  readonly forge: Pick<Forge, "list">;
  readonly selection: Selection;
}

/** Which of the repositories that sources have are meant. */
export interface Filters {
  /** By name; without any, all. The second is true where names are paths. */
  readonly includes: ((name: string, isPath: boolean) => boolean) | undefined;
  readonly excludes: (name: string, isPath: boolean) => boolean;
  /** One of these; without any, all. */
  readonly topics: readonly string[];
  readonly archived: boolean;
  readonly forks: boolean;
}

/** Why a repository of a source is not looked at. `twice`: another source had it. */
export type LeftOut = "archived" | "fork" | "not included" | "excluded" | "other topics" | "twice";

/** The fleet, each repository once, in the order of its sources; counts what is left out. */
export class Selector {
  readonly leftOut = new Map<LeftOut, number>();
  /** Entries of lists that lead nowhere. */
  readonly missing: MissingRepository[] = [];
  readonly keys = new Set<string>();
  readonly #filters: Filters;

  constructor(filters: Filters) {
    this.#filters = filters;
  }

  async *select(sources: Iterable<Source> | AsyncIterable<Source>): AsyncGenerator<FleetRepository> {
    for await (const { forge, selection } of sources) {
      for await (const found of forge.list(selection)) {
        if (!("id" in found)) {
          this.missing.push(found);
          continue;
        }
        const key = repositoryKey(found);
        const reason = this.keys.has(key) ? "twice" : reasonAgainst(found, this.#filters);
        if (reason !== undefined) this.leftOut.set(reason, (this.leftOut.get(reason) ?? 0) + 1);
        else {
          this.keys.add(key);
          yield found;
        }
      }
    }
  }
}

function reasonAgainst(repository: FleetRepository, filters: Filters): LeftOut | undefined {
  const { name, place, topics, isArchived, isFork } = repository;
  const isPath = place === "folder" || place === "git";
  if (isArchived && !filters.archived) return "archived";
  if (isFork && !filters.forks) return "fork";
  if (filters.includes && !filters.includes(name, isPath)) return "not included";
  if (filters.excludes(name, isPath)) return "excluded";
  if (filters.topics.length > 0 && !filters.topics.some((topic) => topics.includes(topic))) return "other topics";
  return undefined;
}
