import { besideOf } from "../beside.ts";
import type { BranchRequest, Failure } from "../../fleet/forge.ts";
import { readChange } from "../../fleet/trailer.ts";
import { UserError } from "../../user-error.ts";
import type { Api } from "../http/api.ts";
import type { ApiAnswer, ApiRequest } from "../http/transport.ts";
import { textAt } from "../json.ts";
import { broken } from "./batch.ts";
import { MOVED } from "./graphql.ts";
import { type RefUpdate, readReport, writePush } from "../receive-pack.ts";
import { failureOf, refusalOf, saysOf } from "./rest.ts";

/** Where branches are written. */
export interface Writing {
  readonly api: Api;
  /** Where people and git find GitLab, without a slash at the end. */
  readonly web: string;
}

/** The tip of a branch, and what it is when it is our commit. */
interface Tip {
  readonly commit: string;
  readonly message: string;
  readonly parent: string;
}

/**
 * Makes a branch with one commit over the base, or replaces one of ours. The commit is made by the API, so that GitLab signs it
 * where it signs: on the branch itself where it is new, which GitLab does in one step and only if there is none. Else it is made on
 * a branch beside it. The API could only overwrite the other one, whatever it is at (`force`); a push of git moves it in one step
 * from where it was seen, so that what somebody pushes meanwhile is not lost.
 */
export async function writeBranch(request: BranchRequest, writing: Writing): Promise<string | Failure> {
  const { repository, branch, base, expected } = request;
  if (expected === undefined) {
    // GitLab refuses it where there is one: nobody has to look first.
    const made = await commitOn(branch, request, writing.api);
    if (typeof made === "string" || made.kind !== "moved") return made;
  }
  const tip = await readTip(repository.id, branch, writing.api);
  if (tip && "kind" in tip) return tip;
  if (tip && isDone(tip, request)) return tip.commit;
  if (tip?.commit !== expected && !(expected === undefined && tip?.commit === base)) return MOVED;
  if (!tip) return commitOn(branch, request, writing.api);
  const beside = besideOf(branch);
  const made = await commitBeside(beside, request, writing);
  if (typeof made !== "string") return made;
  const away: RefUpdate = { branch: beside, from: made, to: undefined };
  const failure = await push(repository.id, [{ branch, from: tip.commit, to: made }, away], writing);
  if (failure) await push(repository.id, [away], writing);
  return failure ?? made;
}

/** A commit on a branch of its own, which a killed run may have left. */
async function commitBeside(beside: string, request: BranchRequest, writing: Writing): Promise<string | Failure> {
  const { id } = request.repository;
  const left = await readTip(id, beside, writing.api);
  if (left && "kind" in left) return left;
  if (left && isDone(left, request)) return left.commit;
  if (left && readChange(left.message) === undefined) {
    return { kind: "moved", message: `\`${beside}\`, which is needed for a moment, is somebody else's` };
  }
  const failure = left && (await push(id, [{ branch: beside, from: left.commit, to: undefined }], writing));
  return failure ?? commitOn(beside, request, writing.api);
}

/** Makes a branch with one commit; the mode of a file stays, and that of an executable one is said once more. */
async function commitOn(branch: string, request: BranchRequest, api: Api): Promise<string | Failure> {
  const { repository, base, message, files } = request;
  const actions = files.flatMap(({ path, text, isExecutable }) => [
    { action: "update", file_path: path, content: Buffer.from(text).toString("base64"), encoding: "base64" },
    ...(isExecutable ? [{ action: "chmod", file_path: path, execute_filemode: true }] : []),
  ]);
  const body = { branch, start_sha: base, commit_message: message, actions, stats: false };
  const path = `/projects/${repository.id}/repository/commits`;
  // May be asked for twice: GitLab makes no second branch of the name.
  const answer = await tryToAsk({ method: "POST", path, body, isRepeatable: true }, api);
  const made = textAt(answer?.body, "id");
  if (answer?.status === 201 && made !== "") return made;
  // It may be done although nobody said so, or have been done before.
  const tip = await readTip(repository.id, branch, api);
  if (tip && "kind" in tip) return tip;
  if (tip) return isDone(tip, request) ? tip.commit : MOVED;
  if (!answer) return broken("");
  if (/start_sha/.test(saysOf(answer))) return { kind: "moved", message: "the commit below is not there any more" };
  return refusalOf(answer, "does not take the commit", repository.id, api);
}

