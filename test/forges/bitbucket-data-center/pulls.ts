import type { Reply } from "../faulty-server.ts";
import { type Asked, errorOf, isOnly, pageOf, pullBody } from "./shape.ts";
import type { FakePull } from "./state.ts";

/** Pull requests. */
export function answerPulls(asked: Asked): Reply | undefined {
  const { call, rest, repository, state } = asked;
  const [area, id, action] = rest;
  if (area !== "pull-requests" || rest.length > 3) return undefined;
  if (id === undefined) return call.method === "GET" ? list(asked) : post(asked);
  const pull = repository.pulls.find((one) => String(one.id) === id);
  if (!pull) return errorOf(404, "NoSuchPullRequestException", `Pull request ${id} does not exist`);
  if (action === "decline" || action === "reopen") return close(asked, pull, action);
  if (action !== undefined || call.url.search !== "") return undefined;
  if (call.method === "GET") return { status: 200, body: pullBody(repository, pull, state) };
  return call.method === "PUT" ? put(asked, pull) : undefined;
}

function list({ repository, call: { url }, state }: Asked): Reply | undefined {
  if (!isOnly(url, ["state", "direction", "at", "order", "limit", "start"])) return undefined;
  const [wanted, direction, ref, order] = ["state", "direction", "at", "order"].map((key) => url.searchParams.get(key));
  if (direction !== "OUTGOING" || wanted !== "ALL" || order !== "NEWEST" || !ref?.startsWith("refs/heads/"))
    return undefined;
  const found = repository.pulls.filter(({ branch }) => `refs/heads/${branch}` === ref).toReversed();
  return pageOf(found, (pull) => pullBody(repository, pull, state), url, state.ways.page);
}

interface Ref {
  readonly id: string;
  readonly repository: { readonly slug: string; readonly project: { readonly key: string } };
}

interface Body {
  readonly version?: number;
  readonly title?: string;
  readonly description?: string;
  readonly draft?: boolean;
  readonly fromRef?: Ref;
  readonly toRef?: Ref;
  readonly reviewers?: readonly { readonly user: { readonly name: string } }[];
}

function bodyOf(text: string, keys: readonly string[]): Body | undefined {
  const body = JSON.parse(text) as Body;
  return Object.keys(body).every((key) => keys.includes(key)) ? body : undefined;
}

function post({ repository, call, state }: Asked): Reply | undefined {
  const body = bodyOf(call.text, ["title", "description", "fromRef", "toRef", "reviewers", "draft"]);
  if (call.method !== "POST" || !body || call.url.search !== "") return undefined;
  const { title = "", description = "", fromRef, toRef, draft = false } = body;
  const isHere = [fromRef, toRef].every(
    (ref) => ref?.repository.slug === repository.slug && ref.repository.project.key === repository.project,
  );
  if (!isHere) return undefined;
  const [branch = "", into = ""] = [fromRef, toRef].map((ref) => ref?.id.replace(/^refs\/heads\//, ""));
  const [tip, start] = [repository.bare.tip(branch), repository.bare.tip(into)];
  if (tip === undefined) return errorOf(404, "NoSuchBranchException", `Branch ${branch} does not exist`);
  const known = repository.pulls.find((one) => one.state === "OPEN" && one.branch === branch && one.into === into);
  if (known) return errorOf(409, "DuplicatePullRequestException", "Only one pull request may be open for it");
  if (start === undefined || repository.bare.between(start, tip).length === 0) {
    return errorOf(409, "EmptyPullRequestException", "It is already up-to-date");
  }
  const reviewers = reviewersOf(body, state.accounts);
  if ("status" in reviewers) return reviewers;
  const id = repository.pulls.length + 1;
  const isDraft = draft && state.ways.hasDrafts;
  const text = { title, description, isDraft, head: tip, reviewers: reviewers.names, isOfFork: false };
  const pull: FakePull = { id, version: 0, branch, into, state: "OPEN", ...text };
  repository.pulls.push(pull);
  return { status: 201, body: pullBody(repository, pull, state) };
}

/** What is left out of an edit is emptied: so it is with reviewers. */
function put({ repository, call, state }: Asked, pull: FakePull): Reply | undefined {
  const body = bodyOf(call.text, ["version", "title", "description", "reviewers"]);
  if (!body) return undefined;
  if (body.version !== pull.version) return outOfDate();
  if (pull.state !== "OPEN") return errorOf(409, "IllegalPullRequestStateException", "It is not open");
  const reviewers = reviewersOf(body, state.accounts);
  if ("status" in reviewers) return reviewers;
  const { title = pull.title, description = "" } = body;
  Object.assign(pull, { title, description, reviewers: reviewers.names, version: pull.version + 1 });
  return { status: 200, body: pullBody(repository, pull, state) };
}

function close({ repository, call, state }: Asked, pull: FakePull, action: string): Reply | undefined {
  const body = bodyOf(call.text, ["version"]);
  if (call.method !== "POST" || !body || !isOnly(call.url, ["version"])) return undefined;
  if (Number(call.url.searchParams.get("version")) !== pull.version) return outOfDate();
  const [from, to] = action === "decline" ? (["OPEN", "DECLINED"] as const) : (["DECLINED", "OPEN"] as const);
  if (pull.state !== from || (to === "OPEN" && repository.bare.tip(pull.branch) === undefined)) {
    return errorOf(409, "IllegalPullRequestStateException", `It cannot be ${to}`);
  }
  Object.assign(pull, { state: to, version: pull.version + 1 });
  return { status: 200, body: pullBody(repository, pull, state) };
}

function outOfDate(): Reply {
  return errorOf(409, "PullRequestOutOfDateException", "Someone else has changed it");
}

function reviewersOf({ reviewers = [] }: Body, accounts: readonly string[]): { readonly names: string[] } | Reply {
  const names = reviewers.map(({ user }) => user.name);
  const unknown = names.filter((name) => !accounts.includes(name));
  if (unknown.length === 0) return { names };
  const message = `${unknown.join()} is no user, or may not see the repository`;
  return errorOf(409, "InvalidPullRequestReviewersException", message, { reviewerErrors: [], validReviewers: [] });
}
