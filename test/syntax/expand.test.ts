import { describe, expect, test } from "vitest";
import { AS_WRITTEN, type Plain, type PlainMap, expand, isPlainString, plainEqual } from "../../src/syntax/index.ts";
import { all, at, read } from "./trees.ts";

function meaning(text: string): Plain {
  const tree = read(text);
  expect(tree.faults).toEqual([]);
  return expand(tree.root);
}

describe("expand", () => {
  test("resolves aliases and merges", () => {
    expect(meaning("x: &x {a: b}\ny: {<<: *x, c: *x}\n")).toEqual({ x: { a: "b" }, y: { a: "b", c: { a: "b" } } });
  });

  test.each(["a:", "a: ~", "a: null", "a: &x", "a: !!null"])("reads `%s` as null", (text) => {
    expect(meaning(text)).toEqual({ a: null });
  });

  test.each(["12", "-1.5", "0x1F", "0o17", "true", "no", "On", "2001-12-14", "22:22", ".inf", "<<", "="])(
    "tells %s from the same text in quotes",
    (text) => {
      expect(meaning(`a: ${text}`)).toEqual({ a: `plain ${text}` });
      expect(meaning(`a: '${text}'`)).toEqual({ a: text });
    },
  );

  test.each(["a", "-x", "--", "1password", "12-factor", "v2", "node:20", "1.2.3-alpine", "true story", ".hub"])(
    "makes no difference between %s and the same text in quotes",
    (text) => {
      expect(meaning(`a: ${text}`)).toEqual({ a: text });
      expect(isPlainString(text)).toBe(true);
    },
  );

  test("shows a dangling alias by its name", () => {
    expect(meaning("a: *x\n")).toEqual({ a: "*x" });
  });

  test("has keys named like properties of every object as keys", () => {
    const value = meaning("__proto__: a\nconstructor: b\n");
    expect(Object.entries(Object(value))).toEqual([
      ["__proto__", "a"],
      ["constructor", "b"],
    ]);
  });

  test("of nothing is null", () => {
    expect(expand(undefined)).toBeNull();
  });
});

/** Counts how often it is asked for the keys of a map. */
class CountingMap extends Map<number, PlainMap> {
  asked = 0;

  override get(key: number): PlainMap | undefined {
    this.asked += 1;
    return super.get(key);
  }
}

describe("expand with added keys", () => {
  /** The meaning of a text when the map at `^` has more keys. */
  function added(text: string, keys: PlainMap): Plain {
    const tree = read(text.replace("^", ""));
    return expand(tree.root, { ...AS_WRITTEN, added: new Map([[text.indexOf("^"), keys]]) });
  }

  test("gives a map keys as if they were written there", () => {
    expect(added("a: ^{b: c}\nd: {}\n", { e: "f" })).toEqual({ a: { b: "c", e: "f" }, d: {} });
  });

  test("lets the keys that are there win", () => {
    expect(added("a: ^{b: c}\n", { b: "d" })).toEqual({ a: { b: "c" } });
  });

  test("shows them wherever the map is aliased or merged", () => {
    expect(added("x: &x ^{b: c}\ny: *x\nz: {<<: *x}\n", { e: "f" })).toEqual({
      x: { b: "c", e: "f" },
      y: { b: "c", e: "f" },
      z: { b: "c", e: "f" },
    });
  });

  test("lets them win over what the map itself merges", () => {
    expect(added("x: &x {b: merged}\ny: ^{<<: *x}\n", { b: "own" })).toEqual({ x: { b: "merged" }, y: { b: "own" } });
  });

  test("lets those of an earlier merge win over what a later one brings", () => {
    const text = "x: &x ^{a: x}\ny: &y {b: y}\nz: {<<: [*x, *y]}\n";
    expect(added(text, { b: "x" })).toMatchObject({ z: { a: "x", b: "x" } });
  });

  test("asks once a map, however often it is merged", () => {
    const levels = Array.from({ length: 60 }, (_, n) => `- &l${n + 1} {<<: [*l${n}, *l${n}, *l${n}]}\n`);
    const tree = read(`- &l0 {a: b}\n${levels.join("")}`);
    const keys = new CountingMap([[at(tree, 0).span.start, { c: "d" }]]);
    const value = expand(tree.root, { ...AS_WRITTEN, added: keys });
    expect(keys.asked).toBe(all(tree, "map").length);
    expect(value).toEqual(Array.from({ length: 61 }, () => ({ a: "b", c: "d" })));
  });
});

