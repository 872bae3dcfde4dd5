import type { Budget, Selection, Work } from "../../fleet/forge.ts";
import type { Api } from "../http/api.ts";
import { numberAt } from "../json.ts";
import { type Graph, isTooMuch } from "./graphql.ts";
import { readSearch } from "./repositories.ts";

/** Projects of a page of a list, of a query for texts, and of one for states. */
const PAGE = 100;
const FILES = 8;
const STATES = 50;
/** Queries that reading some projects takes: their configs, what lies beside them, and what those ask for. */
const READINGS = 3;
/** A branch is made with its commit, and proposed. */
const OF_PROPOSAL = { requests: 2, changes: 2 };

const COUNT_OF_OWNER = `query($owner: ID!, $search: String) {
  namespace(fullPath: $owner) { projects(includeSubgroups: true, search: $search) { count } }
}`;
const COUNT_OF_SEARCH = `query($search: String, $topics: [String!]) {
  projects(search: $search, topics: $topics, searchNamespaces: true, membership: true) { count }
}`;

interface Place {
  readonly graph: Graph;
  readonly api: Api;
  /** Milliseconds between changes. */
  readonly pause: number;
}

/** About how many requests work takes, and how many are left; `undefined` where GitLab does not say how many projects it is about. */
export async function readBudget(work: Work, place: Place): Promise<Budget | undefined> {
  if (work.kind === "propose") {
    const { looked, written, reviewers } = work;
    const requests = Math.ceil(looked / STATES) + READINGS * Math.ceil(looked / FILES) + (reviewers ? 1 : 0);
    const atLeast = written * OF_PROPOSAL.changes * place.pause;
    return toBudget(looked, requests + written * OF_PROPOSAL.requests, atLeast, place.api);
  }
  let repositories = 0;
  for (const selection of work.selections) {
    const count = await countOf(selection, place.graph);
    if (count === undefined) return undefined;
    repositories += count;
  }
  const requests = Math.ceil(repositories / PAGE) + READINGS * Math.ceil(repositories / FILES);
  return toBudget(repositories, requests, 0, place.api);
}

function toBudget(repositories: number, amount: number, atLeast: number, api: Api): Budget {
  const bucket = api.usage().buckets.get("core");
  const left = { left: bucket?.tokens, renewedAt: bucket?.resetAt };
  return { repositories, takes: [{ what: "requests", amount, ...left }], atLeast };
}

async function countOf(selection: Selection, graph: Graph): Promise<number | undefined> {
  if (selection.kind === "names") return selection.names.length;
  const isOwner = selection.kind === "owner";
  const { group, search, topics } = isOwner
    ? { group: selection.owner, search: null, topics: null }
    : readSearch(selection.query);
  const answer =
    group === undefined
      ? await graph.ask(COUNT_OF_SEARCH, { search, topics })
      : await graph.ask(COUNT_OF_OWNER, { owner: group, search });
  if (isTooMuch(answer) || answer.errors.length > 0) return undefined;
  return numberAt(answer.data, ...(group === undefined ? [] : ["namespace"]), "projects", "count");
}
