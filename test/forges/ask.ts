import type { Forge } from "../../src/fleet/forge.ts";
import type { FleetRepository } from "../../src/fleet/repository.ts";

export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** The repository of a name. */
export async function find(forge: Forge, name: string): Promise<FleetRepository> {
  const [found] = await collect(forge.list({ kind: "names", names: [name] }));
  if (!found || !("id" in found)) throw new Error(`there is no ${name}`);
  return found;
}
