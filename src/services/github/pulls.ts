import type { Failure, PullRequest, PullState } from "../../fleet/forge.ts";
import type { Api } from "../http/api.ts";
import { at, listAt, textAt } from "../json.ts";
import { restFailure, says } from "./rest.ts";

/** Opens a pull request; one that is open already is taken for it. */
export async function openPull(pull: PullRequest, api: Api): Promise<PullState | Failure> {
  const { repository, branch, into, title, body, isDraft } = pull;
  const path = `/repos/${repository.name}/pulls`;
  const wanted = { title, body, head: branch, base: into };
  // May be asked for twice: GitHub opens no second one for a branch.
  const asked = { method: "POST", path, isRepeatable: true } as const;
  let answer = await api.ask({ ...asked, body: { ...wanted, draft: isDraft } });
  const notes: string[] = [];
  if (answer.status === 422 && isDraft && says(answer, /draft/i)) {
    notes.push("it is no draft: the repository has none");
    answer = await api.ask({ ...asked, body: wanted });
  }
  if (answer.status === 201) return withExtras(pull, answer.body, notes, api);
  // Also after an answer that never came: what was made then is found here.
  const known = await findOpen(pull, api);
  return known === undefined ? restFailure(answer, "the pull request") : withExtras(pull, known, notes, api);
}

/**
 * Gives a pull request its title and body, and opens it again if asked. One whose branch was replaced while it was closed is not
 * opened again by GitHub: there is a new one instead.
 */
export async function editPull(
  pull: PullRequest,
  number: number,
  reopen: boolean,
  api: Api,
): Promise<PullState | Failure> {
  const { repository, title, body } = pull;
  const answer = await api.ask({
    method: "PATCH",
    path: `/repos/${repository.name}/pulls/${number}`,
    body: { title, body, ...(reopen ? { state: "open" } : {}) },
    isRepeatable: true,
  });
  if (answer.status === 200) return withExtras(pull, answer.body, [], api);
  if (reopen && answer.status === 422 && says(answer, /state cannot be changed/i)) return openPull(pull, api);
  return restFailure(answer, "the pull request");
}

export async function closePull(name: string, number: number, api: Api): Promise<Failure | undefined> {
  const path = `/repos/${name}/pulls/${number}`;
  const answer = await api.ask({ method: "PATCH", path, body: { state: "closed" }, isRepeatable: true });
  return answer.status === 200 ? undefined : restFailure(answer, "the pull request");
}

async function findOpen({ repository, branch }: PullRequest, api: Api): Promise<unknown> {
  const [owner = ""] = repository.name.split("/");
  const path = `/repos/${repository.name}/pulls?state=open&head=${encodeURIComponent(`${owner}:${branch}`)}`;
  const [first] = listAt((await api.ask({ method: "GET", path })).body);
  return first;
}

/** Labels and reviewers. What is not taken, an unknown account or a label that may not be made, is a note. */
async function withExtras(wanted: PullRequest, body: unknown, notes: readonly string[], api: Api): Promise<PullState> {
  const pull = toPull(body);
  const path = `/repos/${wanted.repository.name}`;
  const extras = { path, number: pull.number, body };
  const refused = [
    ...(await addLabels(wanted.labels, extras, api)),
    ...(await askReviewers(wanted.reviewers, extras, api)),
  ];
  return { ...pull, notes: [...notes, ...refused] };
}

/** A pull request as the API has it, and the path of its repository. */
interface Given {
  readonly path: string;
  readonly number: number;
  readonly body: unknown;
}

async function addLabels(labels: readonly string[], { path, number, body }: Given, api: Api): Promise<string[]> {
  const missing = without(labels, listAt(body, "labels"), "name");
  if (missing.length === 0) return [];
  const asked = { method: "POST", path: `${path}/issues/${number}/labels`, body: { labels: missing } } as const;
  const { status } = await api.ask({ ...asked, isRepeatable: true });
  return status === 200 ? [] : ["its labels were not taken"];
}

/** Whoever is asked twice is told twice, also after a review: only those are asked who were not. */
async function askReviewers(names: readonly string[], { path, number, body }: Given, api: Api): Promise<string[]> {
  const teams = names.filter((name) => name.includes("/")).map((name) => name.slice(name.indexOf("/") + 1));
  const accounts = names.filter((name) => !name.includes("/"));
  const missingTeams = without(teams, listAt(body, "requested_teams"), "slug");
  const missing = without(accounts, listAt(body, "requested_reviewers"), "login");
  const reviews = `${path}/pulls/${number}/reviews?per_page=100`;
  const reviewed = missing.length === 0 ? [] : listAt((await api.ask({ method: "GET", path: reviews })).body);
  const users = reviewed.map((review) => at(review, "user"));
  const asked = { reviewers: without(missing, users, "login"), team_reviewers: missingTeams };
  if (asked.reviewers.length + missingTeams.length === 0) return [];
  const place = { method: "POST", path: `${path}/pulls/${number}/requested_reviewers` } as const;
  const { status } = await api.ask({ ...place, body: asked, isRepeatable: true });
  return status === 201 ? [] : ["its reviewers were not taken"];
}

/** The names that none of these has; GitHub does not tell upper from lower case. */
function without(names: readonly string[], present: readonly unknown[], key: string): string[] {
  const known = new Set(present.map((one) => textAt(one, key).toLowerCase()));
  return names.filter((name) => !known.has(name.toLowerCase()));
}

function toPull(body: unknown): PullState {
  const isMerged = typeof at(body, "merged_at") === "string";
  const number = at(body, "number");
  return {
    number: typeof number === "number" ? number : 0,
    url: textAt(body, "html_url"),
    state: isMerged ? "merged" : textAt(body, "state") === "open" ? "open" : "closed",
    title: textAt(body, "title"),
    body: textAt(body, "body"),
    isDraft: at(body, "draft") === true,
    commit: textAt(body, "head", "sha"),
  };
}
