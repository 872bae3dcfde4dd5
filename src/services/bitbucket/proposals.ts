import type { Checks, ProposalState } from "../../fleet/forge.ts";
import { readChange } from "../../fleet/trailer.ts";
import { textAt } from "../json.ts";
import { queryOf } from "./address.ts";
import { type Desk, readChain, readTips } from "./branch.ts";
import { Refusal } from "../refusal.ts";
import { toFailure } from "./failure.ts";
import { allOf } from "./pages.ts";
import { readPulls } from "./pulls.ts";
import { readBase } from "./repositories.ts";
import { besideOf } from "../branches/beside.ts";

/** How a repository stands. */
interface Proposed {
  readonly name: string;
  readonly url: string;
  readonly state: ProposalState;
}

/** The state of a branch and its pull requests, with the name and address that the repository has now. */
export async function readProposal(repositoryId: string, branch: string, desk: Desk): Promise<Proposed> {
  const query = queryOf({ fields: "full_name,links.html.href,mainbranch.name,mainbranch.target.hash" });
  const answer = await desk.api.ask({ method: "GET", path: `${desk.path}${query}` });
  if (answer.status !== 200) throw new Refusal(toFailure(answer));
  const now = { name: textAt(answer.body, "full_name"), url: textAt(answer.body, "links", "html", "href") };
  const base = await readBase(answer.body, desk.path, desk.api);
  const tips = await readTips(branch, desk);
  const [tip, beside] = [tips.get(branch), tips.get(besideOf(branch))];
  const pulls = await readPulls(branch, repositoryId, tip?.hash, desk);
  const leftover = beside?.isOurs ? beside.hash : undefined;
  if (!tip || !base) return { ...now, state: { base, branch: undefined, pulls, leftover } };
  const { isOurs, commits } = await readChain(tip, base.commit, desk);
  const [only] = commits.length === 1 ? commits : [];
  const change = commits.length === 0 ? undefined : readChange(tip.message);
  const own = { commit: tip.hash, isOurs, change, standsOn: only?.parents[0] };
  return { ...now, state: { base, branch: own, pulls, leftover } };
}

const CHECKS: Readonly<Record<string, Checks>> = { SUCCESSFUL: "passed", INPROGRESS: "pending" };

/** What the statuses of a commit say together. */
export async function readChecks(commit: string, { api, path }: Desk): Promise<Checks> {
  const query = queryOf({ pagelen: 100, fields: "next,values.state" });
  const statuses = await allOf(api, `${path}/commit/${encodeURIComponent(commit)}/statuses${query}`);
  const all = new Set(statuses.map((one) => CHECKS[textAt(one, "state")] ?? "failed"));
  return (["failed", "pending", "passed"] as const).find((one) => all.has(one)) ?? "none";
}
