import { listAt, textAt } from "../json.ts";
import { type Graph, numberOf } from "./graphql.ts";

const USERS = `query($names: [String!]) { users(usernames: $names, first: 100) { nodes { id username } } }`;

/** Who is asked for reviews, as the API wants it. */
export interface FoundAccounts {
  readonly ids: readonly number[];
  /** What GitLab has no reviewers for, a clause each. */
  readonly notes: readonly string[];
}

/** Accounts by name, each asked for once in a run. */
export class Accounts {
  readonly #graph: Graph;
  readonly #known = new Map<string, number | undefined>();

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  /** Of accounts that are not there nothing is said. */
  async find(names: readonly string[]): Promise<FoundAccounts> {
    const people = names.filter((name) => !name.includes("/")).map((name) => name.toLowerCase());
    const fresh = people.filter((name) => !this.#known.has(name));
    if (fresh.length > 0) {
      const answer = await this.#graph.ask(USERS, { names: fresh });
      for (const name of fresh) this.#known.set(name, undefined);
      for (const user of listAt(answer, "data", "users", "nodes")) {
        this.#known.set(textAt(user, "username").toLowerCase(), Number(numberOf(textAt(user, "id"))));
      }
    }
    const notes = people.length < names.length ? ["GitLab asks no teams for a review"] : [];
    return { ids: people.flatMap((name) => this.#known.get(name) ?? []), notes };
  }
}
