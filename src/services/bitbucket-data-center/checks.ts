import type { Checks, Failure } from "../../fleet/forge.ts";
import type { Api } from "../http/api.ts";
import { textAt } from "../json.ts";
import { allOf } from "./pages.ts";

/** `UNKNOWN` is what Bitbucket says of a build that nobody has told it about. */
const CHECKS: Readonly<Record<string, Checks>> = { SUCCESSFUL: "passed", INPROGRESS: "pending", UNKNOWN: "none" };

/** What the builds of a commit say together; `statuses`: where their API begins. */
export async function readChecks(commit: string, statuses: string, api: Api): Promise<Checks | Failure> {
  const builds = await allOf(api, `${statuses}/commits/${encodeURIComponent(commit)}`);
  if ("kind" in builds) return builds;
  const all = new Set(builds.map((build) => CHECKS[textAt(build, "state")] ?? "failed"));
  return (["failed", "pending", "passed"] as const).find((one) => all.has(one)) ?? "none";
}
