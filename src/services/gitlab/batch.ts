import type { Answers, Failure } from "../../fleet/forge.ts";
import type { FleetRepository } from "../../fleet/repository.ts";
import { at } from "../json.ts";
import { GONE, type Graph, type GraphError, type TooMuch, errorsAt, isTooMuch, projectId } from "./graphql.ts";

/** What one query asks of one project, each of them at a commit of its own. */
export interface Question {
  readonly repository: FleetRepository;
  /** Fields of `Project`; the names of variables end with the index that they are given. */
  readonly fields: (index: number) => string;
  /** Variables by name, and their types. */
  readonly variables: (index: number) => readonly (readonly [name: string, type: string, value: unknown])[];
}

/** What came of one question; `errors`: those that belong to it. */
export interface ReadNode {
  readonly node: object;
  readonly errors: readonly GraphError[];
}

interface Answered<Answer> {
  readonly repository: FleetRepository;
  readonly answer: Answer | Failure;
}

/**
 * Asks about many projects by few queries. GitLab bounds how complex one may be, which differs from instance to instance and says
 * itself: the size that it takes is learned. What else is too much is asked by halves; what is wrong with a project is its own
 * failure.
 */
export class Batches {
  readonly #graph: Graph;
  #size: number;

  /** `size`: projects of a query, at first. */
  constructor(graph: Graph, size: number) {
    this.#graph = graph;
    this.#size = size;
  }

  async *ask<Answer>(
    questions: readonly Question[],
    read: (found: ReadNode, repository: FleetRepository) => Answer | Failure,
  ): Answers<Answer> {
    for (let start = 0; start < questions.length;) {
      const some = questions.slice(start, start + this.#size);
      yield* await this.#askTogether(some, read);
      start += some.length;
    }
  }

  async #askTogether<Answer>(
    questions: readonly Question[],
    read: (found: ReadNode, repository: FleetRepository) => Answer | Failure,
  ): Promise<Answered<Answer>[]> {
    const answer = await this.#graph.ask(...toQuery(questions));
    if (isTooMuch(answer)) return this.#askInParts(questions, answer, read);
    const { data, errors } = answer;
    return questions.map(({ repository }, index) => {
      const alias = `r${index}`;
      const own = errorsAt(errors, alias);
      const node = at(data, alias, "nodes", 0);
      if (typeof node === "object" && node !== null)
        return { repository, answer: read({ node, errors: own }, repository) };
      const [first] = own;
      return { repository, answer: first ? broken(first.message) : GONE };
    });
  }

  async #askInParts<Answer>(
    questions: readonly Question[],
    { message, part, isBound }: TooMuch,
    read: (found: ReadNode, repository: FleetRepository) => Answer | Failure,
  ): Promise<Answered<Answer>[]> {
    const size = Math.min(Math.floor(questions.length * part), questions.length - 1);
    if (isBound && size > 0) this.#size = Math.min(this.#size, size);
    if (size < 1) return questions.map(({ repository }) => ({ repository, answer: { kind: "broken", message } }));
    const answered: Answered<Answer>[] = [];
    for (let start = 0; start < questions.length; start += size) {
      answered.push(...(await this.#askTogether(questions.slice(start, start + size), read)));
    }
    return answered;
  }
}

/** What GitLab says of one project where it gives no answer. */
export function broken(message: string): Failure {
  return { kind: "broken", message: message === "" ? "GitLab gave no answer for it" : `GitLab says: ${message}` };
}

function toQuery(questions: readonly Question[]): [query: string, variables: object] {
  const all = questions.map((question, index) => ({
    variables: [[`id${index}`, "ID!", projectId(question.repository.id)] as const, ...question.variables(index)],
    field: `r${index}: projects(ids: [$id${index}], first: 1) { nodes { ${question.fields(index)} } }`,
  }));
  const declared = all.flatMap(({ variables }) => variables.map(([name, type]) => `$${name}: ${type}`));
  return [
    `query(${declared.join(", ")}) {\n${all.map(({ field }) => field).join("\n")}\n}`,
    Object.fromEntries(all.flatMap(({ variables }) => variables.map(([name, , value]) => [name, value]))),
  ];
}
