import { type Failure, type MissingRepository, type Selection, isFailure } from "../../fleet/forge.ts";
import type { Api } from "../http/api.ts";
import { UserError } from "../../user-error.ts";
import { inOrder } from "../in-parallel.ts";
import { NOT_THERE, toFailure } from "./failure.ts";
import { pagesOf } from "./pages.ts";
import { type Described, describe, nameIn, pathOf } from "./repository.ts";

/** Where repositories are looked for. */
interface Place {
  readonly api: Api;
  readonly host: string;
}

const HOW_TO_SEARCH = "Write words of a repository's name, `project:KEY` or both: `project:PAY api`";

/** The repositories of a project or of a person (`~user`), those that a search finds, or those with certain names, page by page. */
export async function* listRepositories(
  selection: Selection,
  place: Place,
): AsyncGenerator<readonly (Described | MissingRepository)[]> {
  if (selection.kind === "names") yield await allByName(selection.names, place);
  else if (selection.kind === "owner") {
    const { owner } = selection;
    const refuse = (failure: Failure): UserError => notListed(owner, failure, place);
    yield* pagesAt(`/projects/${encodeURIComponent(owner)}/repos`, {}, place, refuse);
  } else {
    yield* pagesAt("/repos", readSearch(selection.query), place, ({ message: said }) => {
      const message = `${place.host} does not answer the search \`${selection.query}\`: ${said}`;
      return new UserError(message, { help: HOW_TO_SEARCH });
    });
  }
}

/** The parameters of a search: what of the name is looked for, and in which project. */
export function readSearch(query: string): Record<string, string> {
  const words = query.split(/\s+/).filter((word) => word !== "");
  const projects = words.flatMap((word) => /^project:(.+)$/i.exec(word)?.[1] ?? []);
  const name = words.filter((word) => !/^project:/i.test(word)).join(" ");
  if (projects.length > 1 || (name === "" && projects.length === 0)) {
    throw new UserError("Bitbucket searches for a name, in one project or in all", { help: HOW_TO_SEARCH });
  }
  const [project] = projects;
  return { ...(name === "" ? {} : { name }), ...(project === undefined ? {} : { projectkey: project }) };
}

async function* pagesAt(
  path: string,
  query: Readonly<Record<string, string>>,
  { api, host }: Place,
  refuse: (failure: Failure) => UserError,
): AsyncGenerator<readonly (Described | MissingRepository)[]> {
  for await (const page of pagesOf(api, path, query)) {
    if ("kind" in page) throw refuse(page);
    yield page.map((value) => describe(value, host) ?? { ...NOT_KNOWN, name: "a repository" });
  }
}

function notListed(owner: string, { kind, message }: Failure, { host }: Place): UserError {
  const help =
    "Check the key of the project (`~name` for what a person has), and that the token may read its repositories";
  if (kind !== "gone") return new UserError(`the repositories of \`${owner}\` cannot be listed: ${message}`, { help });
  return new UserError(`there is no \`${owner}\` on ${host}, or the token may not see it`, { help });
}

const NOT_KNOWN: Failure = { kind: "broken", message: "Bitbucket describes it in a way that is not known here" };

async function allByName(names: readonly string[], place: Place): Promise<(Described | MissingRepository)[]> {
  const found: (Described | MissingRepository)[] = [];
  for await (const one of inOrder(names, (name) => byName(name, place))) found.push(one);
  return found;
}

async function byName(name: string, place: Place): Promise<Described | MissingRepository> {
  const found = await findRepository(nameIn(name), place);
  return isFailure(found) ? { ...found, name } : found;
}

/** A repository by its name. */
export async function findRepository(name: string, { api, host }: Place) {
  const path = pathOf(name);
  if (path === undefined) return NOT_THERE;
  const answer = await api.ask({ method: "GET", path });
  return answer.status === 200 ? (describe(answer.body, host) ?? NOT_KNOWN) : toFailure(answer);
}
