import { type Failure, type PullRequest, type PullState, isFailure } from "../../fleet/forge.ts";
import type { Api } from "../http/api.ts";
import { tryToAsk } from "../http/try-to-ask.ts";
import type { ApiAnswer } from "../http/transport.ts";
import { at, listAt, numberAt, textAt } from "../json.ts";
import { NOT_THERE, isFault, toFailure } from "./failure.ts";
import { allOf } from "./pages.ts";
import { pathOf } from "./repository.ts";

const STATES: Readonly<Record<string, PullState["state"]>> = { OPEN: "open", MERGED: "merged" };
/** How often one is tried to be opened, or to be changed while others change it. */
const TRIES = 3;
const NO_ANSWER: Failure = { kind: "broken", message: "Bitbucket gave no answer for it" };
const NO_REVIEWERS = "its reviewers were not taken";

/** Every pull request from a branch of a repository, the newest first. */
export async function readPulls(name: string, branch: string, api: Api): Promise<PullState[] | Failure> {
  const found = await pullsFrom(name, branch, api);
  return "kind" in found ? found : found.map(toPull).sort((a, b) => b.number - a.number);
}

async function pullsFrom(name: string, branch: string, api: Api): Promise<unknown[] | Failure> {
  const path = pathOf(name);
  if (path === undefined) return NOT_THERE;
  const ref = `refs/heads/${branch}`;
  const query = { state: "ALL", direction: "OUTGOING", at: ref, order: "NEWEST" };
  const found = await allOf(api, `${path}/pull-requests`, query);
  if ("kind" in found) return found;
  return found.filter((pull) => textAt(pull, "fromRef", "id") === ref && isWithinOne(pull));
}

/** From a branch of the repository that it goes into, and not of a fork. */
function isWithinOne(pull: unknown): boolean {
  return at(pull, "fromRef", "repository", "id") === at(pull, "toRef", "repository", "id");
}

/** Opens a pull request; one that is open already is taken for it. */
export async function openPull(pull: PullRequest, api: Api): Promise<PullState | Failure> {
  const path = pathOf(pull.repository.name);
  if (path === undefined) return NOT_THERE;
  const { title, body, isDraft, branch, into } = pull;
  const [key = "", slug = ""] = pull.repository.name.split("/");
  const toRef = (name: string) => ({ id: `refs/heads/${name}`, repository: { slug, project: { key } } });
  const refs = { fromRef: toRef(branch), toRef: toRef(into) };
  const sent = { title, description: body, ...refs, ...(isDraft && { draft: true }) };
  const notes: string[] = [];
  let reviewers = reviewersOf(pull);
  for (let tries = 1; ; tries += 1) {
    const answer = await tryToAsk({ method: "POST", path: `${path}/pull-requests`, body: { ...sent, reviewers } }, api);
    if (answer?.status === 201) return withNotes(answer.body, pull, notes);
    if (answer && reviewers.length > 0 && isFault(answer, "InvalidPullRequestReviewersException")) {
      notes.push(NO_REVIEWERS);
      reviewers = [];
      continue;
    }
    // Also after an answer that never came: what was made then is found here, and not made twice.
    const known = await readPulls(pull.repository.name, branch, api);
    const open = "kind" in known ? undefined : known.find(({ state }) => state === "open");
    if (open) return editPull(pull, open.number, false, api);
    const mayPass = answer === undefined || answer.status >= 500;
    if (!mayPass || tries >= TRIES) return answer ? toFailure(answer) : NO_ANSWER;
  }
}

