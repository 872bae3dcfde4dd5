import type { BranchRequest, Failure } from "../../fleet/forge.ts";
import { readChange } from "../../fleet/trailer.ts";
import { type Branches, type Commit, MOVED, isDone } from "../branches/branches.ts";
import { type PushPlace, encodeName, pushRefs } from "../branches/push.ts";
import { writeBranch as replaceBranch } from "../branches/write.ts";
import type { Api } from "../http/api.ts";
import type { ApiRequest } from "../http/transport.ts";
import { tryToAsk } from "../http/try-to-ask.ts";
import { listAt, textAt } from "../json.ts";
import { Refusal } from "../refusal.ts";
import { broken } from "./batch.ts";
import { failureOf, refusalOf, saysOf } from "./rest.ts";

/** Where branches are written. */
export interface Writing {
  readonly api: Api;
  /** Where people and git find GitLab, without a slash at the end. */
  readonly web: string;
}

/** The branches of a project. The API makes the commits, so that GitLab signs them where it signs. */
export function branchesOf(id: string, { api, web }: Writing): Branches {
  const tip = (branch: string): Promise<Commit | undefined> => readTip(id, branch, api);
  const place: PushPlace = {
    git: api,
    tip,
    address: () => readAddress(id, web, api),
    explain(said, answer) {
      if (said !== undefined || !answer) return broken(said ?? "");
      return refusalOf(answer, "takes no push by HTTPS", id, api);
    },
  };
  return {
    tip,
    make: (branch, request) => commitOn(branch, request, api),
    growsFromBase: false,
    push: (updates) => pushRefs(updates, place),
    pushesSeveral: true,
  };
}

/** Makes a branch with one commit over the base, or replaces one of ours. */
export async function writeBranch(request: BranchRequest, branches: Branches): Promise<string | Failure> {
  if (request.expected === undefined) {
    // GitLab refuses it where there is one: nobody has to look first.
    const made = await branches.make(request.branch, request);
    if (typeof made === "string" || made.kind !== "moved") return made;
  }
  return replaceBranch(request, branches);
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
  if (tip) return isDone(tip, request) ? tip.hash : MOVED;
  if (!answer) return broken("");
  if (/start_sha/.test(saysOf(answer))) return { kind: "moved", message: "the commit below is not there any more" };
  return refusalOf(answer, "does not take the commit", repository.id, api);
}

async function readTip(id: string, branch: string, api: Api): Promise<Commit | undefined> {
  const path = `/projects/${id}/repository`;
  const answer = await api.ask({ method: "GET", path: `${path}/branches/${encodeURIComponent(branch)}` });
  if (answer.status === 404 && /branch/i.test(saysOf(answer))) return undefined;
  const hash = textAt(answer.body, "commit", "id");
  if (answer.status !== 200 || hash === "") throw new Refusal(failureOf(answer, "does not give its branch"));
  const message = textAt(answer.body, "commit", "message");
  const said = { hash, message, isOurs: readChange(message) !== undefined };
  const parents = hashesIn(listAt(answer.body, "commit", "parent_ids"));
  if (parents.length > 0) return { ...said, parents };
  // With a branch, GitLab may leave out what its commit stands on.
  const whole = await api.ask({ method: "GET", path: `${path}/commits/${hash}?stats=false` });
  return { ...said, parents: hashesIn(listAt(whole.body, "parent_ids")) };
}

function hashesIn(values: readonly unknown[]): string[] {
  return values.filter((value) => typeof value === "string");
}

/** Where git has a project by the name of now; it takes a token as a password only. */
async function readAddress(id: string, web: string, api: Api): Promise<Pick<ApiRequest, "path" | "asUser">> {
  const project = await api.ask({ method: "GET", path: `/projects/${id}` });
  const name = textAt(project.body, "path_with_namespace");
  if (project.status !== 200 || name === "") throw new Refusal(failureOf(project, "does not say where it is"));
  return { path: `${web}/${encodeName(name)}`, asUser: "oauth2" };
}
