import type { Forge } from "./forge.ts";
import type { FleetRepository } from "./repository.ts";

/** Repositories by the forge that they are asked from, each group as large as it comes. */
export function groupByForge(
  repositories: readonly FleetRepository[],
  forgeFor: (repository: FleetRepository) => Forge | undefined,
): Map<Forge | undefined, FleetRepository[]> {
  const groups = new Map<Forge | undefined, FleetRepository[]>();
  for (const repository of repositories) {
    const forge = forgeFor(repository);
    const group = groups.get(forge) ?? [];
    groups.set(forge, group);
    group.push(repository);
  }
  return groups;
}
