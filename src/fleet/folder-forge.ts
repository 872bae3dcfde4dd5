import { findCheckouts } from "../io/checkouts.ts";
import { commitFiles, nameIn } from "../io/commit-files.ts";
import { runGit } from "../io/git/run-git.ts";
import { type GitPlace, withoutRepository } from "../io/git/safety.ts";
import { readWorkTree } from "../io/work-tree.ts";
import { UserError } from "../user-error.ts";
import { BRANCH_ONLY, branchProposal } from "./branch-only.ts";
import { branchState } from "./branch-state.ts";
import type {
  BranchRequest,
  Failure,
  FetchedFiles,
  FilesRequest,
  Forge,
  MissingRepository,
  ProposalState,
  Selection,
} from "./forge.ts";
import type { FleetRepository } from "./repository.ts";

/** Files of one checkout that are read. */
const FILES_READ = 2000;

/** Where folders are looked for. */
export interface FolderPlace {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Checkouts on this disk. What is checked out is read, as `circlesec fix` does; a proposal is a branch with one commit, made
 * beside the index, the work tree and what is checked out, without hooks. An owner is a folder of checkouts, or a glob.
 */
export function createFolderForge({ cwd, env: given }: FolderPlace): Forge {
  const env = withoutRepository(given);
  const at = (folder: string): GitPlace => ({ folder, env });
  return {
    place: "folder",
    host: "",
    access: () => Promise.resolve({ login: "", lacks: [] }),
    list: (selection) => listCheckouts(selection, { cwd, env }),
    async *read(requests) {
      for (const request of requests) {
        await Promise.resolve();
        yield { repository: request.repository, answer: readCheckout(request) };
      }
    },
    async *proposals(repositories, branch) {
      for (const repository of repositories) yield { repository, answer: await stateOf(at(repository.name), branch) };
    },
    async *checks(commits) {
      for (const { repository } of commits) {
        await Promise.resolve();
        yield { repository, answer: "none" };
      }
    },
    write: (request) => writeBranch(request, at(request.repository.name)),
    ...BRANCH_ONLY,
    close: ({ repository, branch }, _, commit) => deleteBranch(branch, commit, at(repository.name)),
    end: () => Promise.resolve(),
  };
}

async function* listCheckouts(
  selection: Selection,
  { cwd, env }: FolderPlace,
): AsyncGenerator<FleetRepository | MissingRepository> {
  const paths = selection.kind === "names" ? selection.names : [selection.kind === "owner" ? selection.owner : ""];
  for (const path of paths) {
    try {
      for (const folder of findCheckouts(path, cwd)) yield await describe(folder, env);
    } catch (error) {
      // Of a list, one that is not there costs the others nothing.
      if (!(error instanceof UserError) || selection.kind !== "names") throw error;
      yield { name: path, kind: "gone", message: error.message };
    }
  }
}

async function describe(folder: string, env: NodeJS.ProcessEnv): Promise<FleetRepository> {
  return {
    place: "folder",
    host: "",
    name: folder,
    id: folder,
    url: undefined,
    base: await baseOf({ folder, env }),
    visibility: "unknown",
    isFork: false,
    isArchived: false,
    forks: 0,
    topics: [],
  };
}

/** What is checked out; `undefined` before the first commit. */
async function baseOf(place: GitPlace): Promise<FleetRepository["base"]> {
  const { isDone, stdout } = await runGit(["rev-parse", "HEAD", "--symbolic-full-name", "HEAD"], place);
  const [commit = "", branch = ""] = stdout.toString().split("\n");
  return isDone ? { commit, branch: branch.replace(/^refs\/heads\//, "") } : undefined;
}

function readCheckout(request: FilesRequest): FetchedFiles | Failure {
  try {
    return { files: readWorkTree(request.repository.name, request, FILES_READ) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { kind: "broken", message: error.message };
  }
}

async function stateOf(place: GitPlace, branch: string): Promise<ProposalState | Failure> {
  const base = await baseOf(place);
  return branchProposal(base, base && (await branchState(place, `refs/heads/${branch}`, base.commit)));
}

async function writeBranch(request: BranchRequest, place: GitPlace): Promise<string | Failure> {
  const { base, branch, expected, files } = request;
  const named = await runGit(["check-ref-format", "--branch", branch], place);
  if (!named.isDone) return { kind: "broken", message: "git takes no branch of that name" };
  if (await isCheckedOut(branch, place)) return { kind: "denied", message: "the branch is checked out" };
  const same = await runGit(
    ["diff", "--quiet", "--no-ext-diff", "--no-textconv", base, "--", ...files.map(({ path }) => path)],
    place,
  );
  if (!same.isDone) return { kind: "moved", message: "what is to be changed has changes that are not committed" };
  const made = await commitFiles(request, place, true);
  if ("fault" in made) return { kind: "broken", message: made.fault };
  const before = expected ?? "0".repeat(base.length);
  const moved = await runGit(["update-ref", `refs/heads/${branch}`, made.commit, before], place);
  return moved.isDone ? made.commit : { kind: "moved", message: "the branch changed meanwhile" };
}

async function deleteBranch(branch: string, commit: string, place: GitPlace): Promise<Failure | undefined> {
  if (await isCheckedOut(branch, place)) return { kind: "denied", message: "the branch is checked out" };
  const deleted = await runGit(["update-ref", "-d", `refs/heads/${branch}`, commit], place);
  return deleted.isDone ? undefined : { kind: "moved", message: "the branch changed meanwhile" };
}

/** In this or another work tree, where it would change under someone's hands. */
async function isCheckedOut(branch: string, place: GitPlace): Promise<boolean> {
  const listed = await runGit(["worktree", "list", "--porcelain"], place);
  return nameIn(listed).split("\n").includes(`branch refs/heads/${branch}`);
}
