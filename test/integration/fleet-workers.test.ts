import { readFileSync } from "node:fs";
import { Queue, createPostgresBackend } from "bullmq";
import { describe, expect, onTestFinished, test } from "vitest";
import { LACKS, PASSWORD, STARTS } from "./queue-servers.ts";
import { WorkerScene, until } from "./worker-scene.ts";

const QUEUE = "circlesec-github-github.com";
const SERVERS = ["Redis", "Valkey", "PostgreSQL"] as const;
const whereOn = (server: (typeof SERVERS)[number]): string => {
  const lack = LACKS[server];
  return `on a real ${server}${lack === undefined ? "" : ` (skipped: ${lack})`}`;
};

type LookedAt = "add" | "getJob" | "getJobs" | "getJobCounts" | "getRateLimitTtl";

/** The queue as its dashboard, or anybody else, sees it. */
function look({ queue: { url } }: WorkerScene): Pick<Queue, LookedAt> {
  const postgres = { connectionString: url, migrate: true, max: 2 };
  const seen = url.startsWith("redis:")
    ? new Queue(QUEUE, { connection: { url } })
    : new Queue(QUEUE, { connection: {} }, (name, options, how) =>
        createPostgresBackend(name, { ...options, connection: postgres }, how),
      );
  onTestFinished(() => seen.close());
  return seen;
}

for (const server of SERVERS)
  describe.skipIf(LACKS[server] !== undefined)(`workers ${whereOn(server)}`, { timeout: 300_000 }, () => {
    const startQueue = STARTS[server];

    test("go on where a run was killed that gave them work, and leave a queue that can be looked at", async () => {
      const scene = await WorkerScene.setUp(startQueue, 24);
      await scene.work();
      await scene.run("plan");
      const killed = scene.start(["apply"]);
      await until(() => scene.opened > 4);
      killed.child.kill("SIGKILL");
      await killed.ended;
      await scene.run("apply");
      scene.expectAllProposed();
      const jobs = await look(scene).getJobs("completed");
      expect(jobs.length).toBe(24 + 18);
      for (const { name, data, returnvalue } of jobs) {
        expect(name).toMatch(/^(?:plan|apply) acme\/r\d+$/);
        expect(JSON.stringify(data).length).toBeLessThan(1000);
        expect(returnvalue).toHaveProperty("did");
      }
      expect(await scene.leaks()).toEqual([]);
    });

    test("are left no work by a run that was stopped", async () => {
      const scene = await WorkerScene.setUp(startQueue, 80);
      await scene.work();
      await scene.run("plan");
      let release = (): void => undefined;
      const released = new Promise<void>((resolve) => (release = resolve));
      scene.github.fault = () => (scene.opened > 2 ? { after: released } : undefined);
      const stopped = scene.start(["apply"]);
      await until(() => scene.opened > 2);
      stopped.child.kill("SIGINT");
      await until(async () => (await look(scene).getJobCounts())["waiting"] === 0);
      release();
      expect(await stopped.ended).toEqual({ status: null, signal: "SIGINT" });
      expect(stopped.output()).toMatch(/^\d+ repositories are left: run again to go on$/m);
      const { waiting, active, delayed } = await look(scene).getJobCounts();
      expect({ waiting, active, delayed }).toEqual({ waiting: 0, active: 0, delayed: 0 });
      const { opened } = scene;
      expect(opened).toBeLessThan(60);
      expect(stopped.output()).toContain(`${opened} opened\n`);
      await scene.run("apply");
      scene.expectAllProposed();
    });

    test("of another version do nothing, and leave it to others", async () => {
      const scene = await WorkerScene.setUp(startQueue, 1);
      const queue = look(scene);
      const repository = { place: "github", host: "github.com", name: "acme/r1" };
      const job = await queue.add("plan acme/r1", { build: "0.0.1", repository }, { jobId: "circlesec-other" });
      const worker = scene.start(["worker"]);
      expect(await worker.ended).toEqual({ status: 2, signal: null });
      expect(worker.output()).toMatch(
        /circlesec: this worker is circlesec .*, and what there is to do is for circlesec 0\.0\.1\n/,
      );
      expect([await job.getState(), (await queue.getJob("circlesec-other"))?.attemptsMade]).toEqual(["waiting", 0]);
    });

    test("stop together where the host wants to be left alone", async () => {
      const scene = await WorkerScene.setUp(startQueue, 40);
      await scene.work();
      const { github } = scene;
      const queue = look(scene);
      let hasTold = false;
      // Of what is asked, the first that a worker asks.
      github.fault = ({ text }) => {
        if (hasTold || !text.includes("GitObjectID")) return undefined;
        hasTold = true;
        const headers = { "retry-after": "4" };
        return { status: 403, headers, body: { message: "You have exceeded a secondary rate limit" } };
      };
      const plan = scene.start(["plan"]);
      await until(async () => (await queue.getRateLimitTtl(1)) > 1000);
      expect(await plan.ended, plan.output()).toMatchObject({ status: 0 });
      expect(plan.output()).toContain("40 repositories: 30 proposed, 10 clean");
    });
  });

test.skipIf(LACKS.Redis !== undefined)(
  `workers ${whereOn("Redis")} are missed where there are none, and the password is not to be seen among the processes`,
  { timeout: 60_000 },
  async () => {
    const scene = await WorkerScene.setUp(STARTS.Redis, 2);
    const plan = scene.start(["plan", "--queue", scene.queue.url], {});
    await until(() => plan.output().includes("no worker takes"));
    expect(plan.output()).toContain(
      `circlesec: no worker takes what is in the queue ${QUEUE}: start one with \`circlesec fleet worker\`\n`,
    );
    expect(readFileSync(`/proc/${plan.child.pid}/cmdline`, "utf8")).not.toContain(encodeURIComponent(PASSWORD));
    await scene.work();
    expect(await plan.ended, plan.output()).toMatchObject({ status: 0 });
  },
);
