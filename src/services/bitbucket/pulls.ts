import type { Failure, PullRequest, PullState } from "../../fleet/forge.ts";
import type { ApiAnswer } from "../http/transport.ts";
import { tryToAsk } from "../http/try-to-ask.ts";
import { at, listAt, numberAt, textAt } from "../json.ts";
import { queryOf, quote } from "./address.ts";
import type { Desk } from "./branch.ts";
import { NO_ANSWER, toFailure, wordsOf } from "./failure.ts";
import { allOf } from "./pages.ts";

const FIELDS = [
  "id",
  "state",
  "title",
  "summary.raw",
  "draft",
  "links.html.href",
  "source.commit.hash",
  "source.branch.name",
  "source.repository.uuid",
];
const SELF = [...FIELDS, "reviewers.uuid", "reviewers.account_id"].join(",");
const STATES: Readonly<Record<string, PullState["state"]>> = { OPEN: "open", MERGED: "merged" };
const ALL_STATES = ["OPEN", "MERGED", "DECLINED", "SUPERSEDED"];
/** More of one page Bitbucket does not give of pull requests. */
const PAGE = 50;

/** Every pull request from a branch of a repository, the newest first; `tip`: where the branch is. */
export async function readPulls(
  branch: string,
  repositoryId: string,
  tip: string | undefined,
  desk: Desk,
): Promise<PullState[]> {
  const q = `source.branch.name = "${quote(branch)}"`;
  const fields = ["next", ...FIELDS.map((field) => `values.${field}`)].join(",");
  const query = queryOf({ state: ALL_STATES, q, pagelen: PAGE, fields });
  return (await allOf(desk.api, `${desk.path}/pullrequests${query}`))
    .filter((pull) => textAt(pull, "source", "branch", "name") === branch)
    .filter((pull) => textAt(pull, "source", "repository", "uuid") === repositoryId)
    .map((pull) => toPull(pull, tip))
    .sort((a, b) => b.number - a.number);
}

/** Opens a pull request; one that is open already is taken for it. */
export async function openPull(pull: PullRequest, desk: Desk): Promise<PullState | Failure> {
  const { branch, into, title, body, isDraft, repository } = pull;
  const places = { source: { branch: { name: branch } }, destination: { branch: { name: into } } };
  const sent = { title, description: body, ...places, close_source_branch: true, draft: isDraft };
  const path = `${desk.path}/pullrequests${queryOf({ fields: SELF })}`;
  const notes = notesFor(pull);
  let reviewers = reviewersOf(pull);
  for (let tries = 1; ; tries += 1) {
    const answer = await tryToAsk({ method: "POST", path, body: { ...sent, reviewers } }, desk.api);
    if (answer?.status === 201) return { ...toPull(answer.body), notes };
    if (answer?.status === 400 && reviewers.length > 0 && isOfReviewers(answer)) {
      notes.push(NO_REVIEWERS);
      reviewers = [];
      continue;
    }
    // Also after an answer that never came: what was made then is found here, and not made twice.
    const known = (await readPulls(branch, repository.id, undefined, desk)).find(({ state }) => state === "open");
    if (known) return editPull(pull, known.number, false, desk);
    const mayPass = answer === undefined || answer.status >= 500;
    if (!mayPass || tries >= TRIES) return answer ? toFailure(answer) : NO_ANSWER;
  }
}

/** How often one is tried to be opened. */
const TRIES = 3;

/** Gives an open pull request its title, body and reviewers. One that is closed stays closed: there is a new one if asked. */
export async function editPull(
  pull: PullRequest,
  number: number,
  reopen: boolean,
  desk: Desk,
): Promise<PullState | Failure> {
  const path = `${desk.path}/pullrequests/${number}${queryOf({ fields: SELF })}`;
  const before = await desk.api.ask({ method: "GET", path });
  if (before.status !== 200) return toFailure(before);
  if (textAt(before.body, "state") !== "OPEN") {
    return reopen ? openPull(pull, desk) : { kind: "broken", message: "its pull request is closed" };
  }
  // Those that are left out of an edit are asked no more.
  const present = listAt(before.body, "reviewers").map(toReviewer);
  const missing = reviewersOf(pull).filter((one) => !present.some((other) => isSame(one, other)));
  const notes = notesFor(pull);
  const sent = { title: pull.title, description: pull.body };
  const ask = (reviewers: readonly Reviewer[]): Promise<ApiAnswer> =>
    desk.api.ask({ method: "PUT", path, body: { ...sent, reviewers } });
  let answer = await ask([...present, ...missing]);
  if (answer.status === 400 && missing.length > 0 && isOfReviewers(answer)) {
    notes.push(NO_REVIEWERS);
    answer = await ask(present);
  }
  return answer.status === 200 ? { ...toPull(answer.body), notes } : toFailure(answer);
}

/** Declines a pull request; one that is closed already is left as it is. */
export async function declinePull(number: number, desk: Desk): Promise<Failure | undefined> {
  const path = `${desk.path}/pullrequests/${number}`;
  const answer = await desk.api.ask({ method: "POST", path: `${path}/decline`, isRepeatable: true });
  if (answer.status === 200) return undefined;
  const now = await desk.api.ask({ method: "GET", path: `${path}${queryOf({ fields: "state" })}` });
  const state = textAt(now.body, "state");
  return now.status === 200 && state !== "" && state !== "OPEN" ? undefined : toFailure(answer);
}

/** An account, by one of the two names that Bitbucket has for it. */
type Reviewer = { readonly uuid: string } | { readonly account_id: string };

const NO_REVIEWERS = "its reviewers were not taken";

function notesFor({ labels, reviewers }: PullRequest): string[] {
  return [
    ...(labels.length > 0 ? ["it has no labels: Bitbucket has none"] : []),
    ...(reviewers.some((name) => name.includes("/")) ? ["no team was asked for a review: Bitbucket has none"] : []),
  ];
}

function reviewersOf({ reviewers }: PullRequest): Reviewer[] {
  return reviewers
    .filter((name) => !name.includes("/"))
    .map((name) => (/^\{.*\}$/.test(name) ? { uuid: name } : { account_id: name }));
}

function toReviewer(value: unknown): { readonly uuid: string; readonly account_id?: string } {
  const id = textAt(value, "account_id");
  return { uuid: textAt(value, "uuid"), ...(id === "" ? {} : { account_id: id }) };
}

function isSame(one: Reviewer, other: ReturnType<typeof toReviewer>): boolean {
  return "uuid" in one ? one.uuid === other.uuid : one.account_id === other.account_id;
}

function isOfReviewers(answer: ApiAnswer): boolean {
  return /reviewer/i.test(wordsOf(answer));
}

/** A pull request names its commit in short; `tip` may be the whole of it. */
function toPull(pull: unknown, tip = ""): PullState {
  const commit = textAt(pull, "source", "commit", "hash");
  return {
    number: numberAt(pull, "id"),
    url: textAt(pull, "links", "html", "href"),
    state: STATES[textAt(pull, "state")] ?? "closed",
    title: textAt(pull, "title"),
    body: textAt(pull, "summary", "raw"),
    isDraft: at(pull, "draft") === true,
    commit: commit !== "" && tip.startsWith(commit) ? tip : commit,
  };
}
