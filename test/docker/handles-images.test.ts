import { describe, expect, it } from "vitest";
import { handlesImages } from "../../src/docker/handles-images.ts";

describe("handlesImages", () => {
  it.each([
    "docker build .",
    "./docker-push.sh",
    "sudo podman pull alpine",
    "crane copy a b",
    "gcrane ls",
    "kind create cluster",
    "ko publish ./cmd",
    "circleci local execute",
    "act",
    "cd src && act -j test",
    "make\nact push",
  ])("sees a program that handles images: %s", (script) => {
    expect(handlesImages(script)).toBe(true);
  });

  it.each([
    "npm test",
    "kind regards",
    "go install ko",
    "store artifacts",
    "react build",
    "echo cranes",
    "tilted",
    "pack it",
  ])("sees none: %s", (script) => {
    expect(handlesImages(script)).toBe(false);
  });
});
