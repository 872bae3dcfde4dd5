import type { BranchRequest, Failure } from "../../fleet/forge.ts";
import { type Branches, type Commit, isDone } from "../branches/branches.ts";
import { type PushPlace, encodeName, pushRefs } from "../branches/push.ts";
import { deleteBranch } from "../branches/write.ts";
import type { ApiAnswer } from "../http/transport.ts";
import { listAt, textAt } from "../json.ts";
import { Refusal } from "../refusal.ts";
import { encodePath, queryOf } from "./address.ts";
import { type Desk, readTip } from "./branch.ts";
import { NO_ANSWER, toFailure } from "./failure.ts";
import { fitsForm, writeForm } from "./form.ts";

const ODD_PATH: Failure = {
  kind: "broken",
  message: "the change is of a file whose path Bitbucket's API cannot be given",
};
const LOST_MODE: Failure = {
  kind: "broken",
  message: "the change is of an executable file, whose mode Bitbucket did not keep",
};

/** The branches of a repository. The API makes a new branch with its commit in one step, and moves one that is there forward only. */
export function branchesOf(desk: Desk): Branches {
  const tip = (branch: string): Promise<Commit | undefined> => readTip(branch, desk);
  const place: PushPlace = { git: desk.git, tip, address: () => readAddress(desk), explain };
  return {
    tip,
    make: (branch, request) => commitOn(branch, request, desk),
    growsFromBase: true,
    push: (updates) => pushRefs(updates, place),
    pushesSeveral: false,
  };
}

/** Where git has the repository by the name of now. */
async function readAddress({ api, path }: Desk): Promise<{ readonly path: string }> {
  const place = await api.ask({ method: "GET", path: `${path}${queryOf({ fields: "full_name" })}` });
  const name = textAt(place.body, "full_name");
  if (place.status !== 200 || name === "") throw new Refusal(toFailure(place));
  return { path: `/${encodeName(name)}` };
}

function explain(said: string | undefined, answer: ApiAnswer | undefined): Failure {
  if (said !== undefined) return { kind: "broken", message: `Bitbucket takes no push there (${said})` };
  return answer ? toFailure(answer) : NO_ANSWER;
}

/** Makes a branch with one commit over the base; one that is there has to be at the base. */
async function commitOn(branch: string, request: BranchRequest, desk: Desk): Promise<string | Failure> {
  const { base, message, files } = request;
  if (!files.every(({ path }) => fitsForm(path))) return ODD_PATH;
  const content = writeForm({ branch, parents: base, message }, files);
  // Sent again it changes nothing: the branch is not at that parent any more.
  const asked = { method: "POST", path: `${desk.path}/src`, content, isRepeatable: true } as const;
  const answer = await desk.api.ask(asked);
  const made = answer.status === 201 ? (hashIn(answer) ?? (await readTip(branch, desk))?.hash) : undefined;
  if (made !== undefined) {
    if (await keepsModes(made, files, desk)) return made;
    return (await deleteBranch(branch, made, branchesOf(desk))) ?? LOST_MODE;
  }
  // It may be done although nobody said so, or have been done before.
  const tip = await readTip(branch, desk);
  return tip && isDone(tip, request) ? tip.hash : toFailure(answer);
}

function hashIn({ headers }: ApiAnswer): string | undefined {
  const { location } = headers;
  return typeof location === "string" ? /\/commit\/([0-9a-f]{40})$/.exec(location)?.[1] : undefined;
}

async function keepsModes(commit: string, files: BranchRequest["files"], { api, path }: Desk): Promise<boolean> {
  const query = queryOf({ format: "meta", fields: "attributes" });
  for (const file of files.filter(({ isExecutable }) => isExecutable)) {
    const answer = await api.ask({ method: "GET", path: `${path}/src/${commit}/${encodePath(file.path)}${query}` });
    if (answer.status !== 200) throw new Refusal(toFailure(answer));
    if (!listAt(answer.body, "attributes").includes("executable")) return false;
  }
  return true;
}
