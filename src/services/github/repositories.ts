import type { MissingRepository, Selection } from "../../fleet/forge.ts";
import type { FleetRepository, Visibility } from "../../fleet/repository.ts";
import { UserError } from "../../user-error.ts";
import type { Api } from "../http/api.ts";
import { at, listAt, numberAt, textAt } from "../json.ts";
import { type Graph, toFailure } from "./graphql.ts";

const REPOSITORY = `fragment R on Repository {
  id nameWithOwner url visibility isFork isArchived forkCount
  repositoryTopics(first: 20) { nodes { topic { name } } }
  defaultBranchRef { name target { oid } }
}`;
const PAGE = "pageInfo { hasNextPage endCursor }";

const OF_OWNER = `query($owner: String!, $after: String) {
  repositoryOwner(login: $owner) {
    repositories(first: 100, after: $after, ownerAffiliations: OWNER, orderBy: { field: NAME, direction: ASC }) {
      ${PAGE} nodes { ...R }
    }
  }
}
${REPOSITORY}`;

const OF_SEARCH = `query($query: String!, $after: String) {
  search(query: $query, type: REPOSITORY, first: 100, after: $after) { ${PAGE} nodes { ...R } }
}
${REPOSITORY}`;

/** Names that one query asks for. */
const NAMES = 100;
/** Results of a code search that GitHub gives out at all, and of one page. */
const CODE_RESULTS = 1000;
const CODE_PAGE = 100;
/** What only a search of code understands. */
const OF_CODE = /(?:^|\s)(?:path|filename|extension):/;

/** Whether a query searches code, and not repositories. */
export function isOfCode(query: string): boolean {
  return OF_CODE.test(query);
}

/** Where repositories are looked for. */
interface Place {
  readonly graph: Graph;
  readonly api: Api;
  readonly host: string;
}

/**
 * The repositories of an owner; those that a search finds: of repositories, or of code where the query has `path:`,
 * `filename:` or `extension:`, which GitHub answers with up to 1,000 files; or those with certain names.
 */
export async function* listRepositories(
  selection: Selection,
  place: Place,
): AsyncGenerator<FleetRepository | MissingRepository> {
  if (selection.kind === "names") yield* byName(selection.names, place);
  else if (selection.kind === "owner") yield* ofOwner(selection.owner, place);
  else if (isOfCode(selection.query)) yield* byName(await namesWithCode(selection.query, place), place);
  else yield* paged(OF_SEARCH, { query: selection.query }, ["search"], place);
}

/** The name that a repository has now; empty for one that is not there. */
export async function readName(graph: Graph, id: string): Promise<string> {
  const query = "query($id: ID!) { node(id: $id) { ... on Repository { nameWithOwner } } }";
  return textAt((await graph.query(query, { id })).data, "node", "nameWithOwner");
}

async function* ofOwner(owner: string, place: Place): AsyncGenerator<FleetRepository> {
  yield* paged(OF_OWNER, { owner }, ["repositoryOwner", "repositories"], place, () => {
    throw new UserError(`there is no \`${owner}\` on ${place.host}, or the token may not see it`, {
      help: "Check the name of the organization, and that the token has `read:org` or access to it",
    });
  });
}

async function* paged(
  query: string,
  variables: object,
  path: readonly string[],
  { graph, host }: Place,
  refuse?: () => never,
): AsyncGenerator<FleetRepository> {
  for (let after: string | null = null; ;) {
    const { data, errors } = await graph.query(query, { ...variables, after });
    const page = at(data, ...path);
    if (typeof page !== "object" || page === null) {
      refuse?.();
      throw new UserError(`GitHub does not take the search: ${errors[0]?.message ?? "no answer"}`, {
        help: "Write it as in the search field of GitHub",
      });
    }
    for (const node of listAt(page, "nodes")) if (textAt(node, "id") !== "") yield toRepository(node, host);
    if (at(page, "pageInfo", "hasNextPage") !== true) return;
    after = textAt(page, "pageInfo", "endCursor");
  }
}

async function* byName(
  names: readonly string[],
  { graph, host }: Place,
): AsyncGenerator<FleetRepository | MissingRepository> {
  for (let start = 0; start < names.length; start += NAMES) {
    const batch = names.slice(start, start + NAMES);
    const { data, errors } = await graph.query(queryOfNames(batch.length), variablesOfNames(batch));
    for (const [index, name] of batch.entries()) {
      const found = at(data, `r${index}`);
      const error = errors.find(({ alias }) => alias === `r${index}`) ?? { type: "NOT_FOUND", message: "" };
      if (typeof found === "object" && found !== null) yield toRepository(found, host);
      else yield { name, ...toFailure(error) };
    }
  }
}

function queryOfNames(count: number): string {
  const indexes = Array.from({ length: count }, (_, index) => index);
  const parameters = indexes.map((index) => `$o${index}: String!, $n${index}: String!`);
  const fields = indexes.map((index) => `r${index}: repository(owner: $o${index}, name: $n${index}) { ...R }`);
  return `query(${parameters.join(", ")}) {\n${fields.join("\n")}\n}\n${REPOSITORY}`;
}

function variablesOfNames(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((full, index) => {
      const slash = full.indexOf("/");
      return [
        [`o${index}`, full.slice(0, Math.max(slash, 0))],
        [`n${index}`, full.slice(slash + 1)],
      ];
    }),
  );
}

async function namesWithCode(query: string, { api }: Place): Promise<string[]> {
  const names = new Set<string>();
  for (let page = 1; page <= CODE_RESULTS / CODE_PAGE; page += 1) {
    const path = `/search/code?q=${encodeURIComponent(query)}&per_page=${CODE_PAGE}&page=${page}`;
    const { status, body } = await api.ask({ method: "GET", path, resource: "code_search" });
    if (status !== 200) {
      throw new UserError(`GitHub does not take the search: ${textAt(body, "message") || `answer ${status}`}`, {
        help: "Write it as for GitHub's REST search of code, with `org:` or `user:`",
      });
    }
    const items = listAt(body, "items");
    for (const item of items) names.add(textAt(item, "repository", "full_name"));
    if (items.length < CODE_PAGE) break;
  }
  return [...names].filter((name) => name !== "");
}

const VISIBILITIES: Readonly<Record<string, Visibility>> = {
  PUBLIC: "public",
  INTERNAL: "internal",
  PRIVATE: "private",
};

function toRepository(node: unknown, host: string): FleetRepository {
  const branch = textAt(node, "defaultBranchRef", "name");
  const commit = textAt(node, "defaultBranchRef", "target", "oid");
  return {
    place: "github",
    host,
    name: textAt(node, "nameWithOwner"),
    id: textAt(node, "id"),
    url: textAt(node, "url"),
    base: branch === "" || commit === "" ? undefined : { branch, commit },
    visibility: VISIBILITIES[textAt(node, "visibility")] ?? "unknown",
    isFork: at(node, "isFork") === true,
    isArchived: at(node, "isArchived") === true,
    forks: numberAt(node, "forkCount"),
    topics: listAt(node, "repositoryTopics", "nodes").map((topic) => textAt(topic, "topic", "name")),
  };
}
