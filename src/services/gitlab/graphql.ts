import type { Failure } from "../../fleet/forge.ts";
import { UserError } from "../../user-error.ts";
import type { Api } from "../http/api.ts";
import { at, listAt, textAt } from "../json.ts";

/** What GraphQL answers: data, of which parts may be missing, and errors. */
export interface GraphAnswer {
  readonly data: unknown;
  readonly errors: readonly GraphError[];
}

export interface GraphError {
  readonly message: string;
  /** The alias, at the top of the query, that it belongs to; empty for the whole. */
  readonly alias: string;
}

/** Sends queries to GraphQL; nothing is changed by it. */
export class Graph {
  readonly #api: Api;
  readonly #path: string;

  /** `path`: the whole address of GraphQL. */
  constructor(api: Api, path: string) {
    this.#api = api;
    this.#path = path;
  }

  async query(query: string, variables: object): Promise<GraphAnswer> {
    const asked = { method: "POST", path: this.#path, body: { query, variables } } as const;
    const { status, body } = await this.#api.ask({ ...asked, isRepeatable: true, changes: false });
    const errors = listAt(body, "errors").map(toError);
    const data = at(body, "data");
    if (status === 200 && (typeof data === "object" || errors.length > 0)) return { data, errors };
    throw new AnswerError(status, errors[0]?.message ?? textAt(body, "message"));
  }
}

/** An answer that is none of GraphQL's: the query was too much for the server, or something stands between. */
export class AnswerError extends UserError {
  constructor(status: number, said: string) {
    super(`GitLab answers a query with ${status}${said === "" ? "" : ` (${said})`}`, {
      help: "Run again later; if it stays so, check the address of the host",
    });
  }
}

function toError(error: unknown): GraphError {
  const alias = at(error, "path", 0);
  return { message: textAt(error, "message"), alias: typeof alias === "string" ? alias : "" };
}

export const GONE: Failure = { kind: "gone", message: "it is not there, or the token may not see it" };
export const DENIED: Failure = { kind: "denied", message: "the token may not do this there" };
export const MOVED: Failure = { kind: "moved", message: "its branch has moved meanwhile" };

const COMPLEXITY = /complexity of (\d+), which exceeds max complexity of (\d+)/i;
const TIMEOUT = /timed? ?out|timeout on validation|too (?:complex|large)|exceeds? max/i;

/**
 * How much less would be taken, as a part of what was asked, where a query was too much for the server; `undefined` where it
 * was not.
 */
export function excessOf(errors: readonly GraphError[]): number | undefined {
  for (const { message, alias } of errors) {
    if (alias !== "") continue;
    const [, asked, most] = COMPLEXITY.exec(message) ?? [];
    if (asked !== undefined && most !== undefined) return Number(most) / Number(asked);
    if (TIMEOUT.test(message)) return 0.5;
  }
  return undefined;
}

/** A global id of GraphQL, as REST has it. */
export function numberOf(globalId: string): string {
  return globalId.slice(globalId.lastIndexOf("/") + 1);
}

/** The id of a project of REST, as GraphQL has it. */
export function projectId(id: string): string {
  return `gid://gitlab/Project/${id}`;
}
