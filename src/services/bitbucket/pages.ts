import type { Api } from "../http/api.ts";
import { listAt, textAt } from "../json.ts";
import { Refusal } from "../refusal.ts";
import { toFailure } from "./failure.ts";

/** What a list has, page by page; an answer that is no page is a Refusal. */
export async function* pagesOf(api: Api, path: string): AsyncGenerator<readonly unknown[]> {
  for (let next = path; next !== "";) {
    const answer = await api.ask({ method: "GET", path: next });
    if (answer.status !== 200) throw new Refusal(toFailure(answer));
    yield listAt(answer.body, "values");
    next = textAt(answer.body, "next");
  }
}

/** All that a list has. */
export async function allOf(api: Api, path: string): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const page of pagesOf(api, path)) all.push(...page);
  return all;
}
