import { expect, test } from "vitest";
import { Gate, limitsWith } from "../../../src/services/http/gate.ts";
import { fakeClock } from "./fake-clock.ts";

const WISH = { resource: "core", changes: false };
const UNKNOWN = { remaining: undefined, untilReset: undefined, wait: undefined, pace: undefined, resource: undefined };

/** Requests that end when they are told to, and how many of them have begun. */
function requests(gate: Gate, wish = WISH) {
  const ends: (() => void)[] = [];
  let begun = 0;
  return {
    begun: () => begun,
    ask: () =>
      gate.through(wish, () => {
        begun += 1;
        return new Promise<void>((resolve) => ends.push(resolve));
      }),
    end: () => ends.shift()?.(),
  };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

test("no more requests are under way than there are places", async () => {
  const gate = new Gate(fakeClock(), { concurrency: { first: 2, most: 4 }, betweenChanges: 0, requests: Infinity });
  const { ask, begun, end } = requests(gate);
  const all = [ask(), ask(), ask()];
  await settle();
  expect(begun()).toBe(2);
  end();
  await settle();
  expect(begun()).toBe(3);
  end();
  end();
  await Promise.all(all);
});

test("answers make places, up to the most, and a limit halves them", async () => {
  const gate = new Gate(fakeClock(), { concurrency: { first: 2, most: 3 }, betweenChanges: 0, requests: Infinity });
  for (let answers = 0; answers < 20; answers += 1) gate.heed(UNKNOWN, "core");
  const { ask, begun, end } = requests(gate);
  const all = Array.from({ length: 5 }, () => ask());
  await settle();
  expect(begun()).toBe(3);
  gate.rest(0);
  end();
  end();
  await settle();
  expect(begun()).toBe(3);
  end();
  await settle();
  expect(begun()).toBe(4);
  end();
  await settle();
  end();
  await Promise.all(all);
});

test("a bucket that is empty is waited for, others are not", async () => {
  const clock = fakeClock();
  const gate = new Gate(clock);
  gate.heed({ ...UNKNOWN, remaining: 0, untilReset: 30_000 }, "graphql");
  await gate.through(WISH, () => Promise.resolve());
  expect(clock.slept).toEqual([]);
  await gate.through({ ...WISH, resource: "graphql" }, () => Promise.resolve());
  expect(clock.slept).toEqual([30_000]);
  expect(gate.usage()).toMatchObject({ requests: 2, waited: 30_000 });
});

test("what is left of a bucket counts down before the next answer says so", async () => {
  const clock = fakeClock();
  const gate = new Gate(clock);
  gate.heed({ ...UNKNOWN, remaining: 2, untilReset: 10_000 }, "core");
  for (let asked = 0; asked < 3; asked += 1) await gate.through(WISH, () => Promise.resolve());
  expect(clock.slept).toEqual([10_000]);
});

test("a request takes as much of its bucket as the last one cost, and waits where less is left", async () => {
  const clock = fakeClock();
  const gate = new Gate(clock);
  gate.heed({ ...UNKNOWN, remaining: 7, untilReset: 10_000, cost: 3 }, "graphql");
  const wish = { ...WISH, resource: "graphql" };
  for (let asked = 0; asked < 2; asked += 1) await gate.through(wish, () => Promise.resolve());
  expect([clock.slept, gate.usage().buckets.get("graphql")?.tokens]).toEqual([[], 1]);
  await gate.through(wish, () => Promise.resolve());
  expect(clock.slept).toEqual([10_000]);
});

test("a long pause is told once, a short one is not", async () => {
  const clock = fakeClock(1000);
  const told: number[] = [];
  const gate = new Gate(clock, limitsWith({}), (until) => told.push(until));
  gate.rest(29_999);
  await gate.through(WISH, () => Promise.resolve());
  expect(told).toEqual([]);
  gate.rest(60_000);
  await Promise.all([gate.through(WISH, () => Promise.resolve()), gate.through(WISH, () => Promise.resolve())]);
  expect(told).toEqual([1000 + 29_999 + 60_000]);
});

test("a host that wants to be left alone is, by every request", async () => {
  const clock = fakeClock();
  const gate = new Gate(clock);
  gate.rest(5000);
  gate.rest(1000);
  await gate.through(WISH, () => Promise.resolve());
  await gate.through(WISH, () => Promise.resolve());
  expect(clock.slept).toEqual([5000]);
});

test("where few requests are left and nobody says how many, they are made one by one", async () => {
  const clock = fakeClock();
  const gate = new Gate(clock);
  for (let asked = 0; asked < 3; asked += 1) {
    await gate.through(WISH, () => Promise.resolve());
    gate.heed({ ...UNKNOWN, pace: 3600 }, "core");
  }
  expect(clock.slept).toEqual([3600, 3600]);
});

test("requests that change something keep their distance", async () => {
  const clock = fakeClock();
  const gate = new Gate(clock, { concurrency: { first: 4, most: 4 }, betweenChanges: 1000, requests: Infinity });
  const change = { ...WISH, changes: true };
  for (let asked = 0; asked < 3; asked += 1) await gate.through(change, () => Promise.resolve());
  expect(clock.slept).toEqual([1000, 1000]);
});

test("a request that fails gives its place back", async () => {
  const gate = new Gate(fakeClock(), { concurrency: { first: 1, most: 1 }, betweenChanges: 0, requests: Infinity });
  await expect(gate.through(WISH, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await gate.through(WISH, () => Promise.resolve("yes"))).toBe("yes");
});

test("a run makes no more requests than it may, and what it has asked keeps counting", async () => {
  const gate = new Gate(fakeClock(), limitsWith({ requests: 2 }));
  await gate.through(WISH, () => Promise.resolve());
  await gate.through(WISH, () => Promise.resolve());
  await expect(gate.through(WISH, () => Promise.resolve())).rejects.toThrow(
    "as many requests as one run may make were made (2)",
  );
  expect(gate.usage().requests).toBe(2);
});

/** A share of a host among so many, and what it has heard. */
function shareOf(askers: () => number) {
  const heard: number[] = [];
  return { heard, share: { askers, rest: (time: number) => void heard.push(time) } };
}

test("one of several who ask a host keeps as many times the distance between changes, however many there are by now", async () => {
  const clock = fakeClock();
  let askers = 3;
  const gate = new Gate(clock, limitsWith({ pause: 1000, share: shareOf(() => askers).share }));
  const change = () => gate.through({ ...WISH, changes: true }, () => Promise.resolve());
  await change();
  await change();
  askers = 1;
  await change();
  await change();
  expect(clock.slept).toEqual([3000, 3000, 1000]);
});

test("others who ask the same host hear that it wants to be left alone, and that a bucket is empty", () => {
  const { heard, share } = shareOf(() => 2);
  const gate = new Gate(fakeClock(), limitsWith({ share }));
  gate.heed({ ...UNKNOWN, remaining: 1, untilReset: 9000 }, "core");
  expect(heard).toEqual([]);
  gate.heed({ ...UNKNOWN, remaining: 0, untilReset: 8000 }, "core");
  gate.rest(5000);
  expect(heard).toEqual([8000, 5000]);
});
