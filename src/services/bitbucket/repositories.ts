import { type Failure, type MissingRepository, type Selection, isFailure } from "../../fleet/forge.ts";
import type { FleetRepository } from "../../fleet/repository.ts";
import { UserError } from "../../user-error.ts";
import type { Api } from "../http/api.ts";
import { at, textAt } from "../json.ts";
import { encodePath, pathOf, queryOf } from "./address.ts";
import { Refusal, orFailure } from "../refusal.ts";
import { NOT_THERE, toFailure } from "./failure.ts";
import { inOrder } from "../in-parallel.ts";
import { pagesOf } from "./pages.ts";

const FIELDS = [
  "uuid",
  "full_name",
  "is_private",
  "links.html.href",
  "parent.uuid",
  "project.key",
  "mainbranch.name",
  "mainbranch.target.hash",
];

/** Where repositories are looked for. */
interface Place {
  readonly api: Api;
  readonly host: string;
}

/** The repositories of a workspace, those of them that a filter of Bitbucket finds, or those with certain names. */
export async function* listRepositories(
  selection: Selection,
  place: Place,
): AsyncGenerator<FleetRepository | MissingRepository> {
  if (selection.kind === "names") yield* inOrder(selection.names, (name) => byName(name, place));
  else if (selection.kind === "owner") yield* ofWorkspace(selection.owner, undefined, place);
  else {
    const { workspace, filter } = splitSearch(selection.query);
    yield* ofWorkspace(workspace, filter, place);
  }
}

/** The workspace that a search is for, and its filter in Bitbucket's words. */
export function splitSearch(query: string): { readonly workspace: string; readonly filter: string } {
  const [, workspace = "", filter = ""] = /^\s*([\w.-]+)\s+(\S.*)$/.exec(query) ?? [];
  if (workspace === "") throw new UserError("Bitbucket searches one workspace only", { help: HOW_TO_SEARCH });
  return { workspace, filter };
}

const HOW_TO_SEARCH = 'Write the workspace, then a filter of Bitbucket: `acme project.key = "PAY"`';

async function* ofWorkspace(
  workspace: string,
  filter: string | undefined,
  place: Place,
): AsyncGenerator<FleetRepository | MissingRepository> {
  const fields = ["next", ...FIELDS.map((field) => `values.${field}`)].join(",");
  const query = { pagelen: 100, sort: "full_name", fields, ...(filter === undefined ? {} : { q: filter }) };
  const path = `/repositories/${encodePath(workspace)}${queryOf(query)}`;
  try {
    for await (const page of pagesOf(place.api, path)) yield* inOrder(page, (value) => describe(value, place));
  } catch (error) {
    throw error instanceof Refusal ? explain(error.failure, workspace, filter, place) : error;
  }
}

function explain(
  { kind, message }: Failure,
  workspace: string,
  filter: string | undefined,
  { host }: Place,
): UserError {
  if (kind === "gone") {
    return new UserError(`there is no \`${workspace}\` on ${host}, or the token may not see it`, {
      help: "Check the name of the workspace, and that the token is of it or of one of its members",
    });
  }
  const help = filter === undefined ? "Give a token that may read its repositories" : HOW_TO_SEARCH;
  return new UserError(`the repositories of \`${workspace}\` cannot be listed: ${message}`, { help });
}

async function byName(name: string, place: Place): Promise<FleetRepository | MissingRepository> {
  const found = await orFailure(async () => {
    if (name.split("/").length !== 2) return NOT_THERE;
    const path = `/repositories/${encodePath(name)}${queryOf({ fields: FIELDS.join(",") })}`;
    const answer = await place.api.ask({ method: "GET", path });
    return answer.status === 200 ? describe(answer.body, place) : toFailure(answer);
  });
  return isFailure(found) ? { ...found, name } : found;
}

/** One whose tip is not to be had is missing: it must not be taken for one that is empty. */
async function describe(value: unknown, { api, host }: Place): Promise<FleetRepository | MissingRepository> {
  const name = textAt(value, "full_name");
  const id = textAt(value, "uuid");
  const base = await orFailure(() => readBase(value, pathOf({ name, id }), api));
  if (base && isFailure(base)) return { ...base, name };
  const parent = at(value, "parent");
  const project = textAt(value, "project", "key");
  return {
    place: "bitbucket",
    host,
    name,
    id,
    url: textAt(value, "links", "html", "href") || undefined,
    base,
    visibility: at(value, "is_private") === false ? "public" : "private",
    isFork: typeof parent === "object" && parent !== null,
    // Bitbucket knows no archive, and counts no forks in a list.
    isArchived: false,
    forks: 0,
    topics: project === "" ? [] : [project],
  };
}

/** The main branch of a repository and its tip, which is asked for by itself where it does not come with the repository. */
export async function readBase(value: unknown, path: string, api: Api): Promise<FleetRepository["base"]> {
  const branch = textAt(value, "mainbranch", "name");
  if (branch === "") return undefined;
  const known = textAt(value, "mainbranch", "target", "hash");
  if (known !== "") return { branch, commit: known };
  const asked = `${path}/refs/branches/${encodePath(branch)}${queryOf({ fields: "target.hash" })}`;
  const answer = await api.ask({ method: "GET", path: asked });
  if (answer.status !== 200 && answer.status !== 404) throw new Refusal(toFailure(answer));
  const commit = textAt(answer.body, "target", "hash");
  return commit === "" ? undefined : { branch, commit };
}
