/** What an answer says about how much more may be asked. */
export interface RateLimit {
  /** Requests, or points of GraphQL, that are left until the next reset. */
  readonly remaining: number | undefined;
  /** Milliseconds until then. */
  readonly untilReset: number | undefined;
  /** Milliseconds to wait before anything else is asked. */
  readonly wait: number | undefined;
  /** Milliseconds to leave for each request, where few are left and nobody says how many. */
  readonly pace: number | undefined;
  /** The bucket that it speaks of, where a host has several. */
  readonly resource: string | undefined;
  /** What the request cost of that bucket, where it is told. */
  readonly cost?: number | undefined;
}

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

const PREFIXES = ["x-ratelimit", "ratelimit"];
/** Bitbucket's limits are for an hour that goes along; the smallest is a thousand. */
const HOUR = 3_600_000;
const SMALLEST = 1000;
/** A larger one is a time, a smaller one how many seconds are left: both are in use. */
const FIRST_TIME = 1_000_000_000;

/**
 * Reads `Retry-After` (seconds or a date) and the headers of GitHub (`x-ratelimit-remaining`, `-reset` as a time, `-resource`),
 * GitLab (`RateLimit-Remaining`, `RateLimit-Reset`) and Bitbucket (`X-RateLimit-NearLimit`, with `X-RateLimit-Limit`).
 */
export function readRateLimit(headers: Headers, now: number): RateLimit {
  return {
    remaining: numberIn(headers, "remaining"),
    untilReset: timeUntil(numberIn(headers, "reset"), now),
    wait: readRetryAfter(one(headers["retry-after"]), now),
    pace: one(headers["x-ratelimit-nearlimit"])?.toLowerCase() === "true" ? HOUR / limitIn(headers) : undefined,
    resource: one(headers["x-ratelimit-resource"]),
  };
}

function numberIn(headers: Headers, what: string): number | undefined {
  for (const prefix of PREFIXES) {
    const text = one(headers[`${prefix}-${what}`]);
    if (text !== undefined && /^\d+$/.test(text)) return Number(text);
  }
  return undefined;
}

function limitIn(headers: Headers): number {
  return Math.max(SMALLEST, numberIn(headers, "limit") ?? SMALLEST);
}

function timeUntil(seconds: number | undefined, now: number): number | undefined {
  if (seconds === undefined) return undefined;
  return seconds >= FIRST_TIME ? Math.max(0, seconds * 1000 - now) : seconds * 1000;
}

function readRetryAfter(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : Math.max(0, time - now);
}

function one(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === "string" ? value : value?.[0];
}