describe("expand with keys taken away and texts replaced", () => {
  test("takes a key from the map wherever it is aliased, and lets a merge bring its own", () => {
    const tree = read("x: &x {b: c, d: e}\ny: *x\nz: {<<: *x, b: own}\n");
    const own = at(tree, "z").span.start;
    const removed = new Map([
      [at(tree, "x").span.start, new Set(["d"])],
      [own, new Set(["b"])],
    ]);
    expect(expand(tree.root, { ...AS_WRITTEN, removed })).toEqual({ x: { b: "c" }, y: { b: "c" }, z: { b: "c" } });
  });

  test("gives a scalar another text wherever it is aliased", () => {
    const tree = read("a: &a b\nc: *a\nd: b\n");
    const scalars = new Map([[at(tree, "a").span.start, "new"]]);
    expect(expand(tree.root, { ...AS_WRITTEN, scalars })).toEqual({ a: "new", c: "new", d: "b" });
  });
});

/** A list of lists of lists, ten times wider with each level: 10^30 nodes for who does not share them. */
const BOMB =
  "l0: &l0 [x]\n" + Array.from({ length: 30 }, (_, n) => `l${n + 1}: &l${n + 1} [${`*l${n}, `.repeat(10)}]\n`).join("");

/** How many lists and maps there are, shared ones counted once. */
function countNodes(value: Plain, seen = new Set<Plain>()): number {
  if (value === null || typeof value === "string" || seen.has(value)) return seen.size;
  seen.add(value);
  for (const one of Object.values(value)) countNodes(one, seen);
  return seen.size;
}

/** The value, with each list and map in a wrapper that counts how often its size is asked for. */
function counted(value: Plain, count: { reads: number }, wrapped = new Map<Plain, Plain>()): Plain {
  if (value === null || typeof value === "string") return value;
  const known = wrapped.get(value);
  if (known !== undefined) return known;
  const copy = Array.isArray(value)
    ? value.map((one: Plain) => counted(one, count, wrapped))
    : Object.fromEntries(Object.entries(value).map(([key, one]) => [key, counted(one, count, wrapped)]));
  const proxy = new Proxy<PlainMap | Plain[]>(copy, {
    get(target, key, receiver): unknown {
      if (key === "length") count.reads += 1;
      return Reflect.get(target, key, receiver);
    },
  });
  wrapped.set(value, proxy);
  return proxy;
}

describe("an alias bomb", () => {
  test("expands to no more nodes than are written", () => {
    const tree = read(BOMB);
    expect(countNodes(expand(tree.root))).toBe(all(tree, "seq").length + all(tree, "map").length);
  });

  test("is compared by comparing each pair of nodes once", () => {
    const count = { reads: 0 };
    const [a, b] = [counted(expand(read(BOMB).root), count), counted(expand(read(BOMB).root), count)];
    expect(plainEqual(a, b)).toBe(true);
    expect(count.reads).toBeLessThan(31 * 10);
  });

  test("that differs in its innermost node only is told apart", () => {
    expect(plainEqual(meaning(BOMB), meaning(BOMB.replace("[x]", "[y]")))).toBe(false);
  });
});

describe("plainEqual", () => {
  test.each<[string, Plain, Plain]>([
    ["equal texts", "a", "a"],
    ["null", null, null],
    ["maps with keys in another order", { a: "1", b: "2" }, { b: "2", a: "1" }],
    ["maps with and without a prototype", Object.assign(Object.create(null), { a: "1" }), { a: "1" }],
    ["nested lists", [["a"], []], [["a"], []]],
  ])("is true for %s", (_, a, b) => {
    expect([plainEqual(a, b), plainEqual(b, a)]).toEqual([true, true]);
  });

  test.each<[string, Plain, Plain]>([
    ["texts", "a", "b"],
    ["null and the empty text", null, ""],
    ["null and an empty map", null, {}],
    ["an empty list and an empty map", [], {}],
    ["lists in another order", ["a", "b"], ["b", "a"]],
    ["lists of another length", ["a"], ["a", "a"]],
    ["a list and a map of its indices", ["a"], { 0: "a" }],
    ["a missing key and one that is null", { a: null, b: "x" }, { c: null, b: "x" }],
    ["keys that only one has", { a: "1" }, { a: "1", b: "2" }],
    ["a key that every object inherits", { toString: {} }, { x: {} }],
    [
      "a key that every object inherits and one that is null",
      Object.assign(Object.create(null), { ["__proto__"]: {} }),
      { x: {} },
    ],
    ["values deep down", { a: [{ b: ["c"] }] }, { a: [{ b: ["d"] }] }],
  ])("is false for %s that differ", (_, a, b) => {
    expect([plainEqual(a, b), plainEqual(b, a)]).toEqual([false, false]);
  });
});

test("expand with other items in lists", () => {
  const text = "a: &a [b, c]\nd: *a\n";
  const tree = read(text);
  const start = text.indexOf("[");
  const inserted = new Map([
    [
      start,
      new Map([
        [1, ["x", "y"]],
        [2, ["z"]],
      ]),
    ],
  ]);
  const dropped = new Map([[start, new Set([0])]]);
  const list = ["x", "y", "c", "z"];
  expect(expand(tree.root, { ...AS_WRITTEN, inserted, dropped })).toEqual({ a: list, d: list });
});
