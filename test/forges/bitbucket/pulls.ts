import type { Reply } from "../faulty-server.ts";
import { type Asked, errorOf, isOnly, pageOf } from "./shape.ts";
import { type BitbucketState, type FakePull, type FakeRepository, US } from "./state.ts";

/** Pull requests. */
export function answerPulls(asked: Asked): Reply | undefined {
  const { call, rest, repository, state } = asked;
  const [area, id, action] = rest;
  if (area !== "pullrequests" || rest.length > 3) return undefined;
  if (id === undefined) return call.method === "GET" ? list(asked) : post(asked);
  const pull = repository.pulls.find((one) => String(one.id) === id);
  if (!pull) return errorOf(404, `Pull request ${id} not found`);
  if (action === "decline") {
    if (call.method !== "POST" || call.text !== "" || call.url.search !== "") return undefined;
    if (pull.state !== "OPEN") return errorOf(400, "This pull request is already closed.");
    pull.state = "DECLINED";
    return { status: 200, body: pullBody(repository, pull, state) };
  }
  if (action !== undefined || !isOnly(call.url, ["fields"])) return undefined;
  if (call.method === "GET") return { status: 200, body: pullBody(repository, pull, state) };
  return call.method === "PUT" ? put(asked, pull) : undefined;
}

const NAME = /^source\.branch\.name = "((?:[^"\\]|\\["\\])*)"$/;

function list({ repository, call, base, state }: Asked): Reply | undefined {
  const { url } = call;
  if (!isOnly(url, ["state", "q", "pagelen", "page", "fields"])) return undefined;
  const [, name] = NAME.exec(url.searchParams.get("q") ?? "") ?? [];
  if (name === undefined) return errorOf(400, "Invalid query");
  const branch = name.replaceAll(/\\(["\\])/g, "$1");
  const states = url.searchParams.getAll("state");
  const found = repository.pulls.filter((one) => one.branch === branch && states.includes(one.state));
  // A list has no reviewers in it.
  const toBody = (pull: FakePull) => ({ ...pullBody(repository, pull, state), reviewers: undefined });
  return pageOf(found, toBody, { url, base, most: 50 });
}

interface Body {
  readonly title?: string;
  readonly description?: string;
  readonly draft?: boolean;
  readonly close_source_branch?: boolean;
  readonly source?: { readonly branch: { readonly name: string } };
  readonly destination?: { readonly branch: { readonly name: string } };
  readonly reviewers?: readonly { readonly uuid?: string; readonly account_id?: string }[];
}

const POSTED = ["title", "description", "draft", "close_source_branch", "source", "destination", "reviewers"];

function post({ repository, call, state }: Asked): Reply | undefined {
  const body = bodyOf(call.text, POSTED);
  if (call.method !== "POST" || !body || !isOnly(call.url, ["fields"])) return undefined;
  const { title = "", description = "", source, destination, draft = false } = body;
  const [branch = "", into = repository.branch] = [source?.branch.name, destination?.branch.name];
  const [tip, start] = [repository.bare.tip(branch), repository.bare.tip(into)];
  if (tip === undefined)
    return errorOf(400, `branch not found: ${branch}`, { fields: { source: ["branch not found"] } });
  if (start === undefined || repository.bare.between(start, tip).length === 0) {
    return errorOf(400, "There are no changes to be pulled");
  }
  const reviewers = reviewersOf(body, state);
  if (!Array.isArray(reviewers)) return reviewers;
  const known = repository.pulls.find((one) => one.state === "OPEN" && one.branch === branch && one.into === into);
  if (known) {
    Object.assign(known, { title, description, reviewers, isDraft: draft });
    return { status: 201, body: pullBody(repository, known, state) };
  }
  const id = repository.pulls.length + 1;
  const text = { title, description, isDraft: draft, head: tip, reviewers };
  const pull: FakePull = { id, branch, into, state: "OPEN", ...text, isOfFork: false };
  repository.pulls.push(pull);
  return { status: 201, body: pullBody(repository, pull, state) };
}

/** What is left out is emptied: so it is with reviewers. */
function put({ repository, call, state }: Asked, pull: FakePull): Reply | undefined {
  const body = bodyOf(call.text, ["title", "description", "reviewers"]);
  if (!body) return undefined;
  if (pull.state !== "OPEN") return errorOf(400, "You can only edit open pull requests.");
  const reviewers = reviewersOf(body, state);
  if (!Array.isArray(reviewers)) return reviewers;
  pull.title = body.title ?? pull.title;
  pull.description = body.description ?? pull.description;
  pull.reviewers = reviewers;
  return { status: 200, body: pullBody(repository, pull, state) };
}

function bodyOf(text: string, keys: readonly string[]): Body | undefined {
  const body = JSON.parse(text) as Body;
  return Object.keys(body).every((key) => keys.includes(key)) ? body : undefined;
}

function reviewersOf({ reviewers = [] }: Body, { accounts }: BitbucketState): string[] | Reply {
  const found: string[] = [];
  for (const { uuid, account_id } of reviewers) {
    const account = accounts.find((one) => one.uuid === uuid || (uuid === undefined && one.account_id === account_id));
    const fault = account ? (account === US ? "is the author" : undefined) : "is not a member of this workspace";
    if (!account || fault !== undefined) return errorOf(400, "Bad request", { fields: { reviewers: [fault] } });
    found.push(account.uuid);
  }
  return found;
}

function pullBody({ uuid, workspace, slug }: FakeRepository, pull: FakePull, { accounts }: BitbucketState): object {
  const { id, branch, into, state, title, description, isDraft, head, reviewers, isOfFork } = pull;
  const account = (one: string) => accounts.find((other) => other.uuid === one)?.account_id;
  return {
    type: "pullrequest",
    id,
    state,
    title,
    description,
    summary: { type: "rendered", raw: description, markup: "markdown" },
    draft: isDraft,
    links: { html: { href: `https://bitbucket.org/${workspace}/${slug}/pull-requests/${id}` } },
    source: {
      branch: { name: branch },
      // Commits are named in short here.
      commit: { type: "commit", hash: head.slice(0, 12) },
      repository: { type: "repository", uuid: isOfFork ? "{99999999-0000-4000-8000-000000000000}" : uuid },
    },
    destination: { branch: { name: into } },
    reviewers: reviewers.map((one) => ({ type: "user", uuid: one, account_id: account(one) })),
  };
}
