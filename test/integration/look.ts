import { Queue, createPostgresBackend } from "bullmq";
import { onTestFinished } from "vitest";
import type { QueueHost } from "./queue-servers.ts";

export const QUEUE = "circlesec-github-github.com";

type LookedAt = "add" | "getJob" | "getJobs" | "getJobCounts" | "getJobLogs" | "getRateLimitTtl";

/** The queue as its dashboard, or anybody else, sees it. */
export function look({ queue: { url } }: { readonly queue: QueueHost }): Pick<Queue, LookedAt> {
  const postgres = { connectionString: url, migrate: true, max: 2 };
  const seen = url.startsWith("redis:")
    ? new Queue(QUEUE, { connection: { url } })
    : new Queue(QUEUE, { connection: {} }, (name, options, how) =>
        createPostgresBackend(name, { ...options, connection: postgres }, how),
      );
  onTestFinished(() => seen.close());
  return seen;
}
