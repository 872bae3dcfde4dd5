import { readFileSync } from "node:fs";
import { Queue } from "bullmq";
import { describe, expect, onTestFinished, test } from "vitest";
import { LACKS, PASSWORD, startRedis } from "./queue-servers.ts";
import { proposeThroughCrashes } from "./worker-crashes.ts";
import { WorkerScene, until } from "./worker-scene.ts";

const lack = LACKS.Redis;
const where = `on a real Redis${lack === undefined ? "" : ` (skipped: ${lack})`}`;
const QUEUE = "circlesec-github-github.com";

/** The queue as its dashboard, or anybody else, sees it. */
function look({ queue }: WorkerScene): Queue {
  const seen = new Queue(QUEUE, { connection: { url: queue.url } });
  onTestFinished(() => seen.close());
  return seen;
}

describe.skipIf(lack !== undefined)(`workers ${where}`, { timeout: 300_000 }, () => {
  test("propose each repository once, though they are killed and it crashes", async () => {
    const scene = await proposeThroughCrashes(startRedis);
    expect(await scene.leaks()).toEqual([]);
  });

  test("go on where a run was killed that gave them work, and leave a queue that can be looked at", async () => {
    const scene = await WorkerScene.setUp(startRedis, 24);
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
    const scene = await WorkerScene.setUp(startRedis, 80);
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
    const scene = await WorkerScene.setUp(startRedis, 1);
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
    const scene = await WorkerScene.setUp(startRedis, 40);
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

  test("are missed where there are none, and the password is not to be seen among the processes", async () => {
    const scene = await WorkerScene.setUp(startRedis, 2);
    const plan = scene.start(["plan", "--queue", scene.queue.url], {});
    await until(() => plan.output().includes("no worker takes"));
    expect(plan.output()).toContain(
      `circlesec: no worker takes what is in the queue ${QUEUE}: start one with \`circlesec fleet worker\`\n`,
    );
    expect(readFileSync(`/proc/${plan.child.pid}/cmdline`, "utf8")).not.toContain(encodeURIComponent(PASSWORD));
    await scene.work();
    expect(await plan.ended, plan.output()).toMatchObject({ status: 0 });
  });
});
