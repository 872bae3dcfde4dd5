import { describe, expect, test } from "vitest";
import { UNKNOWN, isConvenienceImage, parseReference, registryOf } from "../../src/docker/reference.ts";

const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

describe("parseReference", () => {
  test.each([
    ["node", "docker.io", "library/node", "latest", undefined],
    ["node:20", "docker.io", "library/node", "20", undefined],
    ["library/node", "docker.io", "library/node", "latest", undefined],
    ["cimg/node:20.1", "docker.io", "cimg/node", "20.1", undefined],
    ["localhost", "docker.io", "library/localhost", "latest", undefined],
    ["docker.io/x/y", "docker.io", "x/y", "latest", undefined],
    ["docker.io/x", "docker.io", "library/x", "latest", undefined],
    ["index.docker.io/x/y", "docker.io", "x/y", "latest", undefined],
    ["index.docker.io/x", "docker.io", "library/x", "latest", undefined],
    ["localhost/x", "localhost", "x", "latest", undefined],
    ["localhost:5000/x:1", "localhost:5000", "x", "1", undefined],
    ["foo:5000/x", "foo:5000", "x", "latest", undefined],
    ["Foo/x", "Foo", "x", "latest", undefined],
    ["[::1]:5000/x", "[::1]:5000", "x", "latest", undefined],
    ["quay.io/a/b/c:v1.2_3-4", "quay.io", "a/b/c", "v1.2_3-4", undefined],
    [`node@${DIGEST}`, "docker.io", "library/node", undefined, DIGEST],
    [`cimg/node:20@${DIGEST}`, "docker.io", "cimg/node", "20", DIGEST],
    ["a__b/c-d.e", "docker.io", "a__b/c-d.e", "latest", undefined],
    ["a---b", "docker.io", "library/a---b", "latest", undefined],
  ])("reads %s", (text, host, path, tag, digest) => {
    expect(parseReference(text)).toEqual({ host, path, tag, digest });
  });

  test.each([
    "",
    "Node",
    "foo/Bar",
    "node:",
    "node:-x",
    "node:a b",
    "node@sha256:abc",
    "node@",
    "a//b",
    "/a",
    "a/",
    "-a",
    "a_-b",
    "a___b",
    "0123456789abcdef".repeat(4),
    "x".repeat(256),
    "https://docker.io/node",
  ])("refuses %j, as Docker does", (text) => {
    expect(parseReference(text)).toBeUndefined();
  });
});

describe("registryOf", () => {
  test.each([
    ["node", "docker-hub"],
    ["node:20", "docker-hub"],
    ["library/node", "docker-hub"],
    ["cimg/node:20.1", "docker-hub"],
    ["docker.io/x/y", "docker-hub"],
    ["index.docker.io/x/y", "docker-hub"],
    ["registry-1.docker.io/x/y", "docker-hub-alias"],
    ["registry.hub.docker.com/library/x", "docker-hub-alias"],
    ["localhost/x", "other"],
    ["localhost:5000/x", "other"],
    ["foo:5000/x", "other"],
    ["quay.io/x", "other"],
    ["ghcr.io/x", "other"],
    ["gcr.io/x", "other"],
    ["mirror.gcr.io/library/x", "other"],
    ["public.ecr.aws/docker/library/x", "other"],
    ["123456789012.dkr.ecr.us-east-1.amazonaws.com/x", "other"],
    ["europe-docker.pkg.dev/p/r/x", "other"],
    ["acme.azurecr.io/x", "other"],
    ["mcr.microsoft.com/x", "other"],
    ["registry.gitlab.com/x", "other"],
    ["registry.k8s.io/x", "other"],
    ["docker.elastic.co/x", "other"],
    ["docker.pkg.github.com/x", "other"],
    [UNKNOWN, "unknown"],
    [`${UNKNOWN}/x`, "unknown"],
    [`${UNKNOWN}.dkr.ecr.eu-west-1.amazonaws.com/x`, "unknown"],
    [`cimg${UNKNOWN}`, "unknown"],
    [`foo:${UNKNOWN}/x`, "unknown"],
    [`node:${UNKNOWN}`, "docker-hub"],
    [`cimg/${UNKNOWN}`, "docker-hub"],
    [`cimg/node:${UNKNOWN}-browsers`, "docker-hub"],
    [`cimg/node@${UNKNOWN}`, "docker-hub"],
    [`quay.io/${UNKNOWN}:1`, "other"],
    ["Not An Image", "unknown"],
    ["", "unknown"],
  ])("%s comes from %s", (text, registry) => {
    expect(registryOf(text)).toBe(registry);
  });
});

test.each([
  ["cimg/node:20", true],
  ["circleci/ruby:2.7", true],
  [`cimg/node:${UNKNOWN}`, true],
  ["docker.io/cimg/base", true],
  ["quay.io/cimg/base", false],
  ["node:20", false],
  ["cimgs/node", false],
])("isConvenienceImage(%s) is %s", (text, expected) => {
  expect(isConvenienceImage(text)).toBe(expected);
});
