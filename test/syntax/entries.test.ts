import { describe, expect, test } from "vitest";
import {
  type Node,
  entriesOf,
  isMerge,
  isMergeAlias,
  keyOf,
  mergedMaps,
  ownPair,
  textOf,
  valueOf,
} from "../../src/syntax/index.ts";
import { all, at, read } from "./trees.ts";

/** Keys, the text of their values, and `<` before those that are merged in. */
function entries(node: Node | undefined): string[] {
  return [...entriesOf(node)].map(([key, { value, merged }]) => `${merged ? "<" : ""}${key}=${textOf(value)}`);
}

describe("entriesOf", () => {
  test("gives local keys precedence over merged ones, wherever the merge stands", () => {
    const tree = read("x: &x {a: merged, b: merged}\ny: {<<: *x, a: own}\nz: {a: own, <<: *x}\n");
    expect(entries(at(tree, "y")).toSorted()).toEqual(["<b=merged", "a=own"]);
    expect(entries(at(tree, "z")).toSorted()).toEqual(["<b=merged", "a=own"]);
  });

  test("gives an earlier map of a merge list precedence over a later one", () => {
    const tree = read("x: &x {a: 1}\ny: &y {a: 2, b: 2}\nz: {<<: [*x, *y]}\n");
    expect(entries(at(tree, "z"))).toEqual(["<a=1", "<b=2"]);
  });

  test("gives the first of two merges precedence", () => {
    const tree = read("x: &x {a: 1}\ny: &y {a: 2, b: 2}\nz:\n  <<: *x\n  <<: *y\n");
    expect(entries(at(tree, "z"))).toEqual(["<a=1", "<b=2"]);
  });

  test("follows merges of merges", () => {
    const tree = read("x: &x {a: 1, b: 1, c: 1}\ny: &y {<<: *x, b: 2}\nz: {<<: *y, c: 3}\n");
    expect(entries(at(tree, "z")).toSorted()).toEqual(["<a=1", "<b=2", "c=3"]);
  });

  test("takes the last of two equal keys", () => {
    expect(entries(read("a: 1\nb: 2\n'a': 3\n").root)).toEqual(["a=3", "b=2"]);
  });

  test("takes a last key without a value, too", () => {
    expect(entries(read("a: 1\na:\n").root)).toEqual(["a=undefined"]);
  });

  test("merges a map that is written in place", () => {
    expect(entries(read("<<: {a: 1}\nb: 2\n").root)).toEqual(["b=2", "<a=1"]);
  });

  test("ignores a merge of what is no map", () => {
    const tree = read(
      "x: &x [a]\ny: &y b\nz: {<<: *x, c: d}\nv: {<<: *y, c: d}\nw: {<<: *none , c: d}\nu: {<<: , c: d}\n",
    );
    for (const key of ["z", "v", "w", "u"]) expect(entries(at(tree, key))).toEqual(["c=d"]);
  });

  test("has a quoted << as a key like any other", () => {
    const tree = read('x: &x {a: 1}\ny: {"<<": *x}\n');
    expect([...entriesOf(at(tree, "y")).keys()]).toEqual(["<<"]);
  });

  test("leaves out keys that are no text", () => {
    expect(entries(read("? [a]\n: b\n? {c: d}\n: e\nf: g\n").root)).toEqual(["f=g"]);
  });

  test("follows an alias to a map", () => {
    const tree = read("x: &x {a: 1}\ny: *x\n");
    expect(entries(at(tree, "y"))).toEqual(["a=1"]);
  });

  test("tells where a merged pair is written", () => {
    const tree = read("x: &x {a: 1}\ny: {<<: *x}\n");
    expect(entriesOf(at(tree, "y")).get("a")?.pair).toBe(all(tree, "pair").find(({ key }) => textOf(key) === "a"));
  });

  test.each([
    ["a scalar", "a"],
    ["a list", "[a]"],
    ["nothing", ""],
  ])("of %s is empty", (_, text) => {
    expect(entriesOf(read(text).root).size).toBe(0);
  });

  test("knows a key named like a property of every object", () => {
    expect(entries(read("__proto__: 1\nconstructor: 2\n").root)).toEqual(["__proto__=1", "constructor=2"]);
    expect(valueOf(read("a: 1\n").root, "constructor")).toBeUndefined();
  });

  test("visits a map once, however often it is merged", () => {
    const levels = Array.from(
      { length: 60 },
      (_, n) => `l${n + 1}: &l${n + 1} {<<: [*l${n}, *l${n}, *l${n}], k${n}: ${n}}\n`,
    );
    const tree = read(`l0: &l0 {a: x}\n${levels.join("")}`);
    expect(entriesOf(at(tree, "l60")).size).toBe(61);
  });
});

test("ownPair finds the last pair of a key that is written in the map itself", () => {
  const tree = read("x: &x {a: 0, b: 0}\ny: {a: 1, <<: *x, a: 2}\n");
  const map = at(tree, "y");
  if (map.kind !== "map") throw new Error("no map");
  expect(textOf(ownPair(map, "a")?.value)).toBe("2");
  expect([ownPair(map, "b"), ownPair(map, "<<")]).toEqual([undefined, undefined]);
});

test("keyOf is the text of a key, through an alias; empty for none; nothing for a collection", () => {
  const pairs = all(read("x: &x y\n*x : 1\n'q r': 2\n: 3\n? [z]\n: 4\n"), "pair");
  expect(pairs.map(keyOf)).toEqual(["x", "y", "q r", "", undefined]);
});

test("mergedMaps are in order of precedence", () => {
  const tree = read("x: &x {}\ny: &y {}\nz:\n  <<: [*y, *x]\n  <<: *x\n");
  const map = at(tree, "z");
  if (map.kind !== "map") throw new Error("no map");
  expect([...mergedMaps(map)].map((node) => node.kind === "alias" && node.name)).toEqual(["y", "x", "x"]);
});

test("isMerge and isMergeAlias tell merges from other aliases", () => {
  const tree = read("x: &x {}\na: {<<: *x}\nb: {<<: [*x]}\nc: *x\nd: [*x]\n*x : e\n");
  expect(all(tree, "pair").filter(isMerge)).toHaveLength(2);
  expect(all(tree, "alias").map(isMergeAlias)).toEqual([true, true, false, false, false]);
});
