import type { Failure } from "../../fleet/forge.ts";
import type { Api } from "../http/api.ts";
import { at, listAt, numberAt } from "../json.ts";
import { toFailure } from "./failure.ts";

/** Items of a page; Bitbucket gives fewer where an administrator has said so. */
const PAGE = 100;

/** What a list has, page by page; an answer that is no page is a failure, and the last. */
export async function* pagesOf(
  api: Api,
  path: string,
  query: Readonly<Record<string, string>> = {},
): AsyncGenerator<readonly unknown[] | Failure> {
  for (let start: number | undefined = 0; start !== undefined;) {
    const parameters = new URLSearchParams({ ...query, limit: String(PAGE), start: String(start) });
    const answer = await api.ask({ method: "GET", path: `${path}?${parameters.toString()}` });
    if (answer.status !== 200) {
      yield toFailure(answer);
      return;
    }
    yield listAt(answer.body, "values");
    const next = numberAt(answer.body, "nextPageStart");
    start = at(answer.body, "isLastPage") === false && next > start ? next : undefined;
  }
}

/** All that a list has. */
export async function allOf(
  api: Api,
  path: string,
  query: Readonly<Record<string, string>> = {},
): Promise<unknown[] | Failure> {
  const all: unknown[] = [];
  for await (const page of pagesOf(api, path, query)) {
    if ("kind" in page) return page;
    all.push(...page);
  }
  return all;
}
