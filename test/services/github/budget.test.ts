import { expect, test } from "vitest";
import type { Selection } from "../../../src/fleet/forge.ts";
import { type FakeGithub, startGithub } from "../../forges/github/fake-github.ts";

const RENEWED = Date.parse("2100-01-01T00:00:00Z");

async function budgetOf(github: FakeGithub, selections: readonly Selection[]) {
  const forge = github.open();
  await forge.access(false);
  return forge.budget?.({ kind: "plan", selections });
}

async function withRepositories(count: number): Promise<FakeGithub> {
  const github = await startGithub();
  for (let number = 0; number < count; number += 1) github.state.add(`acme/r${number}`);
  return github;
}

test("a plan is counted before it is listed, by one query a selection", async () => {
  const github = await withRepositories(30);
  const names: Selection = { kind: "names", names: ["acme/r1", "acme/r2"] };
  expect(await budgetOf(github, [{ kind: "owner", owner: "acme" }, names])).toEqual({
    repositories: 32,
    takes: [{ what: "points", amount: 7, left: 4998, renewedAt: RENEWED }],
    atLeast: 0,
  });
  expect(github.server.calls).toHaveLength(2);
});

test("a search of repositories is counted, one of code is not", async () => {
  const github = await withRepositories(3);
  expect(await budgetOf(github, [{ kind: "search", query: "org:acme" }])).toMatchObject({ repositories: 3 });
  expect(await budgetOf(github, [{ kind: "search", query: "org:acme path:.circleci" }])).toBeUndefined();
});

test("proposals take requests and points, and their time", async () => {
  const github = await startGithub();
  const work = { kind: "propose", looked: 100, written: 50, labels: true, reviewers: false } as const;
  expect(await github.open().budget?.(work)).toEqual({
    repositories: 100,
    takes: [
      { what: "points", amount: 170, left: 5000, renewedAt: RENEWED },
      { what: "requests", amount: 100, left: 4990, renewedAt: RENEWED },
    ],
    atLeast: 200_000,
  });
});

test("more pull requests than GitHub lets an account make in an hour take hours", async () => {
  const github = await startGithub();
  const work = { kind: "propose", looked: 1001, written: 1001, labels: false, reviewers: false } as const;
  expect((await github.open().budget?.(work))?.atLeast).toBe(2 * 3_600_000);
});

test("a server without limits says what is taken, and not what is left", async () => {
  const github = await startGithub();
  github.state.points.isLimited = false;
  const work = { kind: "propose", looked: 1, written: 1, labels: false, reviewers: false } as const;
  expect((await github.open().budget?.(work))?.takes).toMatchObject([{ left: undefined }, { left: undefined }]);
});
