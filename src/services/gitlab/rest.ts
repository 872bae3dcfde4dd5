import type { Failure } from "../../fleet/forge.ts";
import type { Api } from "../http/api.ts";
import type { ApiAnswer } from "../http/transport.ts";
import { at } from "../json.ts";
import { DENIED, GONE } from "./graphql.ts";

/** Characters that are told of what GitLab says. */
const SHOWN = 200;

/** What an answer of REST that is no good one says: a text, a list, or texts by field. */
export function saysOf({ body }: Pick<ApiAnswer, "body">): string {
  const said = at(body, "message") ?? at(body, "error_description") ?? at(body, "error") ?? "";
  return [...textsIn(said)].join(", ").replaceAll(/\s+/g, " ").slice(0, SHOWN);
}

function* textsIn(said: unknown): Generator<string> {
  if (typeof said === "string") yield said;
  if (typeof said !== "object" || said === null) return;
  for (const [field, below] of Object.entries(said)) {
    const name = Array.isArray(said) || field === "base" ? "" : `${field} `;
    for (const text of textsIn(below)) yield name + text;
  }
}

/** Why something could not be done with one project; `what` GitLab does not do. */
export function failureOf(answer: ApiAnswer, what: string): Failure {
  const { status } = answer;
  if (status === 404) return GONE;
  if (status === 405) return { kind: "moved", message: "it was renamed meanwhile" };
  if (status === 403) return DENIED;
  const said = saysOf(answer);
  return { kind: "broken", message: `GitLab ${what} (answer ${status}${said && `, ${said}`})` };
}

/** The same of something that changes a project: GitLab denies it for an archived one without saying why. */
export async function refusalOf(answer: ApiAnswer, what: string, id: string, api: Api): Promise<Failure> {
  const failure = failureOf(answer, what);
  if (failure.kind !== "denied") return failure;
  const { status, body } = await api.ask({ method: "GET", path: `/projects/${id}` });
  if (status === 404) return GONE;
  return at(body, "archived") === true ? { kind: "archived", message: "it is archived" } : failure;
}
