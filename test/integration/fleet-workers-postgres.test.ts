import { expect, test } from "vitest";
import { LACKS, STARTS } from "./queue-servers.ts";
import { REPOSITORIES, proposeThroughCrashes } from "./worker-crashes.ts";

const lack = LACKS.PostgreSQL;
const where = `on a real PostgreSQL${lack === undefined ? "" : ` (skipped: ${lack})`}`;

test.skipIf(lack !== undefined)(
  `workers ${where} propose each of ${REPOSITORIES} repositories once, though they are killed and it crashes`,
  { timeout: 1_200_000 },
  async () => {
    const scene = await proposeThroughCrashes(STARTS.PostgreSQL, REPOSITORIES);
    expect(await scene.leaks()).toEqual([]);
  },
);
