import { UserError } from "../../user-error.ts";
import { explainFailure, isPassing } from "../failures.ts";
import { type Clock, SYSTEM_CLOCK } from "./clock.ts";
import { Gate, type GateLimits, type Usage } from "./gate.ts";
import { type RateLimit, readRateLimit } from "./rate-limit.ts";
import { type ApiAnswer, type ApiPlace, type ApiRequest, Transport } from "./transport.ts";

/** Where an API is, who asks it, and how. */
export interface ApiAccess extends ApiPlace {
  /** The value of `Authorization`; asked anew, with `renew`, when the last was not taken. `undefined`: none is sent. */
  readonly authorize: (renew: boolean) => Promise<string | undefined>;
  readonly limits?: GateLimits;
  /** Milliseconds to wait where an answer says that it was one request too many; `undefined` for any other. Default: 429. */
  readonly limitOf?: (answer: ApiAnswer, limit: RateLimit) => number | undefined;
  /** What an answer says of limits besides its headers; counts for more than they do. */
  readonly limitIn?: (answer: ApiAnswer, now: number) => Partial<RateLimit>;
  /** Hears until when (milliseconds since 1970) requests wait, where that is long. */
  readonly onPause?: ((until: number) => void) | undefined;
}

/** Times are in milliseconds. */
export interface ApiPatience {
  /** Of one request, to the end of its answer. */
  readonly timeout: number;
  /** Before the second try, at the most; each further one may wait twice as long. */
  readonly pause: number;
  readonly longestPause: number;
  readonly tries: number;
  /** How often one request may be one too many. */
  readonly limits: number;
}

const PATIENCE: ApiPatience = { timeout: 60_000, pause: 1000, longestPause: 60_000, tries: 5, limits: 20 };
/** Where nothing says how long a limit holds; GitHub's advice for its secondary ones. */
export const UNKNOWN_WAIT = 60_000;

/** How much an API was used. */
export interface ApiUsage extends Usage {
  /** Of all answers. */
  readonly bytes: number;
}

/** A connection to an API: waits where the host wants it, tries again what may pass, renews what ends. */
export interface Api {
  /** What gets no answer, after all tries, is a UserError without a word of the request in it. */
  ask(request: ApiRequest): Promise<ApiAnswer>;
  usage(): ApiUsage;
  close(): Promise<void>;
}

type Reply =
  | { readonly kind: "answer"; readonly answer: ApiAnswer; readonly limit: RateLimit }
  | { readonly kind: "fault"; readonly error: unknown };

export function openApi(access: ApiAccess, clock: Clock = SYSTEM_CLOCK, patience: ApiPatience = PATIENCE): Api {
  return new Connection(access, clock, patience);
}

class Connection implements Api {
  readonly #access: ApiAccess;
  readonly #clock: Clock;
  readonly #patience: ApiPatience;
  readonly #transport: Transport;
  readonly #gate: Gate;

  constructor(access: ApiAccess, clock: Clock, patience: ApiPatience) {
    this.#access = access;
    this.#clock = clock;
    this.#patience = patience;
    this.#transport = new Transport(access, patience.timeout);
    this.#gate = new Gate(clock, access.limits, access.onPause);
  }

  usage(): ApiUsage {
    return { ...this.#gate.usage(), bytes: this.#transport.bytes };
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  async ask(wanted: ApiRequest): Promise<ApiAnswer> {
    let renew = false;
    let wasRenewed = false;
    let tries = 1;
    for (let limited = 0, pause = this.#patience.pause; ;) {
      const reply = await this.#try(wanted, renew);
      renew = false;
      const wait = this.#waitAfter(reply);
      if (wait !== undefined) {
        limited += 1;
        if (limited > this.#patience.limits) throw this.#refusal("lets no more requests through", LATER);
        this.#gate.rest(wait);
      } else if (reply.kind === "answer" && !isFault(reply.answer)) {
        this.#gate.heed(reply.limit, wanted.resource ?? "core");
        if (reply.answer.status !== 401 || (wasRenewed && wanted.isProbe)) return reply.answer;
        if (wasRenewed) throw this.#refusal("does not take the token: it is wrong, or has expired", ANOTHER_TOKEN);
        renew = wasRenewed = true;
      } else {
        if (tries >= this.#patience.tries || !mayRepeat(wanted, reply)) return this.#give(reply);
        tries += 1;
        await this.#clock.sleep(this.#clock.random() * pause);
        pause = Math.min(pause * 2, this.#patience.longestPause);
      }
    }
  }

  async #try(wanted: ApiRequest, renew: boolean): Promise<Reply> {
    const { resource = "core", changes = wanted.method !== "GET" } = wanted;
    // Outside the gate: who says who we are may have to ask through it.
    const authorization = authorizationOf(wanted, await this.#access.authorize(renew));
    try {
      const answer = await this.#gate.through({ resource, changes }, () => this.#transport.send(wanted, authorization));
      return { kind: "answer", answer, limit: this.#limitIn(answer) };
    } catch (error) {
      if (error instanceof UserError) throw error;
      return { kind: "fault", error };
    }
  }

  #limitIn(answer: ApiAnswer): RateLimit {
    const now = this.#clock.now();
    return { ...readRateLimit(answer.headers, now), ...this.#access.limitIn?.(answer, now) };
  }

  #waitAfter(reply: Reply): number | undefined {
    if (reply.kind === "fault") return undefined;
    return (this.#access.limitOf ?? usualLimit)(reply.answer, reply.limit);
  }

  #give(reply: Reply): ApiAnswer {
    if (reply.kind === "answer") return reply.answer;
    throw explainFailure(this.#access.service, reply.error);
  }

  #refusal(what: string, help: string): UserError {
    const { name, address } = this.#access.service;
    return new UserError(`${name} at \`${address}\` ${what}`, { help });
  }
}

const LATER = "Run again later: what is done is not done again";
const ANOTHER_TOKEN = "Give a token that is valid; `circlesec fleet --help` says where it is looked for";

/** A server that is not itself; 555 is Bitbucket's for what took it too long. */
function isFault({ status }: ApiAnswer): boolean {
  return status === 500 || (status >= 502 && status <= 504) || status === 555;
}

function authorizationOf({ asUser }: ApiRequest, usual: string | undefined): string | undefined {
  const [, token] = /^Bearer (.*)$/s.exec(usual ?? "") ?? [];
  if (asUser === undefined || token === undefined) return usual;
  return `Basic ${Buffer.from(`${asUser}:${token}`).toString("base64")}`;
}

function mayRepeat(
  { method, isRepeatable = method !== "POST" && method !== "PATCH" }: ApiRequest,
  reply: Reply,
): boolean {
  return isRepeatable && (reply.kind === "answer" || isPassing(reply.error));
}

/** 429, and 503 that says for how long. */
export function usualLimit({ status }: ApiAnswer, { wait, untilReset, remaining }: RateLimit): number | undefined {
  if (status === 503) return wait;
  if (status !== 429) return undefined;
  return wait ?? (remaining === 0 ? untilReset : undefined) ?? UNKNOWN_WAIT;
}
