import { expect, test } from "vitest";
import { LineStore } from "../../src/result-cache/store.ts";
import { memoryFiles } from "./memory-files.ts";

const LIMITS = { shard: 400, waiting: 100_000, held: 1_000_000 };

test("what one run put is found by the next", () => {
  const files = memoryFiles();
  const first = new LineStore(files);
  first.put("ab1", "an é");
  first.put("ab2", "two");
  first.put("cd1", "three");
  first.flush();
  const second = new LineStore(files);
  expect(["ab1", "ab2", "cd1", "ab3", "ef1"].map((key) => second.find(key)?.toString())).toEqual([
    "an é",
    "two",
    "three",
    undefined,
    undefined,
  ]);
});

test("what was put last counts", () => {
  const files = memoryFiles();
  for (const line of ["old", "new"]) {
    const store = new LineStore(files);
    store.put("ab1", line);
    store.flush();
  }
  expect(new LineStore(files).find("ab1")?.toString()).toBe("new");
});

test("a line that a killed run left by halves costs nobody else's", () => {
  const files = memoryFiles();
  files.append("ab", "ab0 whole\nab1 hal");
  const store = new LineStore(files);
  store.put("ab2", "ours");
  store.flush();
  const next = new LineStore(files);
  expect(["ab0", "ab1", "ab2"].map((key) => next.find(key)?.toString())).toEqual(["whole", "hal", "ours"]);
});

test("a shard that another run replaces meanwhile, or that is held no longer, gives nothing wrong", () => {
  const files = memoryFiles();
  files.append("ab", "ab1 first\nab2 second\n");
  files.append("cd", "cd1 third\n");
  const store = new LineStore(files, { ...LIMITS, held: 30 });
  const find = (key: string) => store.find(key)?.toString();
  expect(find("ab1")).toBe("first");
  files.replace("ab", "ab2 second\nab1 first\n");
  expect([find("ab2"), find("cd1"), find("ab2"), find("ab1")]).toEqual(["second", "third", "second", "first"]);
});

test("a shard that grows too large keeps its younger half", () => {
  const files = memoryFiles();
  const line = "x".repeat(30);
  for (let index = 0; index < 100; index += 1) {
    const store = new LineStore(files, LIMITS);
    store.put(`ab${index}`, line);
    store.flush();
    expect(files.texts.get("ab")?.length).toBeLessThanOrEqual(LIMITS.shard);
  }
  const store = new LineStore(files, LIMITS);
  expect(store.find("ab99")?.toString()).toBe(line);
  expect(store.find("ab0")).toBeUndefined();
});

test("what waits is written before it is much", () => {
  const files = memoryFiles();
  const store = new LineStore(files, { ...LIMITS, shard: 100_000, waiting: 50 });
  store.put("ab1", "x".repeat(30));
  expect(files.texts.size).toBe(0);
  store.put("ab2", "x".repeat(30));
  expect(files.texts.size).toBe(1);
});
