import { commitFiles, nameIn } from "../io/commit-files.ts";
import { RemoteCopy } from "../io/remote-copy.ts";
import { type GitEnd, runGit } from "../io/git/run-git.ts";
import { type GitPlace, withoutRepository } from "../io/git/safety.ts";
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
import type { Base, FleetRepository } from "./repository.ts";

/** Files of one repository that are read. */
const FILES_READ = 2000;
/** Copies that are kept for what else is asked of them: more than a plan has under way at once. */
const KEPT_COPIES = 200;
/** Repositories that are fetched at once. */
const TOGETHER = 4;

/** Commits of the default branch among which the one is looked for that a branch of ours stands on, step by step. */
const DEPTHS = [50, 1000, 10_000];

/** Where git is run. */
export interface RemotePlace {
  readonly env: NodeJS.ProcessEnv;
  /** Where commands run that need no repository. */
  readonly folder: string;
  /** True where addresses of this disk may be read: somebody named one. */
  readonly allowsFiles: boolean;
  /** True where a host is reached by HTTP without TLS: somebody said so. */
  readonly allowsPlain?: boolean;
}

/**
 * Repositories that git alone can reach, by their address. Of each one commit is fetched without its files, then those files that
 * are read; nothing is checked out. Credentials are git's own matter. A proposal is a branch.
 */
export function createGitForge(host: string, { env: given, folder, allowsFiles, allowsPlain }: RemotePlace): Forge {
  const protocols = ["https", "ssh", ...(allowsFiles ? ["file"] : []), ...(allowsPlain ? ["http"] : [])].join(":");
  const place = { env: withoutRepository(given), protocols };
  const here: GitPlace = { ...place, folder };
  const copies = new Map<string, RemoteCopy>();
  const copyOf = async (url: string, commit: string): Promise<RemoteCopy | Failure> => {
    const key = `${commit} ${url}`;
    const known = copies.get(key);
    if (known) return known;
    const copy = await RemoteCopy.of(url, commit, place);
    if (typeof copy === "string") return { kind: "broken", message: `git failed: ${copy}` };
    copies.set(key, copy);
    const [oldest] = copies.size > KEPT_COPIES ? copies.keys() : [];
    if (oldest !== undefined) {
      copies.get(oldest)?.remove();
      copies.delete(oldest);
    }
    return copy;
  };
  return {
    place: "git",
    host,
    access: () => Promise.resolve({ login: "", lacks: [] }),
    list: (selection) => listRemotes(selection, host, here),
    async *read(requests) {
      for (let at = 0; at < requests.length; at += TOGETHER) {
        const some = requests.slice(at, at + TOGETHER);
        const answers = await Promise.all(
          some.map(async (request) => ({
            repository: request.repository,
            answer: await readRemote(request, copyOf),
          })),
        );
        yield* answers;
      }
    },
    async *proposals(repositories, branch) {
      for (const repository of repositories)
        yield { repository, answer: await stateOf(repository, branch, here, copyOf) };
    },
    async *checks(commits) {
      for (const { repository } of commits) {
        await Promise.resolve();
        yield { repository, answer: "none" };
      }
    },
    write: (request) => pushBranch(request, copyOf),
    ...BRANCH_ONLY,
    close: ({ repository, branch }, _, commit) => deleteBranch(repository.name, branch, commit, here, copyOf),
    end: () => {
      for (const copy of copies.values()) copy.remove();
      copies.clear();
      return Promise.resolve();
    },
  };
}

type CopyOf = (url: string, commit: string) => Promise<RemoteCopy | Failure>;

async function* listRemotes(
  selection: Selection,
  host: string,
  here: GitPlace,
): AsyncGenerator<FleetRepository | MissingRepository> {
  if (selection.kind !== "names") throw new UserError("git alone can only be asked for repositories by their address");
  for (const name of selection.names) {
    const tips = await tipsOf(name, ["HEAD"], here);
    if (typeof tips === "string") yield { name, kind: "gone", message: `git failed: ${tips}` };
    else yield describe(name, host, tips.base);
  }
}

function describe(name: string, host: string, base: Base | undefined): FleetRepository {
  return {
    place: "git",
    host,
    name,
    id: name,
    url: undefined,
    base,
    visibility: "unknown",
    isFork: false,
    isArchived: false,
    forks: 0,
    topics: [],
  };
}

