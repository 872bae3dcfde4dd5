import process from "node:process";
import { cachedDataVersionTag } from "node:v8";
import { expect, test } from "vitest";
import { optimizeLate } from "../../src/io/optimize-late.ts";

const isKnown = /^(?:11\.3|12\.4)\./.test(process.versions.v8);

test.runIf(isKnown)("changes a flag that V8 knows, and leaves kept code valid", () => {
  const before = cachedDataVersionTag();
  const optimizing = optimizeLate();
  const meanwhile = cachedDataVersionTag();
  optimizing.sooner();
  const later = cachedDataVersionTag();
  optimizing.end();
  expect(meanwhile).not.toBe(before);
  expect(later).not.toBe(before);
  expect(cachedDataVersionTag()).toBe(before);
});

test("leaves a version alone whose flags are not known", () => {
  const before = cachedDataVersionTag();
  const optimizing = optimizeLate("11.4.1");
  expect(cachedDataVersionTag()).toBe(before);
  optimizing.end();
  expect(cachedDataVersionTag()).toBe(before);
});
