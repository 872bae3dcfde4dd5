import { expect, test } from "vitest";
import { LACKS, STARTS } from "./queue-servers.ts";
import { REPOSITORIES, proposeThroughCrashes } from "./worker-crashes.ts";

const lack = LACKS.Redis;
const where = `on a real Redis${lack === undefined ? "" : ` (skipped: ${lack})`}`;

test.skipIf(lack !== undefined)(
  `workers ${where} propose each of ${REPOSITORIES} repositories once, though they are killed and it crashes`,
  { timeout: 1_200_000 },
  async () => {
    const scene = await proposeThroughCrashes(STARTS.Redis, REPOSITORIES);
    expect(await scene.leaks()).toEqual([]);
  },
);