/** The tips of refs at a remote, and of its default branch; why not, where it does not say. */
async function tipsOf(url: string, refs: readonly string[], here: GitPlace) {
  const { isDone, stdout, said } = await runGit(["ls-remote", "--symref", "--", url, ...refs], here);
  if (!isDone) return said;
  const lines = stdout.toString().split("\n");
  const branch = lines.map((line) => /^ref: refs\/heads\/(\S+)\tHEAD$/.exec(line)?.[1]).find(Boolean);
  const commits = new Map(lines.map((line) => /^([0-9a-f]{40,64})\t(\S+)$/.exec(line)).map((m) => [m?.[2], m?.[1]]));
  const commit = commits.get("HEAD");
  return { base: commit === undefined ? undefined : { branch: branch ?? "HEAD", commit }, commits };
}

async function readRemote({ repository, commit, ...request }: FilesRequest, copyOf: CopyOf) {
  const copy = await copyOf(repository.name, commit);
  if (!(copy instanceof RemoteCopy)) return copy;
  try {
    const answer: FetchedFiles = { files: await copy.read(request, FILES_READ) };
    return answer;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const failure: Failure = { kind: "broken", message: error.message };
    return failure;
  }
}

async function stateOf(
  { name }: FleetRepository,
  branch: string,
  here: GitPlace,
  copyOf: CopyOf,
): Promise<ProposalState | Failure> {
  const ref = `refs/heads/${branch}`;
  const tips = await tipsOf(name, ["HEAD", ref], here);
  if (typeof tips === "string") return { kind: "broken", message: `git failed: ${tips}` };
  const { base, commits } = tips;
  const tip = commits.get(ref);
  if (!base || tip === undefined) return branchProposal(base, undefined);
  const copy = await copyOf(name, base.commit);
  if (!(copy instanceof RemoteCopy)) return copy;
  // As deep as one commit of ours on any base: what is deeper is not ours alone.
  const fetched = await fetchSome(tip, 2, "blob:none", copy);
  if (!fetched.isDone) return { kind: "broken", message: `git failed: ${fetched.said}` };
  let state = await branchState(copy.place, tip, base.commit);
  for (const depth of DEPTHS) {
    if (!state || state.isOurs || state.change === undefined) break;
    // Our commit stands on what may be an earlier tip of the default branch, which only its history tells.
    if (!(await fetchSome(base.commit, depth, "tree:0", copy)).isDone) break;
    state = await branchState(copy.place, tip, base.commit);
  }
  return branchProposal(base, state);
}

function fetchSome(commit: string, depth: number, filter: string, { place }: RemoteCopy): Promise<GitEnd> {
  const way = [`--depth=${depth}`, `--filter=${filter}`, "--no-tags", "--no-write-fetch-head", "origin", commit];
  return runGit(["fetch", "--quiet", ...way], place);
}

async function pushBranch(request: BranchRequest, copyOf: CopyOf): Promise<string | Failure> {
  const { repository, branch, base, expected } = request;
  const copy = await copyOf(repository.name, base);
  if (!(copy instanceof RemoteCopy)) return copy;
  const ref = `refs/heads/${branch}`;
  const named = await runGit(["check-ref-format", ref], copy.place);
  if (!named.isDone) return { kind: "broken", message: "git takes no branch of that name" };
  const made = await commitFiles(request, copy.place, false);
  if ("fault" in made) return { kind: "broken", message: made.fault };
  const lease = `--force-with-lease=${ref}:${expected ?? ""}`;
  const pushed = await runGit(["push", "--quiet", "--no-verify", lease, "origin", `${made.commit}:${ref}`], copy.place);
  if (pushed.isDone) return made.commit;
  const after = await runGit(["ls-remote", "origin", ref], copy.place);
  const moved = (nameIn(after).split("\t")[0] ?? "") !== (expected ?? "");
  return moved
    ? { kind: "moved", message: "the branch changed meanwhile" }
    : { kind: "denied", message: `git failed: ${pushed.said}` };
}

async function deleteBranch(
  url: string,
  branch: string,
  commit: string,
  here: GitPlace,
  copyOf: CopyOf,
): Promise<Failure | undefined> {
  const ref = `refs/heads/${branch}`;
  const tips = await tipsOf(url, ["HEAD", ref], here);
  if (typeof tips === "string") return { kind: "broken", message: `git failed: ${tips}` };
  if (!tips.base) return { kind: "gone", message: "it has no commit any more" };
  // A run that was killed may have come as far as this.
  if (!tips.commits.has(ref)) return undefined;
  const copy = await copyOf(url, tips.base.commit);
  if (!(copy instanceof RemoteCopy)) return copy;
  const lease = `--force-with-lease=${ref}:${commit}`;
  const pushed = await runGit(["push", "--quiet", "--no-verify", lease, "origin", `:${ref}`], copy.place);
  return pushed.isDone ? undefined : { kind: "moved", message: `the branch stays: ${pushed.said}` };
}
