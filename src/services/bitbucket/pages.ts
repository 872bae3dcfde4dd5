import type { Api } from "../http/api.ts";
import { listAt, textAt } from "../json.ts";
import { Refusal, toFailure } from "./failure.ts";

/** Everything that a list has, page by page; an answer that is no page is a Refusal. */
export async function* valuesOf(api: Api, path: string): AsyncGenerator {
  for (let next = path; next !== "";) {
    const answer = await api.ask({ method: "GET", path: next });
    if (answer.status !== 200) throw new Refusal(toFailure(answer));
    yield* listAt(answer.body, "values");
    next = textAt(answer.body, "next");
  }
}

/** All of a list. */
export async function allOf(api: Api, path: string): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const value of valuesOf(api, path)) all.push(value);
  return all;
}
