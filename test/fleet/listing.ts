import type { Forge, MissingRepository } from "../../src/fleet/forge.ts";
import type { FleetRepository } from "../../src/fleet/repository.ts";
import type { Source } from "../../src/fleet/select.ts";

/** What lists these, whatever it is asked for. */
export function listing(found: readonly (FleetRepository | MissingRepository)[]): Source["forge"] {
  const list: Forge["list"] = async function* () {
    await Promise.resolve();
    yield* found;
  };
  return { list };
}
