import { type Failure, type Forge, type ProposalState, isFailure } from "../../fleet/forge.ts";
import type { FleetRepository } from "../../fleet/repository.ts";
import { UserError } from "../../user-error.ts";
import { type ForgeHost, serviceAt } from "../forge-host.ts";
import { type Api, openApi } from "../http/api.ts";
import { SYSTEM_CLOCK } from "../http/clock.ts";
import { limitsWith } from "../http/gate.ts";
import { inOrder, inParallel } from "../in-parallel.ts";
import { type Self, readSelf } from "./access.ts";
import { ByGit } from "./by-git.ts";
import { readChecks } from "./checks.ts";
import { type GitAround, openGitWithLogin } from "../../fleet/git-login.ts";
import { findRepository, listRepositories } from "./list.ts";
import { declinePull, editPull, openPull, readPulls } from "./pulls.ts";

const API = /\/rest\/api\/(?:1\.0|latest)$/;
/** Repositories that git is run for at once. */
const LANES = 6;
/** To see how a proposal stands, and to open it. */
const REQUESTS = { state: 2, proposing: 1 };

/** Where the API of a Bitbucket Data Center usually begins. */
export function dataCenterBase(host: string): string {
  return `https://${host}/rest/api/latest`;
}

/**
 * Opens a Bitbucket Data Center; nothing is asked yet. Its API lists repositories, keeps pull requests and knows builds. It writes one
 * file with a commit and says of no file whether it is executable or a link, so that git reads, commits and pushes.
 */
export function openDataCenter(
  { host, base = dataCenterBase(host), authorize, authority, clock = SYSTEM_CLOCK, limits = {}, onPause }: ForgeHost,
  around: GitAround,
): Forge {
  if (!API.test(base)) {
    throw new UserError(`this is not where the API of a Bitbucket Data Center begins (\`hosts\`, ${host})`, {
      help: "Write an address that ends in /rest/api/latest",
    });
  }
  const service = serviceAt("Bitbucket", host);
  const wanted = limitsWith(limits);
  const api = openApi({ service, base, authorize, authority, limits: wanted, onPause }, clock);
  const web = base.replace(API, "");
  let self: Promise<Self> | undefined;
  const known = (): Promise<Self> => (self ??= readSelf(api, host));
  const git = new ByGit({
    open: async () => {
      const { person } = await known();
      return openGitWithLogin(host, { web, header: await authorize(false), authority, person }, around);
    },
    find: ({ name }) => findRepository(name, { api, host }),
  });
  return {
    place: "bitbucket",
    host,
    access: async () => known(),
    async *list(selection) {
      for await (const page of listRepositories(selection, { api, host })) {
        yield* inOrder(page, async (one) => ("kind" in one ? one : git.withBase(one)), LANES);
      }
    },
    read: (requests) => inParallel(requests, (request) => git.read(request), LANES),
    proposals: (repositories, branch) => {
      const ask = async (repository: FleetRepository) => {
        const found = await findRepository(repository.name, { api, host });
        if (isFailure(found)) return { repository, answer: found };
        const { name, url } = found.repository;
        const state = await git.stateOf(found, repository, branch);
        const answer = isFailure(state) ? state : await withPulls(state, name, branch, api);
        return { repository: { ...repository, name, url }, answer };
      };
      return inParallel(repositories, ask, LANES);
    },
    checks: (commits) =>
      inParallel(commits, async ({ repository, commit }) => ({
        repository,
        answer: await readChecks(commit, `${web}/rest/build-status/1.0`, api),
      })),
    write: (request) => git.write(request),
    open: (pull) => openPull(pull, api),
    edit: (pull, number, reopen) => editPull(pull, number, reopen, api),
    async close({ repository, branch }, number, commit) {
      // The branch first: where somebody has pushed to it, both stay.
      const failure = await git.deleteBranch(repository, branch, commit);
      return failure ?? declinePull({ repository }, number, api);
    },
    budget: async (work) => {
      if (work.kind === "plan") return Promise.resolve(undefined);
      const { looked, written } = work;
      const amount = looked * REQUESTS.state + written * REQUESTS.proposing;
      const takes = [{ what: "requests", amount, left: undefined, renewedAt: undefined }];
      return { repositories: looked, takes, atLeast: written * wanted.betweenChanges };
    },
    async end() {
      await api.close();
      await git.end();
    },
  };
}

/** The state of a branch with its pull requests. */
async function withPulls(
  state: ProposalState,
  name: string,
  branch: string,
  api: Api,
): Promise<ProposalState | Failure> {
  const pulls = await readPulls(name, branch, api);
  if ("kind" in pulls) return pulls;
  // Bitbucket learns where a branch is a moment after it was pushed.
  const tip = state.branch?.commit;
  const seen = pulls.map((pull) => (pull.state === "open" && tip !== undefined ? { ...pull, commit: tip } : pull));
  return { ...state, pulls: seen };
}
