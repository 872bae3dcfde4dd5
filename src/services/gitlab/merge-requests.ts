import type { Failure, PullRequest, PullState } from "../../fleet/forge.ts";
import type { Api } from "../http/api.ts";
import { at, listAt, numberAt, textAt } from "../json.ts";
import type { Graph } from "./graphql.ts";
import { Accounts } from "./accounts.ts";
import { pullOfRest, toDescription, toTitle } from "./pull-state.ts";
import { refusalOf } from "./rest.ts";

interface Connection {
  readonly api: Api;
  readonly accounts: Accounts;
}

/** Where merge requests are made. */
export function connectAccounts(api: Api, graph: Graph): Connection {
  return { api, accounts: new Accounts(graph) };
}

/** Opens a merge request with labels and reviewers; one that is open already is taken for it. */
export async function openPull(pull: PullRequest, connection: Connection): Promise<PullState | Failure> {
  const { repository, branch, into, title, body, isDraft, labels, reviewers } = pull;
  const { api, accounts } = connection;
  const path = `/projects/${repository.id}/merge_requests`;
  const asked = await accounts.find(reviewers);
  const answer = await api.ask({
    method: "POST",
    path,
    // GitLab opens no second one for a branch.
    isRepeatable: true,
    body: {
      source_branch: branch,
      target_branch: into,
      title: toTitle(title, isDraft),
      description: toDescription(body),
      ...(labels.length === 0 ? {} : { labels }),
      ...(asked.ids.length === 0 ? {} : { reviewer_ids: asked.ids }),
    },
  });
  if (answer.status === 201) return withNotes(pull, answer.body, asked.notes);
  // Also after an answer that never came: what was made then is found here.
  const known = answer.status === 409 ? await findOpen(pull, api) : undefined;
  if (known !== undefined) return change(pull, known, {}, connection);
  return refusalOf(answer, "does not take the merge request", repository.id, api);
}

/** Gives a merge request its title and description, and opens it again if asked; what is a draft stays one. */
export async function editPull(
  pull: PullRequest,
  number: number,
  reopen: boolean,
  connection: Connection,
): Promise<PullState | Failure> {
  const { repository, title, body } = pull;
  const { api } = connection;
  const path = `/projects/${repository.id}/merge_requests/${number}`;
  const present = await api.ask({ method: "GET", path });
  if (present.status !== 200) return refusalOf(present, "does not give the merge request", repository.id, api);
  const wanted = {
    title: toTitle(title, at(present.body, "draft") === true),
    description: toDescription(body),
    ...(reopen && textAt(present.body, "state") === "closed" ? { state_event: "reopen" } : {}),
  };
  const changed = await change(pull, present.body, wanted, connection);
  // One whose branch was made anew cannot be opened again: there is a new one instead.
  const isLost = "number" in changed ? changed.state === "closed" : changed.kind === "broken";
  return reopen && isLost ? openPull(pull, connection) : changed;
}

export async function closePull(id: string, number: number, api: Api): Promise<Failure | undefined> {
  const path = `/projects/${id}/merge_requests/${number}`;
  // GitLab closes what has lost its branch itself, sooner or later.
  const present = await api.ask({ method: "GET", path });
  if (present.status !== 200) return refusalOf(present, "does not give the merge request", id, api);
  if (textAt(present.body, "state") !== "opened") return undefined;
  const answer = await api.ask({ method: "PUT", path, body: { state_event: "close" } });
  return answer.status === 200 ? undefined : refusalOf(answer, "does not close the merge request", id, api);
}

async function findOpen({ repository: { id }, branch }: PullRequest, api: Api): Promise<unknown> {
  const query = `state=opened&source_branch=${encodeURIComponent(branch)}&per_page=100`;
  const { body } = await api.ask({ method: "GET", path: `/projects/${id}/merge_requests?${query}` });
  return listAt(body).find((pull) => at(pull, "source_project_id") === at(pull, "target_project_id"));
}

/** Changes what is to be changed, and adds labels and reviewers that are missing: whoever is named twice is told twice. */
async function change(
  pull: PullRequest,
  present: unknown,
  wanted: object,
  { api, accounts }: Connection,
): Promise<PullState | Failure> {
  const { id } = pull.repository;
  const labels = missingLabels(pull.labels, present);
  const reviewing = listAt(present, "reviewers").map((one) => numberAt(one, "id"));
  const asked = await accounts.find(pull.reviewers);
  const fresh = asked.ids.filter((one) => !reviewing.includes(one));
  const body = {
    ...wanted,
    ...(labels.length === 0 ? {} : { add_labels: labels }),
    ...(fresh.length === 0 ? {} : { reviewer_ids: [...reviewing, ...fresh] }),
  };
  if (Object.keys(body).length === 0) return withNotes(pull, present, asked.notes);
  const path = `/projects/${id}/merge_requests/${numberAt(present, "iid")}`;
  const answer = await api.ask({ method: "PUT", path, body });
  if (answer.status === 200) return withNotes(pull, answer.body, asked.notes);
  return refusalOf(answer, "does not take the change of the merge request", id, api);
}

function missingLabels(labels: readonly string[], pull: unknown): string[] {
  const known = new Set(listAt(pull, "labels"));
  return labels.filter((label) => !known.has(label));
}

/** What GitLab leaves out without a word: labels that may not be made, a second reviewer where only one may be. */
function withNotes(wanted: PullRequest, pull: unknown, notes: readonly string[]): PullState {
  const names = new Set(listAt(pull, "reviewers").map((one) => textAt(one, "username").toLowerCase()));
  const people = wanted.reviewers.filter((name) => !name.includes("/"));
  const isShort = people.some((name) => !names.has(name.toLowerCase()));
  const own = [
    ...(missingLabels(wanted.labels, pull).length > 0 ? ["its labels were not all taken"] : []),
    ...(isShort ? ["its reviewers were not all taken"] : []),
  ];
  return { ...pullOfRest(pull), notes: [...notes, ...own] };
}
