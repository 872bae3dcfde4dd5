import { expect, test } from "vitest";
import { UNKNOWN } from "../../src/docker/reference.ts";
import { IMAGE_PATTERN, matchesImage } from "../../src/docker/image-pattern.ts";

test.each<[pattern: string, image: string, matches: boolean]>([
  ["cimg/*", "cimg/node:20.11", true],
  ["cimg/*", "cimg/node@sha256:abc", true],
  ["cimg/*", "docker.io/cimg/node", true],
  ["cimg/*", "circleci/node", false],
  ["cimg/*", "cimg/a/b", false],
  ["cimg/**", "cimg/a/b", true],
  ["cimg/*", `cimg/node:${UNKNOWN}`, true],
  ["node", "node:20", true],
  ["node", "library/node", true],
  ["library/node", "node", true],
  ["node", "node-red", false],
  ["node", "acme/node", false],
  ["*", "node:20", true],
  ["*", "acme/node", false],
  ["**", "quay.io/acme/node", true],
  ["node:20", "node:20", true],
  ["node:20", "node:22", false],
  ["node:20*", "node:20-alpine", true],
  ["quay.io/*/app", "quay.io/acme/app:1", true],
  ["quay.io/*/app", "quayxio/acme/app:1", false],
  ["registry.acme.test:5000/*", "registry.acme.test:5000/app:1", true],
  ["registry.acme.test:5000/*", "registry.acme.test/app:1", false],
])("%s and %s: %s", (pattern, image, matches) => {
  expect(pattern).toMatch(new RegExp(IMAGE_PATTERN.pattern, "u"));
  expect(matchesImage(image, [pattern])).toBe(matches);
});

test("one of several patterns is enough, and none matches nothing", () => {
  expect(matchesImage("node:20", ["cimg/*", "node"])).toBe(true);
  expect(matchesImage("node:20", [])).toBe(false);
});
