import { expect, test } from "vitest";
import { LACKS, startPostgres } from "./queue-servers.ts";
import { proposeThroughCrashes } from "./worker-crashes.ts";

const lack = LACKS.PostgreSQL;
const where = `on a real PostgreSQL${lack === undefined ? "" : ` (skipped: ${lack})`}`;

test.skipIf(lack !== undefined)(
  `workers ${where} propose each repository once, though they are killed and it crashes`,
  { timeout: 300_000 },
  async () => {
    const scene = await proposeThroughCrashes(startPostgres);
    expect(await scene.leaks()).toEqual([]);
  },
);
