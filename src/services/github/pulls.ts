import type { Failure, PullRequest, PullState } from "../../fleet/forge.ts";
import type { Api } from "../http/api.ts";
import type { ApiAnswer } from "../http/transport.ts";
import { at, listAt, textAt } from "../json.ts";

/** Opens a pull request; one that is open already is taken for it. */
export async function openPull(pull: PullRequest, api: Api): Promise<PullState | Failure> {
  const { repository, branch, into, title, body, isDraft } = pull;
  const path = `/repos/${repository.name}/pulls`;
  const wanted = { title, body, head: branch, base: into };
  let answer = await api.ask({ method: "POST", path, body: { ...wanted, draft: isDraft } });
  const notes: string[] = [];
  if (answer.status === 422 && isDraft && says(answer, /draft/i)) {
    notes.push("it is no draft: the repository has none");
    answer = await api.ask({ method: "POST", path, body: wanted });
  }
  if (answer.status === 201) return withExtras(pull, toPull(answer.body), notes, api);
  // Also after an answer that never came: what was made then is found here.
  const known = await findOpen(pull, api);
  return known ? withExtras(pull, known, notes, api) : toFailure(answer);
}

/** Gives a pull request its title and body, and opens it again if asked. */
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
  return answer.status === 200 ? withExtras(pull, toPull(answer.body), [], api) : toFailure(answer);
}

export async function closePull(name: string, number: number, api: Api): Promise<Failure | undefined> {
  const path = `/repos/${name}/pulls/${number}`;
  const answer = await api.ask({ method: "PATCH", path, body: { state: "closed" }, isRepeatable: true });
  return answer.status === 200 ? undefined : toFailure(answer);
}

async function findOpen({ repository, branch }: PullRequest, api: Api): Promise<PullState | undefined> {
  const [owner = ""] = repository.name.split("/");
  const path = `/repos/${repository.name}/pulls?state=open&head=${encodeURIComponent(`${owner}:${branch}`)}`;
  const [first] = listAt((await api.ask({ method: "GET", path })).body);
  return first === undefined ? undefined : toPull(first);
}

/** Labels and reviewers. What is not taken, an unknown account or a label that may not be made, is a note. */
async function withExtras(
  { repository, labels, reviewers }: PullRequest,
  pull: PullState,
  notes: readonly string[],
  api: Api,
): Promise<PullState> {
  const base = `/repos/${repository.name}`;
  const refused: string[] = [];
  if (labels.length > 0) {
    const path = `${base}/issues/${pull.number}/labels`;
    const { status } = await api.ask({ method: "POST", path, body: { labels }, isRepeatable: true });
    if (status !== 200) refused.push("its labels were not taken");
  }
  if (reviewers.length > 0) {
    const teams = reviewers.filter((name) => name.includes("/")).map((name) => name.slice(name.indexOf("/") + 1));
    const body = { reviewers: reviewers.filter((name) => !name.includes("/")), team_reviewers: teams };
    const path = `${base}/pulls/${pull.number}/requested_reviewers`;
    const { status } = await api.ask({ method: "POST", path, body, isRepeatable: true });
    if (status !== 201) refused.push("its reviewers were not taken");
  }
  return { ...pull, notes: [...notes, ...refused] };
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

function says({ body }: ApiAnswer, what: RegExp): boolean {
  const messages = [textAt(body, "message"), ...listAt(body, "errors").map((error) => textAt(error, "message"))];
  return messages.some((message) => what.test(message));
}

function toFailure(answer: ApiAnswer): Failure {
  const { status, body } = answer;
  if (status >= 300 && status < 400) return { kind: "moved", message: "it was renamed meanwhile" };
  if (status === 404 || status === 410)
    return { kind: "gone", message: "it is not there, or the token may not see it" };
  if (status === 403 && says(answer, /archived/i)) return { kind: "archived", message: "it is archived" };
  if (status === 403) return { kind: "denied", message: "the token may not do this there" };
  const said = [textAt(body, "message"), ...listAt(body, "errors").map((error) => textAt(error, "message"))];
  const text = said.filter((one) => one !== "").join(": ");
  return { kind: "broken", message: `GitHub does not take the pull request (answer ${status}${text && `, ${text}`})` };
}
