import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, type Socket, connect, createServer } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { QUEUE, look } from "./look.ts";
import { KINDS, LACKS, PASSWORD, STARTS, whereOn } from "./queue-servers.ts";
import { WorkerScene, until } from "./worker-scene.ts";

for (const server of KINDS)
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
      const queue = look(scene);
      const jobs = await queue.getJobs("completed");
      expect(jobs.length).toBe(24 + 18);
      for (const { id, name, data, returnvalue } of jobs) {
        expect(name).toMatch(/^(?:plan|apply) acme\/r\d+$/);
        expect(JSON.stringify(data).length).toBeLessThan(1000);
        expect(returnvalue).toHaveProperty("did");
        const { logs } = await queue.getJobLogs(id ?? "");
        const isApply = name.startsWith("apply");
        // What the killed run has heard of, the other one asks for again.
        const opened = /^\S+-\d+: (?:opened|unchanged) https:\/\/\S+$/;
        expect(logs.at(-1)).toMatch(isApply ? opened : /^\S+-\d+: (?:proposed|clean)$/);
      }
      expect(await scene.leaks()).toEqual([]);
    });

    test("have those that fail among what has failed, with the reason", async () => {
      const scene = await WorkerScene.setUp(startQueue, 4);
      await scene.work();
      await scene.run("plan");
      const [repository] = scene.github.state.repositories;
      if (repository) repository.isWritable = false;
      const apply = scene.start(["apply"]);
      expect(await apply.ended, apply.output()).toEqual({ status: 2, signal: null });
      const reason = /^failed {5}acme\/r1 {2}(.*)$/m.exec(apply.output())?.[1];
      const failed = await look(scene).getJobs("failed");
      expect(failed.map(({ name, failedReason }) => ({ name, failedReason }))).toEqual([
        { name: "apply acme/r1", failedReason: reason },
      ]);
      if (repository) repository.isWritable = true;
      expect(await scene.run("apply")).toContain("opened     acme/r1  ");
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

/** Passes connections on to the server that a URL names, except those of which it is told to end at once: by their number, from 1. */
async function between(url: string, endsAtOnce: (number: number) => boolean): Promise<string> {
  const { hostname, port } = new URL(url);
  const open = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    if (endsAtOnce(connections)) {
      socket.destroy();
      return;
    }
    const onward = connect(Number(port), hostname);
    for (const [from, to] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      open.add(from);
      from.on("error", () => to.destroy()).pipe(to);
    }
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  const through = new URL(url);
  through.port = String((server.address() as AddressInfo).port);
  return through.href;
}

test.skipIf(LACKS.PostgreSQL !== undefined)(
  `a worker ${whereOn("PostgreSQL")} is not lost where the server goes away at its first question`,
  { timeout: 60_000 },
  async () => {
    const scene = await WorkerScene.setUp(STARTS.PostgreSQL, 4);
    // It has logged in to two queues by then, and begins to take from them.
    const url = await between(scene.queue.url, (number) => number > 2 && number < 7);
    const worker = await scene.work({ CIRCLESEC_QUEUE: url });
    await scene.run("plan");
    expect(worker.output()).toContain("circlesec: the queue: ");
    worker.child.kill("SIGTERM");
    expect(await worker.ended, worker.output()).toEqual({ status: null, signal: "SIGTERM" });
  },
);
