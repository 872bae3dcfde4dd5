import { expect, test } from "vitest";
import { Pool, type PoolAnswer } from "../../src/workers/pool.ts";
import type { Listener, Order, Thread } from "../../src/workers/messages.ts";

function taskOf(shown: string) {
  return { file: { path: `/${shown}`, shown, repositoryPath: shown, named: false }, text: shown };
}

/** A thread that answers one order after the other; `dies` says over which it ends. */
class Threads {
  started = 0;
  stopped = 0;
  readonly seen: string[] = [];
  readonly #dies: (text: string) => boolean;

  constructor(dies: (text: string) => boolean = () => false) {
    this.#dies = dies;
  }

  start = (listener: Listener): Thread<string> => {
    this.started += 1;
    const orders: Order<string>[] = [];
    let isGone = false;
    const step = (): void => {
      const order = orders.shift();
      if (!order || isGone) return;
      this.seen.push(order.text);
      if (this.#dies(order.text)) {
        isGone = true;
        listener.died("ERR_TEST");
      } else listener.answer({ id: order.id, result: null, entry: order.setting });
    };
    return {
      send: (order) => {
        orders.push(order);
        setImmediate(step);
      },
      stop: () => {
        isGone = true;
        this.stopped += 1;
      },
    };
  };
}

function runAll(pool: Pool<string>, names: readonly string[]): Promise<PoolAnswer[]> {
  return Promise.all(names.map((name) => pool.run(taskOf(name), `setting of ${name}`)));
}

const NAMES = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];

test("each file gets its own answer, from as many threads as there are to be", async () => {
  const threads = new Threads();
  const pool = new Pool<string>(3, threads.start);
  const answers = await runAll(pool, NAMES);
  expect(answers).toEqual(NAMES.map((name) => expect.objectContaining({ entry: `setting of ${name}` })));
  expect(threads.started).toBe(3);
  expect(threads.seen.toSorted()).toEqual(NAMES);
});

test("one file starts one thread", async () => {
  const threads = new Threads();
  await runAll(new Pool<string>(3, threads.start), ["a"]);
  expect(threads.started).toBe(1);
});

test("a thread that dies over a file is replaced, and the file is tried again", async () => {
  let deaths = 0;
  const threads = new Threads((text) => text === "c" && (deaths += 1) === 1);
  const answers = await runAll(new Pool<string>(2, threads.start), NAMES);
  expect(answers.filter((answer) => "died" in answer)).toEqual([]);
  expect(threads.started).toBe(3);
});

test("a file over which threads die twice is given up, and no other", async () => {
  const threads = new Threads((text) => text === "c");
  const answers = await runAll(new Pool<string>(2, threads.start), NAMES);
  expect(answers.map((answer) => ("died" in answer ? answer.died : "answered"))).toEqual(
    NAMES.map((name) => (name === "c" ? "ERR_TEST" : "answered")),
  );
  expect(threads.seen.filter((name) => name === "c")).toHaveLength(2);
});

test("threads that cannot even start end the run, and not in a circle", async () => {
  const threads = new Threads(() => true);
  const answers = await runAll(new Pool<string>(2, threads.start), ["a", "b"]);
  expect(answers).toEqual([{ died: "ERR_TEST" }, { died: "ERR_TEST" }]);
  expect(threads.started).toBeLessThanOrEqual(5);
});

test("closing stops every thread", async () => {
  const threads = new Threads();
  const pool = new Pool<string>(2, threads.start);
  await runAll(pool, NAMES);
  pool.close();
  expect(threads.stopped).toBe(2);
});
