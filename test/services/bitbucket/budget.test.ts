import { expect, test } from "vitest";
import { startBitbucket } from "../../forges/bitbucket/fake-bitbucket.ts";

const PROPOSE = { kind: "propose", labels: false, reviewers: false } as const;

test("a plan tells how many repositories there are, by one request for each workspace or search", async () => {
  const bitbucket = await startBitbucket();
  for (const name of ["a", "b"]) bitbucket.state.add(`acme/${name}`, { project: "PAY" });
  bitbucket.state.add("acme/c", { project: "WEB" });
  const selections = [
    { kind: "owner", owner: "acme" },
    { kind: "search", query: 'acme project.key = "PAY"' },
    { kind: "names", names: ["acme/a"] },
  ] as const;
  expect(await bitbucket.open().budget?.({ kind: "plan", selections })).toEqual({
    repositories: 6,
    takes: [{ what: "requests", amount: 51, left: undefined, renewedAt: undefined }],
    atLeast: 0,
  });
  expect(bitbucket.server.calls.length).toBe(2);
});

test("of a workspace that is not there nothing is told beforehand", async () => {
  const bitbucket = await startBitbucket();
  const selections = [{ kind: "owner", owner: "acme" }] as const;
  expect(await bitbucket.open().budget?.({ kind: "plan", selections })).toBeUndefined();
});

test("proposing takes what looking and writing take, without a request", async () => {
  const bitbucket = await startBitbucket();
  const budget = await bitbucket.open().budget?.({ ...PROPOSE, looked: 10, written: 4 });
  expect(budget).toMatchObject({ repositories: 10, takes: [{ what: "requests", amount: 122 }] });
  expect(bitbucket.server.calls).toEqual([]);
});
