import { UserError } from "../../user-error.ts";
import type { Clock } from "./clock.ts";
import type { RateLimit } from "./rate-limit.ts";

/** Others that ask the same host as we do. */
export interface Share {
  /** How many ask it, we among them. */
  readonly askers: () => number;
  /** Hears that the host wants to be left alone for so many milliseconds. */
  readonly rest: (time: number) => void;
}

/** How hard a host may be asked. */
export interface GateLimits {
  /** Requests at once, at the start and at the most. */
  readonly concurrency: { readonly first: number; readonly most: number };
  /** Milliseconds from the start of one request that changes something to that of the next. */
  readonly betweenChanges: number;
  /** Requests in all; one more is a UserError. */
  readonly requests: number;
  readonly share?: Share | undefined;
}

export const USUAL_LIMITS: GateLimits = {
  concurrency: { first: 4, most: 16 },
  betweenChanges: 1000,
  requests: Number.POSITIVE_INFINITY,
};

/** What somebody wants instead of the usual limits; `pause`: milliseconds between changes. */
export interface WantedLimits {
  readonly requests?: number | undefined;
  readonly concurrency?: number | undefined;
  readonly pause?: number | undefined;
  readonly share?: Share | undefined;
}

export function limitsWith({ requests, concurrency, pause, share }: WantedLimits): GateLimits {
  const { first, most } = USUAL_LIMITS.concurrency;
  const places = concurrency ?? most;
  return {
    concurrency: { first: Math.min(places, first), most: places },
    betweenChanges: pause ?? USUAL_LIMITS.betweenChanges,
    requests: requests ?? USUAL_LIMITS.requests,
    share,
  };
}

/** What is known of a bucket of requests of a host. */
export interface Bucket {
  /** Requests, or points, that are left. */
  readonly tokens: number;
  /** When it is full again, in milliseconds since 1970. */
  readonly resetAt: number;
}

/** What is wanted of a host: from which bucket, and whether it changes something. */
export interface Wish {
  readonly resource: string;
  readonly changes: boolean;
}

/** How far a host has been used. */
export interface Usage {
  readonly requests: number;
  /** Milliseconds that requests waited because the host, or we, wanted it so. */
  readonly waited: number;
  /** By name; only those of which the host has spoken. */
  readonly buckets: ReadonlyMap<string, Bucket>;
}

/** A shorter pause is none to tell of. */
const WORTH_TELLING_MS = 30_000;

/**
 * Lets requests through to one host: no more at once than it bears, none while it wants to be left alone, none of a bucket that
 * is empty. How many at once adapts: half after each limit, one more after as many answers as there are places.
 */
export class Gate {
  readonly #clock: Clock;
  readonly #limits: GateLimits;
  readonly #onPause: (until: number) => void;
  readonly #buckets = new Map<string, Bucket>();
  /** What the last request of a bucket took of it, and so will the next. */
  readonly #prices = new Map<string, number>();
  readonly #waiting: (() => void)[] = [];
  #places: number;
  #fine = 0;
  #inside = 0;
  #quietUntil = 0;
  #nextChange = 0;
  #requests = 0;
  #waited = 0;
  #toldUntil = 0;

  /** `onPause`: hears until when nothing is asked, once for each time. */
  constructor(clock: Clock, limits: GateLimits = USUAL_LIMITS, onPause: (until: number) => void = () => undefined) {
    this.#clock = clock;
    this.#limits = limits;
    this.#onPause = onPause;
    this.#places = limits.concurrency.first;
  }

  /** Does it when it may be done. */
  async through<Answer>(wish: Wish, ask: () => Promise<Answer>): Promise<Answer> {
    await this.#enter();
    try {
      await this.#wait(wish);
      if (this.#requests >= this.#limits.requests) {
        throw new UserError(`as many requests as one run may make were made (${this.#requests})`, {
          help: "Run again: what is done is not done again. `limits` of fleet.yml says how many",
        });
      }
      this.#requests += 1;
      return await ask();
    } finally {
      this.#leave();
    }
  }

  /** Hears what an answer says of limits. */
  heed({ remaining, untilReset, cost, pace }: RateLimit, resource: string): void {
    if (cost !== undefined) this.#prices.set(resource, cost);
    if (remaining !== undefined && untilReset !== undefined) {
      this.#buckets.set(resource, { tokens: remaining, resetAt: this.#clock.now() + untilReset });
      if (remaining === 0) this.#limits.share?.rest(untilReset);
    }
    if (pace !== undefined) return this.#slowDown(pace);
    this.#fine += 1;
    if (this.#fine < this.#places) return;
    this.#fine = 0;
    this.#places = Math.min(this.#places + 1, this.#limits.concurrency.most);
    this.#admit();
  }

  /** One request after another, each after its time. */
  #slowDown(pace: number): void {
    this.#fine = 0;
    this.#places = 1;
    this.#quietUntil = Math.max(this.#quietUntil, this.#clock.now()) + pace;
  }

  /** Hears that a request was one too many: nothing is asked for so many milliseconds. */
  rest(time: number): void {
    this.#fine = 0;
    this.#places = Math.max(1, Math.floor(this.#places / 2));
    this.#quietUntil = Math.max(this.#quietUntil, this.#clock.now() + time);
    this.#limits.share?.rest(time);
  }

  usage(): Usage {
    return { requests: this.#requests, waited: this.#waited, buckets: this.#buckets };
  }

  async #enter(): Promise<void> {
    if (this.#inside < this.#places) {
      this.#inside += 1;
      return;
    }
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  #leave(): void {
    this.#inside -= 1;
    this.#admit();
  }

  #admit(): void {
    while (this.#inside < this.#places) {
      const next = this.#waiting.shift();
      if (!next) return;
      this.#inside += 1;
      next();
    }
  }

  /** Until the host may be asked; what others hear meanwhile counts, too. */
  async #wait({ resource, changes }: Wish): Promise<void> {
    for (;;) {
      const now = this.#clock.now();
      const from = Math.max(this.#quietUntil, this.#emptyUntil(resource, now), changes ? this.#nextChange : 0);
      if (from <= now) break;
      this.#waited += from - now;
      if (from - now >= WORTH_TELLING_MS && from > this.#toldUntil) this.#onPause((this.#toldUntil = from));
      await this.#clock.sleep(from - now);
    }
    const bucket = this.#buckets.get(resource);
    const price = this.#prices.get(resource) ?? 1;
    if (bucket) this.#buckets.set(resource, { ...bucket, tokens: Math.max(0, bucket.tokens - price) });
    if (changes) this.#nextChange = this.#clock.now() + this.#pause;
  }

  /** What one asker may do in a second, several may do in as many seconds as they are. */
  get #pause(): number {
    return this.#limits.betweenChanges * (this.#limits.share?.askers() ?? 1);
  }

  #emptyUntil(resource: string, now: number): number {
    const bucket = this.#buckets.get(resource);
    if (!bucket) return 0;
    if (bucket.resetAt <= now) this.#buckets.delete(resource);
    return bucket.tokens >= (this.#prices.get(resource) ?? 1) ? 0 : bucket.resetAt;
  }
}
