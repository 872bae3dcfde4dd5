import { expect, test } from "vitest";
import { LineStore } from "../../src/result-cache/store.ts";
import { memoryFiles } from "./memory-files.ts";

const LIMITS = { shard: 400, waiting: 100_000 };

test("what one run put is found by the next", () => {
  const files = memoryFiles();
  const first = new LineStore(files);
  first.put("ab1", "an é");
  first.put("ab2", "two");
  first.put("cd1", "three");
  first.flush();
  const second = new LineStore(files);
  expect(["ab1", "ab2", "cd1", "ab3", "ef1"].map((key) => second.find(key))).toEqual([
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
  expect(new LineStore(files).find("ab1")).toBe("new");
});

test("a line that a killed run left by halves costs nobody else's", () => {
  const files = memoryFiles();
  files.append("ab", "ab0 whole\nab1 hal");
  const store = new LineStore(files);
  store.put("ab2", "ours");
  store.flush();
  const next = new LineStore(files);
  expect([next.find("ab0"), next.find("ab1"), next.find("ab2")]).toEqual(["whole", "hal", "ours"]);
});

test("a shard that another run has replaced meanwhile gives nothing wrong", () => {
  const files = memoryFiles();
  files.append("ab", "ab1 first\nab2 second\n");
  const store = new LineStore(files);
  expect(store.find("ab1")).toBe("first");
  files.replace("ab", "ab2 second\nab1 first\n");
  expect(store.find("ab2")).toBeUndefined();
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
  expect(store.find("ab99")).toBe(line);
  expect(store.find("ab0")).toBeUndefined();
});

test("what waits is written before it is much", () => {
  const files = memoryFiles();
  const store = new LineStore(files, { shard: 100_000, waiting: 50 });
  store.put("ab1", "x".repeat(30));
  expect(files.texts.size).toBe(0);
  store.put("ab2", "x".repeat(30));
  expect(files.texts.size).toBe(1);
});
