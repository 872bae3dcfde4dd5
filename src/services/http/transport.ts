import { type Dispatcher, EnvHttpProxyAgent, request } from "undici";
import { UserError } from "../../user-error.ts";
import type { Service } from "../failures.ts";
import type { Headers } from "./rate-limit.ts";
import { BrokenAnswer, PACKINGS, unpackAnswer } from "./unpack.ts";

/** One request to an API that speaks JSON. */
export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below the base address, encoded; or a whole address of the same origin, as pages of lists give it. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: object;
  /** Sent as it is, in place of a body in JSON. */
  readonly content?: { readonly type: string; readonly bytes: Buffer };
  readonly accept?: string;
  /** Whether a file is asked for: the body of the answer is its bytes, and one that is kept at another host is not followed. */
  readonly isFile?: boolean;
  /** Whether 401 is an answer like any other, also with a new token: it may be one that this is not for. */
  readonly isProbe?: boolean;
  /** Sends the token as the password of this user: servers of git take no bearer. */
  readonly asUser?: string;
  /** The bucket of the host's rate limit that it is counted in. Default `core`. */
  readonly resource?: string;
  /** Whether it may be sent twice without harm. Default: all but POST and PATCH may. */
  readonly isRepeatable?: boolean;
  /** Whether it changes something. Default: all but GET do. */
  readonly changes?: boolean;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** What the JSON says; `undefined` for an empty body; the text where it is no JSON; the bytes of a file. */
  readonly body: unknown;
}

/** Where an API is. */
export interface ApiPlace {
  readonly service: Service;
  /** Without a slash at the end. */
  readonly base: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Certificates to trust instead of the system's, in PEM. */
  readonly authority?: string | undefined;
}

/** Bytes of one answer. */
const MAX_ANSWER = 67_108_864;
const MOST_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 307, 308]);

/** Sends requests and reads answers, each once, through the proxies that the environment names. */
export class Transport {
  readonly #place: ApiPlace;
  /** Milliseconds of one request, to the end of its answer. */
  readonly #timeout: number;
  readonly #dispatcher: Dispatcher;
  #bytes = 0;

  constructor(place: ApiPlace, timeout: number) {
    this.#place = place;
    this.#timeout = timeout;
    const ca = place.authority === undefined ? {} : { ca: place.authority };
    this.#dispatcher = new EnvHttpProxyAgent({ connect: { ...ca, timeout }, requestTls: ca });
  }

  /** Bytes of all answers, as they came. */
  get bytes(): number {
    return this.#bytes;
  }

  close(): Promise<void> {
    return this.#dispatcher.close();
  }

  /** Follows where GET leads, within the same origin: elsewhere the token must not go. */
  async send(wanted: ApiRequest, authorization: string | undefined): Promise<ApiAnswer> {
    const { base } = this.#place;
    const { origin } = new URL(base);
    let address = new URL(wanted.path.startsWith("/") ? base + wanted.path : wanted.path);
    for (let left = MOST_REDIRECTS; ; left -= 1) {
      if (address.origin !== origin) throw this.#refusal("sends requests to another host");
      const answer = await this.#sendTo(address, wanted, authorization);
      const target = answer.headers["location"];
      const leads = REDIRECTS.has(answer.status) && typeof target === "string" && wanted.method === "GET";
      if (!leads || left === 0) return answer;
      address = new URL(target, address);
      if (wanted.isFile && address.origin !== origin) return answer;
    }
  }

  async #sendTo(address: URL, wanted: ApiRequest, authorization: string | undefined): Promise<ApiAnswer> {
    const { method, accept = "application/json", isFile = false } = wanted;
    const content = contentOf(wanted);
    const {
      statusCode,
      headers,
      body: stream,
    } = await request(address, {
      method,
      dispatcher: this.#dispatcher,
      signal: AbortSignal.timeout(this.#timeout),
      headers: {
        accept,
        "accept-encoding": PACKINGS,
        "user-agent": "circlesec",
        ...this.#place.headers,
        ...(authorization === undefined ? {} : { authorization }),
        ...(content ? { "content-type": content.type } : {}),
      },
      body: content ? content.bytes : null,
    });
    const packed = await this.#readBytes(stream);
    const bytes = await unpackAnswer(packed, headers["content-encoding"], MAX_ANSWER);
    if (!bytes) throw new TooLongAnswer(this.#place.service);
    const isIt = isFile && statusCode === 200;
    return { status: statusCode, headers, body: isIt ? bytes : toBody(bytes.toString(), headers["content-type"]) };
  }

  async #readBytes(stream: Dispatcher.ResponseData["body"]): Promise<Buffer> {
    const pieces: Buffer[] = [];
    let length = 0;
    for await (const piece of stream) {
      if (!(piece instanceof Buffer)) continue;
      length += piece.length;
      this.#bytes += piece.length;
      if (length > MAX_ANSWER) throw new TooLongAnswer(this.#place.service);
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  }

  #refusal(what: string): UserError {
    const { name, address, help } = this.#place.service;
    return new UserError(`${name} at \`${address}\` ${what}`, { help: help.reach });
  }
}

/** An answer of which the end is not read. */
export class TooLongAnswer extends UserError {
  constructor({ name, address, help }: Service) {
    super(`${name} at \`${address}\` gives an answer that is too long`, { help: help.reach });
  }
}

function contentOf({ body, content }: ApiRequest): ApiRequest["content"] {
  return body ? { type: "application/json", bytes: Buffer.from(JSON.stringify(body)) } : content;
}

function toBody(text: string, type: string | readonly string[] | undefined): unknown {
  if (text === "") return undefined;
  if (!String(type).includes("json")) return text;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BrokenAnswer("no JSON", { cause: error });
  }
}
