import { readFileSync, readdirSync } from "node:fs";
import { expect, it, test } from "vitest";
import { Memory, forgetLastFile } from "../../src/source/memory.ts";

it("knows what it was told of a thing until the next file", () => {
  const memory = new Memory<object, string>();
  const thing = {};
  memory.set(thing, "known");
  expect(memory.get(thing)).toBe("known");
  expect(memory.get({})).toBeUndefined();
  forgetLastFile();
  expect(memory.get(thing)).toBeUndefined();
  memory.set(thing, "again");
  expect(memory.get(thing)).toBe("again");
});

// What such a map holds stays until a full collection.
test("no map of the process holds parts of a file", () => {
  const holders = readdirSync("src", { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => `src/${file.replaceAll("\\", "/")}`)
    .filter((file) => /^const \w+ = new WeakMap</m.test(readFileSync(file, "utf8")));
  // Findings to texts: a text is no tree.
  expect(holders).toEqual(["src/engine/conceal.ts"]);
});
