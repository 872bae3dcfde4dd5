import type { MissingRepository, Selection } from "../../fleet/forge.ts";
import type { FleetRepository, Visibility } from "../../fleet/repository.ts";
import { UserError } from "../../user-error.ts";
import type { Api } from "../http/api.ts";
import { at, itemsAt, listAt, numberAt, textAt } from "../json.ts";
import { broken } from "./batch.ts";
import { type Graph, type GraphAnswer, type GraphError, isTooMuch, numberOf, projectId } from "./graphql.ts";
import { failureOf } from "./rest.ts";

const PROJECT = `fragment P on Project {
  id fullPath webUrl visibility archived isForked forksCount topics
  repository { rootRef tree { lastCommit { sha } } }
}`;
const PAGE = "pageInfo { hasNextPage endCursor } nodes { ...P }";

const OF_OWNER = `query($owner: ID!, $search: String, $first: Int!, $after: String) {
  namespace(fullPath: $owner) { projects(includeSubgroups: true, search: $search, first: $first, after: $after) { ${PAGE} } }
}
${PROJECT}`;

const OF_SEARCH = `query($search: String, $topics: [String!], $first: Int!, $after: String) {
  projects(search: $search, topics: $topics, searchNamespaces: true, membership: true, sort: "id_asc", first: $first, after: $after) { ${PAGE} }
}
${PROJECT}`;

const OF_NAMES = `query($names: [String!]) { projects(fullPaths: $names, first: 50) { nodes { ...P } } }\n${PROJECT}`;
const OF_IDS = `query($ids: [ID!]) { projects(ids: $ids, first: 50) { nodes { ...P } } }\n${PROJECT}`;
/** Names that one query may ask for, and projects of a page. */
const NAMES = 50;
const PROJECTS = 100;
const AGAIN = { help: "Run again later; circlesec wants GitLab 17 or newer" };

/** Where repositories are looked for. */
interface Place {
  readonly graph: Graph;
  readonly api: Api;
  readonly host: string;
  /** What stands before each path of a project where GitLab is not at the root of its host, without slashes; else empty. */
  readonly prefix: string;
}

/**
 * The projects of a group with all groups in it, or of a person; those that a search finds: words of name, path and description,
 * `topic:` and `group:`, and without a group only where we are a member; or those with certain names, wherever they have moved.
 */
export async function* listRepositories(
  selection: Selection,
  place: Place,
): AsyncGenerator<FleetRepository | MissingRepository> {
  if (selection.kind === "names") yield* byName(selection.names, place);
  else if (selection.kind === "owner") yield* ofOwner(selection.owner, null, place);
  else yield* ofSearch(readSearch(selection.query), place);
}

async function* ofSearch(
  { group, search, topics }: Search,
  place: Place,
): AsyncGenerator<FleetRepository | MissingRepository> {
  if (group === undefined) {
    yield* paged(OF_SEARCH, { search, topics }, ["projects"], place);
    return;
  }
  for await (const found of ofOwner(group, search, place)) {
    if (!("topics" in found) || (topics ?? []).every((topic) => found.topics.includes(topic))) yield found;
  }
}

/** What a search asks for; `null`: for all. */
interface Search {
  readonly group: string | undefined;
  readonly search: string | null;
  readonly topics: readonly string[] | null;
}

/** Reads the words of a search. */
export function readSearch(query: string): Search {
  const words = query.split(/\s+/).filter((word) => word !== "");
  const valuesOf = (key: string): string[] =>
    words.flatMap((word) => (word.startsWith(key) ? word.slice(key.length) : []));
  const [group] = valuesOf("group:");
  const topics = valuesOf("topic:");
  const search = words.filter((word) => !/^(?:topic|group):/.test(word)).join(" ");
  return { group, search: search === "" ? null : search, topics: topics.length === 0 ? null : topics };
}

async function* ofOwner(
  owner: string,
  search: string | null,
  place: Place,
): AsyncGenerator<FleetRepository | MissingRepository> {
  yield* paged(OF_OWNER, { owner, search }, ["namespace", "projects"], place, () => {
    throw new UserError(`there is no \`${owner}\` on ${place.host}, or the token may not see it`, {
      help: "Write the whole path of the group, and check that the token has access to it",
    });
  });
}