/** Gives a pull request its title, body and reviewers, and opens a declined one again if asked. */
export async function editPull(
  pull: PullRequest,
  number: number,
  reopen: boolean,
  api: Api,
): Promise<PullState | Failure> {
  const reopened = reopen ? await reopenPull(pull, number, api) : undefined;
  if (reopened) return reopened;
  const notes: string[] = [];
  let asked = reviewersOf(pull);
  const answer = await changing(pull, number, api, async (path, version, present) => {
    // Those that are left out of an edit are asked no more.
    const before = listAt(present, "reviewers").map((one) => ({ user: { name: textAt(one, "user", "name") } }));
    const known = new Set(before.map(({ user }) => user.name.toLowerCase()));
    const put = () => {
      const missing = asked.filter(({ user }) => !known.has(user.name.toLowerCase()));
      const texts = { title: pull.title, description: pull.body };
      return api.ask({ method: "PUT", path, body: { version, ...texts, reviewers: [...before, ...missing] } });
    };
    const first = await put();
    if (asked.length === 0 || !isFault(first, "InvalidPullRequestReviewersException")) return first;
    asked = [];
    notes.push(NO_REVIEWERS);
    return put();
  });
  if (isFailure(answer)) return answer;
  return answer.status === 200 ? withNotes(answer.body, pull, notes) : toFailure(answer);
}

/** `undefined` where it is open now; one that cannot be opened again gets a new one in its place. */
async function reopenPull(pull: PullRequest, number: number, api: Api): Promise<PullState | Failure | undefined> {
  const answer = await changing(pull, number, api, async (path, version, present) => {
    if (textAt(present, "state") === "OPEN") return undefined;
    return api.ask({
      method: "POST",
      path: `${path}/reopen?version=${version}`,
      body: { version },
      isRepeatable: true,
    });
  });
  if (answer === undefined || (!isFailure(answer) && answer.status === 200)) return undefined;
  return isFailure(answer) ? answer : openPull(pull, api);
}

/** Declines a pull request; one that is closed already is left as it is. */
export async function declinePull(
  pull: Pick<PullRequest, "repository">,
  number: number,
  api: Api,
): Promise<Failure | undefined> {
  const answer = await changing(pull, number, api, async (path, version, present) => {
    if (textAt(present, "state") !== "OPEN") return undefined;
    const place = `${path}/decline?version=${version}`;
    return api.ask({ method: "POST", path: place, body: { version }, isRepeatable: true });
  });
  if (answer === undefined || isFailure(answer)) return answer;
  return answer.status === 200 ? undefined : toFailure(answer);
}

/** Changes a pull request by the version that it has; where somebody else was quicker, by its next one. */
async function changing<Answer extends ApiAnswer | undefined>(
  { repository }: Pick<PullRequest, "repository">,
  number: number,
  api: Api,
  change: (path: string, version: number, present: unknown) => Promise<Answer>,
): Promise<Answer | Failure> {
  const place = pathOf(repository.name);
  if (place === undefined) return NOT_THERE;
  const path = `${place}/pull-requests/${number}`;
  for (let tries = 1; ; tries += 1) {
    const present = await api.ask({ method: "GET", path });
    if (present.status !== 200) return toFailure(present);
    const answer = await change(path, numberAt(present.body, "version"), present.body);
    if (!answer || tries >= TRIES || !isFault(answer, "PullRequestOutOfDateException")) return answer;
  }
}

function reviewersOf({ reviewers }: PullRequest): { readonly user: { readonly name: string } }[] {
  return reviewers.filter((name) => !name.includes("/")).map((name) => ({ user: { name } }));
}

function withNotes(value: unknown, wanted: PullRequest, more: readonly string[]): PullState {
  const pull = toPull(value);
  const notes = [
    ...(wanted.labels.length > 0 ? ["it has no labels: Bitbucket has none"] : []),
    ...(wanted.reviewers.some((name) => name.includes("/"))
      ? ["no team was asked for a review: Bitbucket has none"]
      : []),
    ...(wanted.isDraft && !pull.isDraft ? ["it is no draft: this Bitbucket has none, or it was ready already"] : []),
    ...more,
  ];
  return { ...pull, notes };
}

function toPull(pull: unknown): PullState {
  return {
    number: numberAt(pull, "id"),
    url: textAt(pull, "links", "self", 0, "href"),
    state: STATES[textAt(pull, "state")] ?? "closed",
    title: textAt(pull, "title"),
    body: textAt(pull, "description"),
    isDraft: at(pull, "draft") === true,
    commit: textAt(pull, "fromRef", "latestCommit"),
  };
}
