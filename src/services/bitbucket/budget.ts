import type { Budget, Selection, Work } from "../../fleet/forge.ts";
import type { Api } from "../http/api.ts";
import { numberAt } from "../json.ts";
import { encodePath, queryOf } from "./address.ts";
import { orFailure } from "../refusal.ts";
import { splitSearch } from "./repositories.ts";

/** Repositories of one page of a list. */
const PAGE = 100;
/** Requests that reading a repository takes: two folders and what is in them, and what its configs ask for. */
const READING = 8;
/** To see how a proposal stands. */
const STATE = 3;
/** To look for the branch, to commit and to open a pull request: the last two are changes. */
const PROPOSING = { requests: 3, changes: 2 };

/** About how many requests work takes. How many are left Bitbucket never says; `pause`: milliseconds between changes. */
export async function readBudget(work: Work, api: Api, pause: number): Promise<Budget | undefined> {
  if (work.kind === "propose") {
    const { looked, written } = work;
    const requests = looked * (STATE + READING) + written * PROPOSING.requests;
    return toBudget(looked, requests, written * PROPOSING.changes * pause);
  }
  let repositories = 0;
  let pages = 0;
  for (const selection of work.selections) {
    const count = await countOf(selection, api);
    if (count === undefined) return undefined;
    repositories += count;
    pages += selection.kind === "names" ? count : Math.ceil(count / PAGE);
  }
  return toBudget(repositories, pages + repositories * READING, 0);
}

function toBudget(repositories: number, amount: number, atLeast: number): Budget {
  return { repositories, takes: [{ what: "requests", amount, left: undefined, renewedAt: undefined }], atLeast };
}

async function countOf(selection: Selection, api: Api): Promise<number | undefined> {
  if (selection.kind === "names") return selection.names.length;
  const { workspace, filter } =
    selection.kind === "owner" ? { workspace: selection.owner, filter: undefined } : splitSearch(selection.query);
  const query = queryOf({ pagelen: 1, fields: "size", ...(filter === undefined ? {} : { q: filter }) });
  const answer = await orFailure(() =>
    api.ask({ method: "GET", path: `/repositories/${encodePath(workspace)}${query}` }),
  );
  // What is wrong with it is told by the list.
  return "status" in answer && answer.status === 200 ? numberAt(answer.body, "size") : undefined;
}
