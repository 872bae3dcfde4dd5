import { expect } from "vitest";
import { readChange } from "../../src/fleet/trailer.ts";
import { fix } from "../../src/index.ts";
import type { FakeRepository } from "../forges/github/state.ts";
import { CONFIG } from "./checkout.ts";

const BRANCH = "circlesec/authenticate-pulls";

/** A config that differs from repository to repository; every fourth one has nothing to propose. */
export function configOf(number: number): string {
  const auth = number % 4 === 0 ? `\n        auth: { username: $DOCKERHUB_USERNAME, password: $DOCKERHUB_TOKEN }` : "";
  const context = number % 4 === 0 ? "\n          context: docker-credentials" : "";
  return `# of repository ${number}
version: 2.1
jobs:
  build-${number}:
    docker:
      - image: node:${number}${auth} # what it needs
    steps: [checkout]
workflows:
  main:
    jobs:
      - build-${number}:${context}
          filters: { branches: { only: main } }
`;
}

/** What there must be of a repository: one open pull request with the fix of its config, and nothing else. */
export function expectProposed({ bare, pulls, name }: FakeRepository): void {
  const base = bare.tip("main") ?? "";
  const config = bare.read(base, CONFIG)?.toString() ?? "";
  const fixed = fix(config).text;
  if (fixed === config) {
    expect([name, bare.branches(), pulls.length]).toEqual([name, ["main"], 0]);
    return;
  }
  expect([name, bare.branches(), pulls.map(({ state }) => state)]).toEqual([name, [BRANCH, "main"], ["OPEN"]]);
  const tip = bare.tip(BRANCH) ?? "";
  const commits = bare.between(base, tip);
  expect(commits.map(({ parents }) => parents)).toEqual([[base]]);
  expect(readChange(commits[0]?.message ?? "")).toMatch(/^[0-9a-f]{64}$/);
  expect(bare.read(tip, CONFIG)?.toString()).toBe(fixed);
  const before = bare.files(base);
  expect([...bare.files(tip)].filter(([path, blob]) => before.get(path) !== blob).map(([path]) => path)).toEqual([
    CONFIG,
  ]);
}
