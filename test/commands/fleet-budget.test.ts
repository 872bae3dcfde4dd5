import { expect, test } from "vitest";
import { describeBudget, timeOf } from "../../src/commands/fleet-budget.ts";

const AT = new Date("2030-01-01T10:05:30Z").getTime();
const POINTS = { what: "points", amount: 130, left: 4998, renewedAt: AT };

test("what work takes is told with what there is", () => {
  const requests = { what: "requests", amount: 3000, left: 4990, renewedAt: AT };
  expect(
    describeBudget("github.com", { repositories: 1000, takes: [POINTS, requests], atLeast: 3_600_000 }, undefined),
  ).toEqual([
    "github.com: 1,000 repositories take about 130 of 4,998 points and 3,000 of 4,990 requests, and 60 min at least",
  ]);
});

test("of a host that does not say what is left, only what it takes is told", () => {
  const takes = [{ ...POINTS, left: undefined, renewedAt: undefined }];
  expect(describeBudget("github.com", { repositories: 1, takes, atLeast: 0 }, undefined)).toEqual([
    "github.com: 1 repository takes about 130 points",
  ]);
});

test("what is not enough is told with when there is more", () => {
  const takes = [{ ...POINTS, left: 100 }];
  expect(describeBudget("github.com", { repositories: 1000, takes, atLeast: 0 }, undefined)).toEqual([
    "github.com: 1,000 repositories take about 130 of 100 points",
    `circlesec: too few points: the run waits for more until ${timeOf(AT)}, or goes on when it is stopped and run again`,
  ]);
});

test("a run that may ask less than it takes is told to be one of several", () => {
  expect(describeBudget("github.com", { repositories: 1000, takes: [POINTS], atLeast: 0 }, 50)).toEqual([
    "github.com: 1,000 repositories take about 130 of 4,998 points",
    "circlesec: `limits` of the fleet file allows 50 requests a run: run again for what is left then",
  ]);
});

test("work that takes nothing is not told", () => {
  expect(
    describeBudget("github.com", { repositories: 3, takes: [{ ...POINTS, amount: 0 }], atLeast: 0 }, undefined),
  ).toEqual([]);
});
