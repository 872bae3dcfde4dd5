import { expect, test } from "vitest";
import { describeStanding, fleetProgressOn } from "../../src/commands/fleet-progress.ts";

test.each([
  [{ done: 0, found: 0, isAllFound: false, requestsLeft: undefined }, 0, "0 of 0+ repositories"],
  [{ done: 12, found: 40, isAllFound: false, requestsLeft: 4812 }, 1000, "12 of 40+ repositories, 4,812 requests left"],
  [{ done: 10, found: 40, isAllFound: true, requestsLeft: undefined }, 10_000, "10 of 40 repositories, about 30 s"],
  [
    { done: 10, found: 1210, isAllFound: true, requestsLeft: 1 },
    10_000,
    "10 of 1,210 repositories, 1 request left, about 20 min",
  ],
  [{ done: 1, found: 1001, isAllFound: true, requestsLeft: undefined }, 10_000, "1 of 1,001 repositories, about 3 h"],
  [{ done: 40, found: 40, isAllFound: true, requestsLeft: undefined }, 10_000, "40 of 40 repositories"],
])("%j is told", (standing, passed, text) => {
  expect(describeStanding(standing, passed)).toBe(text);
});

const STANDING = { done: 1, found: 2, isAllFound: true, requestsLeft: undefined };

test("the line comes late, seldom, and goes away", () => {
  const { stream, written } = terminal();
  let now = 0;
  const progress = fleetProgressOn({ stderr: stream, env: {} }, () => now);
  for (now = 0; now <= 450; now += 50) progress.step(STANDING);
  expect(written).toHaveLength(2);
  progress.clear();
  progress.clear();
  expect(written.slice(2)).toEqual(["\r\u001B[K"]);
});

test.each([{ CI: "1" }, { TERM: "dumb" }])("nothing is said with %j", (env) => {
  const { stream, written } = terminal();
  let now = 0;
  const progress = fleetProgressOn({ stderr: stream, env }, () => (now += 1000));
  progress.step(STANDING);
  progress.clear();
  expect(written).toEqual([]);
});

function terminal() {
  const written: string[] = [];
  const stream = {
    isTTY: true,
    columns: 80,
    write: (text: string) => {
      written.push(text);
      return true;
    },
  };
  return { stream, written };
}
