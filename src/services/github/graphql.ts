import type { Failure } from "../../fleet/forge.ts";
import { UserError } from "../../user-error.ts";
import type { Api, ApiAccess } from "../http/api.ts";
import { UNKNOWN_WAIT, usualLimit } from "../http/api.ts";
import type { ApiAnswer } from "../http/transport.ts";
import { at, listAt, numberAt, textAt } from "../json.ts";

/** What GraphQL answers: data, of which parts may be missing, and an error for each of these. */
export interface GraphAnswer {
  readonly data: unknown;
  readonly errors: readonly GraphError[];
  readonly headers: ApiAnswer["headers"];
}

export interface GraphError {
  /** `NOT_FOUND`, `FORBIDDEN`, `STALE_DATA`…; empty where nothing is said. */
  readonly type: string;
  readonly message: string;
  /** The alias, at the top of the query, that it belongs to; empty for the whole. */
  readonly alias: string;
  /** Whether something is missing below the alias, and not all of it. */
  readonly isOfPart: boolean;
}

/** Sends queries to GraphQL. */
export class Graph {
  readonly #api: Api;
  readonly #path: string;

  /** `path`: the address of GraphQL, whole where it is not below the base of the API. */
  constructor(api: Api, path: string) {
    this.#api = api;
    this.#path = path;
  }

  /** Asks, as often as it takes. */
  query(query: string, variables: object): Promise<GraphAnswer> {
    return this.#send({ query: query.replace("{", `{ ${LIMIT} `), variables }, true);
  }

  /** Changes something, once; what gets no answer is a UserError, and may be done. */
  mutate(query: string, variables: object): Promise<GraphAnswer> {
    return this.#send({ query, variables }, false);
  }

  async #send(body: object, isQuery: boolean): Promise<GraphAnswer> {
    const asked = { method: "POST", path: this.#path, body, resource: "graphql" } as const;
    const answer = await this.#api.ask({ ...asked, isRepeatable: isQuery, changes: !isQuery });
    const { status, headers, body: said } = answer;
    const errors = listAt(said, "errors").map(toError);
    const data = at(said, "data");
    if (status === 200 && (typeof data === "object" || errors.length > 0)) return { data, errors, headers };
    throw new AnswerError(status, textAt(said, "message"));
  }
}

/** An answer that is none of GraphQL's: the query was too much for the server, or something stands between. */
export class AnswerError extends UserError {
  readonly status: number;

  constructor(status: number, said: string) {
    super(`GitHub answers a query with ${status}${said === "" ? "" : ` (${said})`}`, {
      help: "Run again later; if it stays so, check the address of the host",
    });
    this.status = status;
  }
}

function toError(error: unknown): GraphError {
  const alias = at(error, "path", 0);
  const { length } = listAt(error, "path");
  return {
    type: textAt(error, "type"),
    message: textAt(error, "message"),
    alias: typeof alias === "string" ? alias : "",
    isOfPart: length > 1,
  };
}

/** What an error says of the one repository that it belongs to. */
export function toFailure({ type, message }: Pick<GraphError, "type" | "message">): Failure {
  if (type === "NOT_FOUND") return { kind: "gone", message: "it is not there, or the token may not see it" };
  if (type === "FORBIDDEN" && /archived/i.test(message)) return { kind: "archived", message: "it is archived" };
  if (type === "FORBIDDEN" || type === "INSUFFICIENT_SCOPES") {
    return { kind: "denied", message: "the token may not do this there" };
  }
  if (type === "STALE_DATA") return { kind: "moved", message: "its branch has moved meanwhile" };
  return { kind: "broken", message: message === "" ? "GitHub gave no answer for it" : `GitHub says: ${message}` };
}

const LIMITS = new Set(["RESOURCE_LIMITS_EXCEEDED", "MAX_NODE_LIMIT_EXCEEDED", "TIMEOUT"]);
const TIMEOUT = /result of a timeout|timed? ?out|try fewer|too (?:complex|large)|exceeds? the/i;

/** Whether a query was too much for the server, so that less of it may be answered. */
export function isTooMuch({ type, message }: GraphError): boolean {
  return LIMITS.has(type) || (type === "" && TIMEOUT.test(message));
}

const SECONDARY = /secondary rate limit|abuse detection|submitted too quickly/i;

/** Asked with every query: what a query costs, and what is left of all points, is said nowhere else for sure. */
const LIMIT = "rateLimit { cost remaining resetAt }";

/** What the answer to a query says of points; a GitHub Enterprise Server without limits says nothing. */
export const limitIn: NonNullable<ApiAccess["limitIn"]> = ({ body }, now) => {
  const said = at(body, "data", "rateLimit");
  const resetAt = Date.parse(textAt(said, "resetAt"));
  if (Number.isNaN(resetAt)) return {};
  return {
    cost: numberAt(said, "cost"),
    remaining: numberAt(said, "remaining"),
    untilReset: Math.max(0, resetAt - now),
  };
};

/** GitHub says that it was too much with 429 or 403, or with an error of GraphQL in an answer 200. */
export const limitOf: NonNullable<ApiAccess["limitOf"]> = (answer, limit) => {
  const { status, body } = answer;
  const isGraph = status === 200 && listAt(body, "errors").some(isOfLimit);
  if (isGraph || (status === 403 && limit.remaining === 0)) return limit.wait ?? limit.untilReset ?? UNKNOWN_WAIT;
  if (status === 403 && (limit.wait !== undefined || SECONDARY.test(textAt(body, "message")))) {
    return limit.wait ?? UNKNOWN_WAIT;
  }
  return usualLimit(answer, limit);
};

function isOfLimit(error: unknown): boolean {
  const type = textAt(error, "type");
  return type === "RATE_LIMITED" || type === "RATE_LIMIT" || SECONDARY.test(textAt(error, "message"));
}
