import { UserError } from "../user-error.ts";
import type { ReadableDisk } from "./disk.ts";
import { openGit } from "./git/open-git.ts";
import { createTreeDisk } from "./tree-disk.ts";
import { treeOfCommit } from "./git/git-tree.ts";

interface Surroundings {
  /** The root of the working tree, absolute. */
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  readonly disk: ReadableDisk;
}

/** The files of a repository as a revision has them. A revision that the repository does not have is a UserError. */
export function openRevision(revision: string, { root, env, disk }: Surroundings): ReadableDisk {
  const git = openGit(root, env);
  const commit = git.ask(["rev-parse", "--quiet", "--verify", "--end-of-options", `${revision}^{commit}`]);
  if (!commit) {
    throw new UserError(`git knows no revision \`${revision}\` here`, {
      help: "Fetch it first: a shallow clone has only the newest commits, and a checkout of CI often no other branch",
    });
  }
  return createTreeDisk(treeOfCommit(git, commit.toString().trim()), root, disk);
}
