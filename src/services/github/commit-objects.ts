import { type BranchRequest, type Failure, isFailure } from "../../fleet/forge.ts";
import type { Api } from "../http/api.ts";
import { textAt } from "../json.ts";
import { restFailure } from "./rest.ts";

/**
 * Makes the commit of a request object by object, and leads no branch to it: nobody sees it, and what a killed run has made goes
 * with GitHub's next clean-up. Modes of files are kept. GitHub signs it only for an app.
 */
export async function makeCommit(request: BranchRequest, api: Api): Promise<string | Failure> {
  const { repository, base, message, files } = request;
  const make = (kind: string, body: object): Promise<string | Failure> => makeObject(repository.name, kind, body, api);
  const answer = await api.ask({ method: "GET", path: `/repos/${repository.name}/git/commits/${base}` });
  if (answer.status !== 200) return restFailure(answer, "a question for a commit");
  const entries: object[] = [];
  for (const { path, text, isExecutable } of files) {
    const sha = await make("blobs", { content: Buffer.from(text).toString("base64"), encoding: "base64" });
    if (isFailure(sha)) return sha;
    entries.push({ path, mode: isExecutable ? "100755" : "100644", type: "blob", sha });
  }
  const tree = await make("trees", { base_tree: textAt(answer.body, "tree", "sha"), tree: entries });
  return isFailure(tree) ? tree : make("commits", { message, tree, parents: [base] });
}

/** An object twice is one object, and a commit twice is one that nothing leads to. */
async function makeObject(name: string, kind: string, body: object, api: Api): Promise<string | Failure> {
  const answer = await api.ask({ method: "POST", path: `/repos/${name}/git/${kind}`, body, isRepeatable: true });
  return answer.status === 201 ? textAt(answer.body, "sha") : restFailure(answer, `one of its ${kind}`);
}
