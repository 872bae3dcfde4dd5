import { measureColdStart } from "./cold-start.ts";
import { measureDiscovery } from "./discovery.ts";
import type { Group } from "./group.ts";
import { measureMemory } from "./memory.ts";
import { measureSlowest } from "./slowest.ts";
import { measureThroughput } from "./throughput.ts";

/** What `--only` can name. */
export const GROUPS = {
  "cold-start": measureColdStart,
  throughput: measureThroughput,
  discovery: measureDiscovery,
  memory: measureMemory,
  slowest: measureSlowest,
} satisfies Record<string, Group>;

export type GroupName = keyof typeof GROUPS;
