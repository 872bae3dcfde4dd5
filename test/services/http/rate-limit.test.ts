import { expect, test } from "vitest";
import { readRateLimit } from "../../../src/services/http/rate-limit.ts";

const NOW = 1_700_000_000_000;
const NOTHING = { remaining: undefined, untilReset: undefined, wait: undefined, pace: undefined, resource: undefined };

test.each([
  ["says nothing", {}, {}],
  [
    "is GitHub's",
    { "x-ratelimit-remaining": "4999", "x-ratelimit-reset": "1700000060", "x-ratelimit-resource": "graphql" },
    { remaining: 4999, untilReset: 60_000, resource: "graphql" },
  ],
  ["is GitLab's", { "ratelimit-remaining": "0", "ratelimit-reset": "1700000001" }, { remaining: 0, untilReset: 1000 }],
  ["counts seconds", { "ratelimit-remaining": "7", "ratelimit-reset": "30" }, { remaining: 7, untilReset: 30_000 }],
  [
    "is of the past",
    { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1699999999" },
    { remaining: 0, untilReset: 0 },
  ],
  ["names seconds", { "retry-after": "120" }, { wait: 120_000 }],
  ["names a time", { "retry-after": "Tue, 14 Nov 2023 22:13:50 GMT" }, { wait: 30_000 }],
  ["names a time that has passed", { "retry-after": "Tue, 14 Nov 2023 22:13:10 GMT" }, { wait: 0 }],
  ["is no number", { "x-ratelimit-remaining": "many", "retry-after": "soon" }, {}],
  ["is Bitbucket's", { "x-ratelimit-limit": "1000", "x-ratelimit-nearlimit": "False" }, {}],
  [
    "is Bitbucket's, and nearly used up",
    { "x-ratelimit-limit": "10000", "x-ratelimit-nearlimit": "true" },
    { pace: 360 },
  ],
  ["is nearly used up, whatever it is", { "x-ratelimit-nearlimit": "true" }, { pace: 3600 }],
  ["is there twice", { "x-ratelimit-remaining": ["5", "6"] }, { remaining: 5 }],
])("an answer that %s", (_, headers, expected) => {
  expect(readRateLimit(headers, NOW)).toEqual({ ...NOTHING, ...expected });
});
