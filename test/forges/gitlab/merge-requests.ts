import type { Reply } from "../faulty-server.ts";
import { type FakeMergeRequest, type FakeProject, type FakeUser, type GitlabState, isDraft } from "./state.ts";

type Body = Readonly<Record<string, unknown>>;

export function showMergeRequest(project: FakeProject, iid: string): Reply {
  const one = project.mergeRequests.find((pull) => String(pull.iid) === iid);
  if (!one) return { status: 404, body: { message: "404 Not found" } };
  const { id, path } = project;
  const body = {
    iid: one.iid,
    state: one.state,
    title: one.title,
    description: one.description,
    draft: isDraft(one.title),
    sha: one.head,
    web_url: `https://gitlab.com/${path}/-/merge_requests/${one.iid}`,
    labels: [...one.labels],
    reviewers: one.reviewers,
    source_project_id: one.isOfFork ? id + 1000 : id,
    target_project_id: id,
  };
  return { status: 200, body };
}

export function createMergeRequest(project: FakeProject, given: Body, state: GitlabState): Reply {
  const { source_branch: branch, target_branch: target, title, description } = given as Record<string, string>;
  const head = project.bare.tip(branch ?? "");
  if (head === undefined || project.bare.tip(target ?? "") === undefined) {
    return { status: 400, body: { message: { base: ["Source branch does not exist"] } } };
  }
  const other = project.mergeRequests.find((one) => one.state === "opened" && one.branch === branch && !one.isOfFork);
  if (other) {
    const message = [`Another open merge request already exists for this source branch: !${other.iid}`];
    return { status: 409, body: { message } };
  }
  const one: FakeMergeRequest = {
    iid: project.mergeRequests.length + 1,
    branch: branch ?? "",
    target: target ?? "",
    state: "opened",
    title: title ?? "",
    description: carriedOut(description ?? ""),
    head,
    labels: new Set(),
    reviewers: [],
    asked: [],
    isOfFork: false,
  };
  project.mergeRequests.push(one);
  addExtras(one, given["labels"], given["reviewer_ids"], state);
  return { ...showMergeRequest(project, String(one.iid)), status: 201 };
}

export function updateMergeRequest(project: FakeProject, iid: string, given: Body, state: GitlabState): Reply {
  const one = project.mergeRequests.find((pull) => String(pull.iid) === iid);
  if (!one) return { status: 404, body: { message: "404 Not found" } };
  const { title, description, state_event: event } = given as Record<string, string | undefined>;
  if (event === "reopen" && project.bare.tip(one.branch) !== one.head) {
    return { status: 400, body: { message: { base: ["Source branch was made anew"] } } };
  }
  one.title = title ?? one.title;
  one.description = description === undefined ? one.description : carriedOut(description);
  if (event === "close" && one.state === "opened") one.state = "closed";
  if (event === "reopen" && one.state === "closed") one.state = "opened";
  addExtras(one, given["add_labels"], given["reviewer_ids"], state);
  return showMergeRequest(project, iid);
}

/** A line that begins with `/` and a word is a quick action: it is done, and not kept. */
function carriedOut(description: string): string {
  return description.replaceAll(/^[ \t]*\/\w+.*\n?/gm, "");
}

/** Reviewers are those that are named, and no others; what is not there is left out without a word. */
function addExtras(one: FakeMergeRequest, labels: unknown, reviewers: unknown, state: GitlabState): void {
  for (const label of (labels ?? []) as readonly string[]) {
    one.labels.add(label);
    one.asked.push(label);
  }
  if (reviewers === undefined) return;
  const before = new Set(one.reviewers.map(({ id }) => id));
  const named = (reviewers as readonly number[]).flatMap((wanted): FakeUser[] =>
    state.users.filter(({ id }) => id === wanted),
  );
  one.reviewers = state.allowsManyReviewers ? named : named.slice(0, 1);
  one.asked.push(...one.reviewers.filter(({ id }) => !before.has(id)).map(({ username }) => username));
}