function isDone({ message, parent }: Tip, request: BranchRequest): boolean {
  return parent === request.base && message.trim() === request.message.trim();
}

async function readTip(id: string, branch: string, api: Api): Promise<Tip | Failure | undefined> {
  const path = `/projects/${id}/repository`;
  const answer = await api.ask({ method: "GET", path: `${path}/branches/${encodeURIComponent(branch)}` });
  if (answer.status === 404 && /branch/i.test(saysOf(answer))) return undefined;
  const commit = textAt(answer.body, "commit", "id");
  if (answer.status !== 200 || commit === "") return failureOf(answer, "does not give its branch");
  const message = textAt(answer.body, "commit", "message");
  const parent = textAt(answer.body, "commit", "parent_ids", 0);
  if (parent !== "") return { commit, message, parent };
  // With a branch, GitLab may leave out what its commit stands on.
  const whole = await api.ask({ method: "GET", path: `${path}/commits/${commit}?stats=false` });
  return { commit, message, parent: textAt(whole.body, "parent_ids", 0) };
}

/** Deletes a branch that is still at a commit; one that is not there is deleted already. */
export async function deleteBranch(
  { repository, branch }: Pick<BranchRequest, "repository" | "branch">,
  commit: string,
  writing: Writing,
): Promise<Failure | undefined> {
  const tip = await readTip(repository.id, branch, writing.api);
  if (!tip || "kind" in tip) return tip;
  if (tip.commit !== commit) return MOVED;
  return push(repository.id, [{ branch, from: commit, to: undefined }], writing);
}

/** Deletes what a killed run left beside a branch, unless it is somebody else's. */
export async function deleteBeside(
  { repository, branch }: Pick<BranchRequest, "repository" | "branch">,
  writing: Writing,
): Promise<Failure | undefined> {
  const beside = besideOf(branch);
  const left = await readTip(repository.id, beside, writing.api);
  if (left && "kind" in left) return left;
  if (!left || readChange(left.message) === undefined) return undefined;
  return push(repository.id, [{ branch: beside, from: left.commit, to: undefined }], writing);
}

/** Moves, makes and deletes branches, all or none, each from where it was seen. */
async function push(id: string, updates: readonly RefUpdate[], { api, web }: Writing): Promise<Failure | undefined> {
  const project = await api.ask({ method: "GET", path: `/projects/${id}` });
  const name = textAt(project.body, "path_with_namespace");
  if (project.status !== 200 || name === "") return failureOf(project, "does not say where it is");
  const path = name.split("/").map(encodeURIComponent).join("/");
  const content = { type: "application/x-git-receive-pack-request", bytes: writePush(updates) };
  const answer = await tryToAsk(
    {
      method: "POST",
      path: `${web}/${path}.git/git-receive-pack`,
      content,
      accept: "application/x-git-receive-pack-result",
      asUser: "oauth2",
      isFile: true,
      isRepeatable: true,
      isProbe: true,
    },
    api,
  );
  const report = answer?.body;
  const refusal = answer?.status === 200 && Buffer.isBuffer(report) ? readReport(report) : "no answer";
  if (refusal === undefined) return undefined;
  return settle(id, updates, answer?.status === 200 ? refusal : undefined, { answer, api });
}

/** What came of a push that was refused, or of which nobody said that it is done. */
async function settle(
  id: string,
  updates: readonly RefUpdate[],
  refusal: string | undefined,
  { answer, api }: { readonly answer: ApiAnswer | undefined; readonly api: Api },
): Promise<Failure | undefined> {
  let isDone = true;
  for (const { branch, from, to } of updates) {
    const tip = await readTip(id, branch, api);
    if (tip && "kind" in tip) return tip;
    if (tip?.commit !== to && tip?.commit !== from) return MOVED;
    isDone &&= tip?.commit === to;
  }
  if (isDone) return undefined;
  if (refusal !== undefined) return broken(refusal.replaceAll(/\s+/g, " ").slice(0, 200));
  return answer ? refusalOf(answer, "takes no push by HTTPS", id, api) : broken("");
}

/** `undefined` where no answer came, so that nobody knows whether it is done. */
async function tryToAsk(request: ApiRequest, api: Api): Promise<ApiAnswer | undefined> {
  try {
    return await api.ask(request);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
