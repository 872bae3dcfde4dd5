import { expect, test } from "vitest";
import { LACKS, STARTS } from "./queue-servers.ts";
import { REPOSITORIES, proposeThroughCrashes } from "./worker-crashes.ts";

const lack = LACKS.Valkey;
const where = `on a real Valkey${lack === undefined ? "" : ` (skipped: ${lack})`}`;
/** It is like Redis: fewer of them show where it is not. */
const FEWER = Math.min(REPOSITORIES, 200);

test.skipIf(lack !== undefined)(
  `workers ${where} propose each of ${FEWER} repositories once, though they are killed and it crashes`,
  { timeout: 1_200_000 },
  async () => {
    const scene = await proposeThroughCrashes(STARTS.Valkey, FEWER);
    expect(await scene.leaks()).toEqual([]);
  },
);
