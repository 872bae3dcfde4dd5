import { nameIn } from "../io/commit-files.ts";
import { runGit } from "../io/git/run-git.ts";
import type { GitPlace } from "../io/git/safety.ts";
import type { BranchState } from "./forge.ts";
import { readChange } from "./trailer.ts";

/** What git here knows of the branch at a ref; `undefined` where there is none. Ours is what our committer committed. */
export async function branchState(place: GitPlace, ref: string, base: string): Promise<BranchState | undefined> {
  const tip = await runGit(["rev-parse", "--quiet", "--verify", `${ref}^{commit}`], place);
  if (!tip.isDone) return undefined;
  const commit = nameIn(tip);
  const log = await runGit(["log", "-z", "--format=%ce%n%P%n%B", `${base}..${commit}`], place);
  const commits = log.stdout
    .toString()
    .split("\0")
    .filter((one) => one !== "")
    .map((one) => {
      const [email = "", parents = "", ...message] = one.split("\n");
      return { email, parents: parents.split(" "), change: readChange(message.join("\n")) };
    });
  const identity = await runGit(["var", "GIT_COMMITTER_IDENT"], place);
  const email = /<([^>]*)>/.exec(nameIn(identity))?.[1];
  const [first] = commits;
  const only = commits.length === 1 && first?.parents.length === 1 ? first : undefined;
  return {
    commit,
    isOurs: log.isDone && commits.every((one) => one.email === email && one.change !== undefined),
    change: first?.change,
    standsOn: only?.parents[0],
  };
}
