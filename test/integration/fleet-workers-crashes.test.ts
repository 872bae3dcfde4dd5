import process from "node:process";
import { expect, test } from "vitest";
import { whenCorpus } from "../corpus/corpus.ts";
import { LACKS, SERVERS, STARTS, whereOn } from "./queue-servers.ts";
import { proposeThroughCrashes } from "./worker-crashes.ts";

const { CIRCLESEC_WORKERS_REPOSITORIES: wanted = "100", CIRCLESEC_FUZZ_SEED: seed = "7" } = process.env;
/** Valkey is so much like Redis that fewer show where it is not. */
const REPOSITORIES = { Redis: Number(wanted), PostgreSQL: Number(wanted), Valkey: Math.min(Number(wanted), 200) };
const HERE = SERVERS.filter((server) => LACKS[server] === undefined);

// They mostly wait, for locks to end and for servers to come back: all at once takes hardly longer than one.
test.skipIf(HERE.length === 0)(
  `workers ${SERVERS.map(whereOn).join(", ")} propose each of ${wanted} repositories once, though they are killed and it crashes, ${whenCorpus}`,
  { timeout: 1_200_000 },
  async () => {
    const campaigns = HERE.map(async (server) => {
      const scene = await proposeThroughCrashes(STARTS[server], REPOSITORIES[server], Number(seed));
      return { server, leaks: await scene.leaks() };
    });
    // Each to its end: what is still under way when a test fails has its folders taken away.
    const ends = await Promise.allSettled(campaigns);
    expect(ends).toEqual(HERE.map((server) => ({ status: "fulfilled", value: { server, leaks: [] } })));
  },
);
