import type { Budget, Selection, Work } from "../../fleet/forge.ts";
import type { Api } from "../http/api.ts";
import type { Bucket } from "../http/gate.ts";
import { at, numberAt } from "../json.ts";
import type { Graph } from "./graphql.ts";

/** Repositories of one page of a list, and of any other query. */
const PAGE = 100;
const BATCH = 25;
/** Queries that reading a batch takes: its configs, and what those ask for; measured on real repositories, which took fewer. */
const READINGS = 3;
/** Points of the query for the branches and pull requests of a batch. */
const STATES = 2;
/** A branch is looked at, made and committed to: a query and two changes, a point each. */
const OF_BRANCH = { points: 3, changes: 2 };
/** What GitHub lets one account make in an hour, whatever else is left: pull requests are among it. */
const MADE_AN_HOUR = 500;
const HOUR_MS = 3_600_000;

const COUNT_OF_OWNER = `query($owner: String!) {
  repositoryOwner(login: $owner) { repositories(first: 1, ownerAffiliations: OWNER) { totalCount } }
}`;
const COUNT_OF_SEARCH = `query($query: String!) { search(query: $query, type: REPOSITORY, first: 1) { repositoryCount } }`;

interface Place {
  readonly graph: Graph;
  readonly api: Api;
  /** Milliseconds between changes. */
  readonly pause: number;
  /** True for a search of code, which does not say how many repositories it finds. */
  readonly isOfCode: (query: string) => boolean;
}

/** About what work takes, and what is left; `undefined` where nobody can say how many repositories it is about. */
export async function readBudget(work: Work, place: Place): Promise<Budget | undefined> {
  return work.kind === "plan" ? ofPlan(work.selections, place) : ofProposals(work, place);
}

async function ofPlan(selections: readonly Selection[], place: Place): Promise<Budget | undefined> {
  let repositories = 0;
  for (const selection of selections) {
    const count = await countOf(selection, place);
    if (count === undefined) return undefined;
    repositories += count;
  }
  const points = Math.ceil(repositories / PAGE) + READINGS * Math.ceil(repositories / BATCH);
  const left = place.api.usage().buckets.get("graphql");
  return { repositories, takes: [{ what: "points", amount: points, ...toLeft(left) }], atLeast: 0 };
}

async function ofProposals(work: Extract<Work, { kind: "propose" }>, { api, pause }: Place): Promise<Budget> {
  const { looked, written, labels, reviewers } = work;
  const left = await readLeft(api);
  const points = (STATES + READINGS) * Math.ceil(looked / BATCH) + OF_BRANCH.points * written;
  const extras = (labels ? 1 : 0) + (reviewers ? 2 : 0);
  const changes = written * (OF_BRANCH.changes + 1 + (labels ? 1 : 0) + (reviewers ? 1 : 0));
  return {
    repositories: looked,
    takes: [
      { what: "points", amount: points, ...toLeft(left.graphql) },
      { what: "requests", amount: written * (1 + extras), ...toLeft(left.core) },
    ],
    atLeast: Math.max(changes * pause, Math.floor(Math.max(0, written - 1) / MADE_AN_HOUR) * HOUR_MS),
  };
}

async function countOf(selection: Selection, { graph, isOfCode }: Place): Promise<number | undefined> {
  if (selection.kind === "names") return selection.names.length;
  if (selection.kind === "owner") {
    const { data } = await graph.query(COUNT_OF_OWNER, { owner: selection.owner });
    return numberAt(data, "repositoryOwner", "repositories", "totalCount");
  }
  if (isOfCode(selection.query)) return undefined;
  const { data } = await graph.query(COUNT_OF_SEARCH, { query: selection.query });
  return numberAt(data, "search", "repositoryCount");
}

/** By its own request, which counts for nothing; a server without limits does not know it. */
async function readLeft(
  api: Api,
): Promise<{ readonly core: Bucket | undefined; readonly graphql: Bucket | undefined }> {
  const { body } = await api.ask({ method: "GET", path: "/rate_limit" });
  const read = (name: string): Bucket | undefined => {
    const said = at(body, "resources", name);
    if (typeof at(said, "remaining") !== "number") return undefined;
    return { tokens: numberAt(said, "remaining"), resetAt: numberAt(said, "reset") * 1000 };
  };
  return { core: read("core"), graphql: read("graphql") };
}

function toLeft(bucket: Bucket | undefined): Pick<Budget["takes"][number], "left" | "renewedAt"> {
  return { left: bucket?.tokens, renewedAt: bucket?.resetAt };
}