async function* paged(
  query: string,
  variables: object,
  path: readonly string[],
  { graph, host }: Place,
  refuse?: () => never,
): AsyncGenerator<FleetRepository | MissingRepository> {
  let first = PROJECTS;
  for (let after: string | null = null; ;) {
    const answer = await graph.ask(query, { ...variables, first, after });
    if (isTooMuch(answer)) {
      if (first === 1) throw new UserError(answer.message, AGAIN);
      first = Math.ceil(first * Math.min(answer.part, 0.5));
      continue;
    }
    const page = at(answer.data, ...path);
    const isThere = typeof page === "object" && page !== null;
    if (answer.errors.length === 0 && !isThere) refuse?.();
    yield* repositoriesIn(answer, [...path, "nodes"], host);
    if (at(page, "pageInfo", "hasNextPage") !== true) return;
    after = textAt(page, "pageInfo", "endCursor");
  }
}

/** What a page has. Where something is missing of which not even the name is known, it must not be taken for the whole. */
function repositoriesIn(
  { data, errors }: GraphAnswer,
  path: readonly string[],
  host: string,
): (FleetRepository | MissingRepository)[] {
  const nodes = itemsAt(data, ...path);
  const whole = errors.find((error) => error.path.length <= path.length || nodeName(nodes, error, path) === "");
  if (whole) throw new UserError(`GitLab does not list them: ${whole.message}`, AGAIN);
  return nodes.flatMap((node, index) => {
    if (node === null) return [];
    const error = errors.find((one) => one.path[path.length] === index);
    return [error ? { name: textAt(node, "fullPath"), ...broken(error.message) } : toRepository(node, host)];
  });
}

/** The name of what an error belongs to; empty where it is not known. */
function nodeName(nodes: readonly unknown[], error: GraphError, path: readonly string[]): string {
  const index = error.path[path.length];
  return typeof index === "number" ? textAt(nodes[index], "fullPath") : "";
}

async function* byName(names: readonly string[], place: Place): AsyncGenerator<FleetRepository | MissingRepository> {
  const paths = names.map((name) => withoutPrefix(name, place.prefix));
  for (let start = 0; start < paths.length; start += NAMES) {
    const batch = paths.slice(start, start + NAMES);
    const found = await askFor(OF_NAMES, { names: batch }, place);
    const known = new Map(found.map((one) => [one.name.toLowerCase(), one]));
    const others = new Map<string, FleetRepository | MissingRepository>();
    for (const name of batch) {
      if (!known.has(name.toLowerCase())) others.set(name, await findMoved(name, place));
    }
    for (const name of batch) {
      const one = known.get(name.toLowerCase()) ?? others.get(name);
      if (one) yield one;
    }
  }
}

/** What is at a path that GraphQL does not know: REST also knows where a project was. */
async function findMoved(name: string, place: Place): Promise<FleetRepository | MissingRepository> {
  const answer = await place.api.ask({ method: "GET", path: `/projects/${encodeURIComponent(name)}` });
  const id = at(answer.body, "id");
  if (answer.status !== 200 || typeof id !== "number") return { name, ...failureOf(answer, "does not find it") };
  const [found] = await askFor(OF_IDS, { ids: [projectId(String(id))] }, place);
  return found ?? { name, ...failureOf({ ...answer, status: 404 }, "") };
}

async function askFor(
  query: string,
  variables: object,
  { graph, host }: Place,
): Promise<readonly (FleetRepository | MissingRepository)[]> {
  const answer = await graph.ask(query, variables);
  if (isTooMuch(answer)) throw new UserError(answer.message, AGAIN);
  return repositoriesIn(answer, ["projects", "nodes"], host);
}

function withoutPrefix(name: string, prefix: string): string {
  return prefix !== "" && name.startsWith(`${prefix}/`) ? name.slice(prefix.length + 1) : name;
}

const VISIBILITIES: Readonly<Record<string, Visibility>> = {
  public: "public",
  internal: "internal",
  private: "private",
};

function toRepository(node: unknown, host: string): FleetRepository | MissingRepository {
  const name = textAt(node, "fullPath");
  const repository = at(node, "repository");
  if (typeof repository !== "object" || repository === null) {
    return { name, kind: "denied", message: "it has no repository, or the token may not read it" };
  }
  const branch = textAt(repository, "rootRef");
  const commit = textAt(repository, "tree", "lastCommit", "sha");
  return {
    place: "gitlab",
    host,
    name,
    id: numberOf(textAt(node, "id")),
    url: textAt(node, "webUrl"),
    base: branch === "" || commit === "" ? undefined : { branch, commit },
    visibility: VISIBILITIES[textAt(node, "visibility")] ?? "unknown",
    isFork: at(node, "isForked") === true,
    isArchived: at(node, "archived") === true,
    forks: numberAt(node, "forksCount"),
    topics: listAt(node, "topics").filter((topic) => typeof topic === "string"),
  };
}
