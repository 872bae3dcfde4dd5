import { describe, expect, test } from "vitest";
import { look } from "./look.ts";
import { KINDS, LACKS, STARTS, whereOn } from "./queue-servers.ts";
import { WorkerScene, until } from "./worker-scene.ts";

const TAKES_BACK = "Takes back what no worker has begun, and waits for the rest; a second signal ends it at once\n";
const ENDS = "Ends what it has begun, and leaves the rest to others; a second signal ends it at once\n";

/** Answers that do not come before they are let go, from some time on. */
function hold({ github }: WorkerScene, from: (text: string) => boolean) {
  let release = (): void => undefined;
  const after = new Promise<void>((resolve) => (release = resolve));
  let held = 0;
  github.fault = ({ text }) => {
    if (!from(text)) return undefined;
    held += 1;
    return { after };
  };
  return {
    held: () => held,
    release: () => {
      github.fault = () => undefined;
      release();
    },
  };
}

/** What is left to do in a queue. */
async function leftIn(scene: WorkerScene) {
  const { waiting, active, delayed } = await look(scene).getJobCounts();
  return { waiting, active, delayed };
}

const NOTHING = { waiting: 0, active: 0, delayed: 0 };

for (const server of KINDS)
  describe.skipIf(LACKS[server] !== undefined)(`where it is stopped, ${whereOn(server)}`, { timeout: 120_000 }, () => {
    const startQueue = STARTS[server];

    test("a run leaves workers nothing of what they have not begun", async () => {
      const scene = await WorkerScene.setUp(startQueue, 80);
      await scene.work();
      await scene.run("plan");
      const { release } = hold(scene, () => scene.opened > 2);
      const stopped = scene.start(["apply"]);
      await until(() => scene.opened > 2);
      stopped.child.kill("SIGINT");
      await until(async () => (await look(scene).getJobCounts())["waiting"] === 0);
      release();
      expect(await stopped.ended).toEqual({ status: null, signal: "SIGINT" });
      expect(stopped.output()).toMatch(/^\d+ repositories are left: run again to go on$/m);
      expect(stopped.output()).toContain(TAKES_BACK);
      expect(await leftIn(scene)).toEqual(NOTHING);
      const { opened } = scene;
      expect(opened).toBeLessThan(60);
      expect(stopped.output()).toContain(`${opened} opened\n`);
      await scene.run("apply");
      scene.expectAllProposed();
    });

    test("run and worker end also while the server is away, and others go on once it is back", async () => {
      const scene = await WorkerScene.setUp(startQueue, 40);
      const worker = await scene.work();
      await scene.run("plan");
      const run = scene.start(["apply"]);
      await until(() => scene.opened > 4);
      await scene.queue.end();
      for (const { child } of [run, worker]) child.kill("SIGINT");
      expect(await run.ended, run.output()).toEqual({ status: null, signal: "SIGINT" });
      expect(await worker.ended, worker.output()).toEqual({ status: null, signal: "SIGINT" });
      expect(run.output()).toMatch(
        /^circlesec: the queue at `.*` cannot be used: .*: what is in it is left there, and the next run goes on with it$/m,
      );
      expect(run.output()).toMatch(/^\d+ repositories are left: run again to go on$/m);
      await scene.queue.begin();
      await scene.work();
      await scene.run("apply");
      scene.expectAllProposed();
      expect(await scene.leaks()).toEqual([]);
    });
  });

describe.skipIf(LACKS.Redis !== undefined)(`a signal, ${whereOn("Redis")}`, { timeout: 120_000 }, () => {
  test("has a plan keep what it has and leave nothing in the queue", async () => {
    const scene = await WorkerScene.setUp(STARTS.Redis, 80);
    await scene.work();
    let reads = 0;
    const { release } = hold(scene, (text) => text.includes("GitObjectID") && (reads += 1) > 1);
    const plan = scene.start(["plan"]);
    await until(() => reads > 1);
    plan.child.kill("SIGTERM");
    await until(async () => (await look(scene).getJobCounts())["waiting"] === 0);
    release();
    expect(await plan.ended, plan.output()).toEqual({ status: null, signal: "SIGTERM" });
    expect(plan.output()).toContain(TAKES_BACK);
    expect(plan.output()).toMatch(/^What is planned is kept \(\d+\): run again to go on$/m);
    expect(await leftIn(scene)).toEqual(NOTHING);
    expect(await scene.run("plan")).toMatch(/80 repositories \(\d+ as planned before\): 60 proposed, 20 clean/);
  });

  test("has a worker end what it has begun, and others do the rest", async () => {
    const scene = await WorkerScene.setUp(STARTS.Redis, 40);
    const worker = await scene.work();
    await scene.run("plan");
    const { held, release } = hold(scene, (text) => text.includes("mutation"));
    const apply = scene.start(["apply"]);
    await until(() => held() > 0);
    worker.child.kill("SIGTERM");
    await until(() => worker.output().includes(ENDS));
    release();
    expect(await worker.ended, worker.output()).toEqual({ status: null, signal: "SIGTERM" });
    expect(scene.opened).toBeGreaterThan(0);
    expect(scene.opened).toBeLessThan(20);
    await scene.work();
    expect(await apply.ended, apply.output()).toEqual({ status: 0, signal: null });
    scene.expectAllProposed();
  });

  test("that comes twice ends a run and a worker at once, and nothing is lost", async () => {
    const scene = await WorkerScene.setUp(STARTS.Redis, 24);
    const worker = await scene.work();
    await scene.run("plan");
    const { held, release } = hold(scene, (text) => text.includes("mutation"));
    const apply = scene.start(["apply"]);
    await until(() => held() > 0);
    for (const [one, told] of [
      [apply, TAKES_BACK],
      [worker, ENDS],
    ] as const) {
      one.child.kill("SIGINT");
      await until(() => one.output().includes(told));
      one.child.kill("SIGINT");
      expect(await one.ended, one.output()).toEqual({ status: null, signal: "SIGINT" });
    }
    release();
    await scene.work();
    await scene.run("apply");
    scene.expectAllProposed();
  });
});
