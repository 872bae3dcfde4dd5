import type { Answers, Failure } from "../../fleet/forge.ts";
import type { FleetRepository } from "../../fleet/repository.ts";
import { at } from "../json.ts";
import { AnswerError, type Graph, type GraphError, isTooMuch, toFailure } from "./graphql.ts";

/** What one query asks of one repository. */
export interface Question {
  readonly repository: FleetRepository;
  /** Fields of `Repository`; the names of variables end with the index that they are given. */
  readonly fields: (index: number) => string;
  /** Variables by name, and their types. */
  readonly variables: (index: number) => readonly (readonly [name: string, type: string, value: unknown])[];
}

/** Questions that one query holds. */
export interface BatchOptions<Answer> {
  readonly size: number;
  /** Definitions that the fields, and each other, may use, each before those that it uses. */
  readonly fragments?: readonly string[];
  readonly read: (node: object, repository: FleetRepository) => Answer | Failure;
}

/**
 * Asks about many repositories by few queries. Where one is too much for GitHub, it is asked by halves; what is wrong with a
 * repository is its own failure.
 */
export async function* askInBatches<Answer>(
  graph: Graph,
  questions: readonly Question[],
  options: BatchOptions<Answer>,
): Answers<Answer> {
  for (let start = 0; start < questions.length; start += options.size) {
    yield* await askTogether(graph, questions.slice(start, start + options.size), options);
  }
}

interface Answered<Answer> {
  readonly repository: FleetRepository;
  readonly answer: Answer | Failure;
}

async function askTogether<Answer>(
  graph: Graph,
  questions: readonly Question[],
  options: BatchOptions<Answer>,
): Promise<Answered<Answer>[]> {
  try {
    const { data, errors } = await graph.query(...toQuery(questions, options.fragments ?? []));
    const tooMuch = errors.find(isTooMuch);
    if (tooMuch && questions.length > 1) return await askByHalves(graph, questions, options, tooMuch);
    const whole = errors.find(({ alias }) => alias === "");
    return questions.map(({ repository }, index) => {
      const alias = `r${index}`;
      const node = at(data, alias);
      const own = errors.find((error) => error.alias === alias && !isOfNothing(error));
      const isThere = typeof node === "object" && node !== null;
      if (isThere && !own) return { repository, answer: options.read(node, repository) };
      return { repository, answer: toFailure(own ?? whole ?? { type: "NOT_FOUND", message: "" }) };
    });
  } catch (error) {
    if (!(error instanceof AnswerError)) throw error;
    return askByHalves(graph, questions, options, error);
  }
}

/** A part that is not there is an answer; one that is kept back, or failed, must not be taken for that. */
function isOfNothing({ type, isOfPart }: GraphError): boolean {
  return type === "NOT_FOUND" && isOfPart;
}

async function askByHalves<Answer>(
  graph: Graph,
  questions: readonly Question[],
  options: BatchOptions<Answer>,
  { message }: Pick<AnswerError, "message">,
): Promise<Answered<Answer>[]> {
  if (questions.length <= 1) {
    return questions.map(({ repository }) => ({ repository, answer: { kind: "broken", message } }));
  }
  const middle = Math.ceil(questions.length / 2);
  return [
    ...(await askTogether(graph, questions.slice(0, middle), options)),
    ...(await askTogether(graph, questions.slice(middle), options)),
  ];
}

function toQuery(questions: readonly Question[], fragments: readonly string[]): [query: string, variables: object] {
  const all = questions.map((question, index) => ({
    variables: [[`id${index}`, "ID!", question.repository.id] as const, ...question.variables(index)],
    field: `r${index}: node(id: $id${index}) { ... on Repository { ${question.fields(index)} } }`,
  }));
  const declared = all.flatMap(({ variables }) => variables.map(([name, type]) => `$${name}: ${type}`));
  const fields = all.map(({ field }) => field);
  const query = `query(${declared.join(", ")}) {\n${fields.join("\n")}\n}`;
  return [
    fragments.reduce(withFragment, query),
    Object.fromEntries(all.flatMap(({ variables }) => variables.map(([name, , value]) => [name, value]))),
  ];
}

/** GitHub refuses a query with a fragment that it does not use. */
function withFragment(query: string, fragment: string): string {
  const [, name = ""] = /^fragment (\w+) /.exec(fragment) ?? [];
  return new RegExp(String.raw`\.\.\.${name}\b`).test(query) ? `${query}\n${fragment}` : query;
}
