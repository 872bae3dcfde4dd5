import { describe, expect, test } from "vitest";
import { UNKNOWN } from "../../src/docker/reference.ts";
import { namespaceOf, trustOf, untrustedPartOf } from "../../src/docker/trust.ts";

const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;
const TRUSTED = ["docker.io/cimg", "docker.io/acme-*", "ghcr.io", "quay.io/acme/base", "*.dkr.ecr.*.amazonaws.com"];

describe("an image is", () => {
  test.each([
    ["cimg/node:20", "trusted"],
    ["docker.io/cimg/node", "trusted"],
    ["index.docker.io/cimg/node", "trusted"],
    ["registry-1.docker.io/cimg/node", "trusted"],
    [`cimg/node@${DIGEST}`, "trusted"],
    ["acme-eu/app", "trusted"],
    ["GHCR.io/whoever/app", "trusted"],
    ["quay.io/acme/base", "trusted"],
    ["quay.io/acme/base/deeper:1", "trusted"],
    ["123456789012.dkr.ecr.eu-west-1.amazonaws.com/app", "trusted"],
    [`${UNKNOWN}.dkr.ecr.eu-west-1.amazonaws.com/app`, "trusted"],
    [`cimg/${UNKNOWN}:20`, "trusted"],
    [`cimg/node:${UNKNOWN}`, "trusted"],
    [`ghcr.io/${UNKNOWN}`, "trusted"],
    ["node", "untrusted"],
    [`node:${UNKNOWN}`, "untrusted"],
    ["cimgs/node", "untrusted"],
    ["cimg", "untrusted"],
    ["acme/app", "untrusted"],
    ["ghcr.io.example.net/app", "untrusted"],
    ["ghcr.io:444/app", "untrusted"],
    ["example.net/ghcr.io/app", "untrusted"],
    ["quay.io/acme/app", "untrusted"],
    ["quay.io/acme", "untrusted"],
    ["dkr.ecr.eu-west-1.amazonaws.com/app", "untrusted"],
    [`quay.io/other-${UNKNOWN}/base`, "untrusted"],
    [`gcr.io/${UNKNOWN}`, "untrusted"],
    [UNKNOWN, "unknown"],
    [`${UNKNOWN}/cimg/node`, "unknown"],
    [`${UNKNOWN}cimg/node`, "unknown"],
    [`quay.io/${UNKNOWN}`, "unknown"],
    [`quay.io/ac${UNKNOWN}/base`, "unknown"],
    [`acme${UNKNOWN}/app`, "unknown"],
    ["localhost:5000/app", "none"],
    ["127.0.0.1:5000/app", "none"],
    ["k3d-registry.localhost:5000/app", "none"],
    ["No/Image", "none"],
    ["", "none"],
  ])("%j: %s", (image, trust) => {
    expect(trustOf(image, TRUSTED)).toBe(trust);
  });

  test("untrusted wherever it is from, where nothing is trusted", () => {
    expect(trustOf("node", [])).toBe("untrusted");
  });
});

test.each([
  ["gcr.io/project/app:1", "gcr.io", "gcr.io/project"],
  ["gcr.io/app", "gcr.io", "gcr.io"],
  ["node:20", "docker.io/library", "docker.io/library"],
  ["somebody/app", "docker.io/somebody", "docker.io/somebody"],
  ["quay.io/other/base", "quay.io/other", "quay.io/other"],
  ["quay.io/acme/app/tool", "quay.io/acme/app", "quay.io/acme"],
  [`gcr.io/${UNKNOWN}/app`, "gcr.io", "gcr.io"],
])("%s is not trusted from %s on, in the namespace %s", (image, part, namespace) => {
  expect(untrustedPartOf(image, TRUSTED)).toBe(part);
  expect(namespaceOf(image)).toBe(namespace);
});
