import type { Item } from "../../syntax/index.ts";
import type { Config } from "../config.ts";
import type { JobRun } from "./job-run.ts";
import { jobRunsOf } from "./job-runs.ts";
import { placesOf } from "./read-steps.ts";
import { Memory } from "../../source/memory.ts";

const cache = new Memory<Config, ReadonlyMap<Item, ReadonlySet<JobRun>>>();

/** The runs of jobs that come to an item of a list of steps, commands and parameters followed. */
export function runsThrough(config: Config, item: Item): ReadonlySet<JobRun> {
  const index = cache.get(config) ?? buildIndex(config);
  cache.set(config, index);
  return index.get(item) ?? new Set();
}

function buildIndex(config: Config): Map<Item, Set<JobRun>> {
  const index = new Map<Item, Set<JobRun>>();
  for (const run of jobRunsOf(config)) {
    for (const { item } of run.steps.flatMap(placesOf)) {
      if (!item) continue;
      const runs = index.get(item) ?? new Set();
      index.set(item, runs.add(run));
    }
  }
  return index;
}
