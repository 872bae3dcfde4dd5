import type { Failure } from "../../fleet/forge.ts";
import type { Api } from "../http/api.ts";
import { TooLongAnswer } from "../http/transport.ts";
import { at, listAt, textAt } from "../json.ts";

/** What GraphQL answers: data, of which parts may be missing, and errors. */
export interface GraphAnswer {
  readonly data: unknown;
  readonly errors: readonly GraphError[];
}

export interface GraphError {
  readonly message: string;
  /** Keys and indexes that lead to what it belongs to; none for the whole. */
  readonly path: readonly unknown[];
}

/** A query that was too much for the server, or was not answered by GraphQL at all. */
export interface TooMuch {
  readonly message: string;
  /** How much of what was asked would be taken, as far as that is known: from 0 up to, but not, 1. */
  readonly part: number;
  /** Whether as much is too much at any time. */
  readonly isBound: boolean;
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

  async ask(query: string, variables: object): Promise<GraphAnswer | TooMuch> {
    const asked = { method: "POST", path: this.#path, body: { query, variables } } as const;
    try {
      const { status, body } = await this.#api.ask({ ...asked, isRepeatable: true, changes: false });
      const errors = listAt(body, "errors").map(toError);
      const data = at(body, "data");
      if (status === 200 && (typeof data === "object" || errors.length > 0)) return tooMuch(errors) ?? { data, errors };
      const said = errors[0]?.message ?? textAt(body, "message");
      return {
        message: `GitLab answers a query with ${status}${said === "" ? "" : ` (${said})`}`,
        part: 0.5,
        isBound: false,
      };
    } catch (error) {
      if (error instanceof TooLongAnswer) return { message: error.message, part: 0.5, isBound: false };
      throw error;
    }
  }
}

export function isTooMuch(answer: GraphAnswer | TooMuch): answer is TooMuch {
  return "part" in answer;
}

function toError(error: unknown): GraphError {
  return { message: textAt(error, "message"), path: listAt(error, "path") };
}

/** Errors of what is at a path, or below it, and of the whole. */
export function errorsAt(errors: readonly GraphError[], ...path: readonly (string | number)[]): GraphError[] {
  return errors.filter((error) => path.every((step, at) => at >= error.path.length || error.path[at] === step));
}

export const GONE: Failure = { kind: "gone", message: "it is not there, or the token may not see it" };
export const DENIED: Failure = { kind: "denied", message: "the token may not do this there" };

const COMPLEXITY = /complexity of (\d+), which exceeds max complexity of (\d+)/i;
const TIMEOUT = /timed ?out|timeout/i;

function tooMuch(errors: readonly GraphError[]): TooMuch | undefined {
  for (const { message } of errors) {
    const [, asked, most] = COMPLEXITY.exec(message) ?? [];
    const shown = `GitLab says: ${message}`;
    // What had no time is a part of the answer that is missing, and comes if less is asked for.
    if (asked !== undefined && most !== undefined)
      return { message: shown, part: Number(most) / Number(asked), isBound: true };
    if (TIMEOUT.test(message)) return { message: shown, part: 0.5, isBound: false };
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
