import { type Forge, isFailure } from "../../fleet/forge.ts";
import type { FleetRepository } from "../../fleet/repository.ts";
import { besideOf } from "../branches/beside.ts";
import { deleteBeside, deleteBranch, writeBranch } from "../branches/write.ts";
import { type ForgeHost, serviceAt } from "../forge-host.ts";
import { openApi } from "../http/api.ts";
import { SYSTEM_CLOCK } from "../http/clock.ts";
import { limitsWith } from "../http/gate.ts";
import { type Identity, readIdentity } from "./access.ts";
import { pathOf } from "./address.ts";
import type { Desk } from "./branch.ts";
import { readBudget } from "./budget.ts";
import { orFailure } from "../refusal.ts";
import { inParallel } from "../in-parallel.ts";
import { readChecks, readProposal } from "./proposals.ts";
import { declinePull, editPull, openPull } from "./pulls.ts";
import { asGitUser } from "./git-user.ts";
import { Reader } from "./read.ts";
import { listRepositories } from "./repositories.ts";
import { branchesOf } from "./write.ts";

/** Where people and git find it. */
const WEB = "https://bitbucket.org";

/** Where the API of Bitbucket Cloud begins. */
export const CLOUD_BASE = "https://api.bitbucket.org/2.0";

/** Opens Bitbucket Cloud; nothing is asked yet. A Bitbucket Data Center has another API. */
export function openBitbucket({
  host,
  base,
  authorize,
  authority,
  clock = SYSTEM_CLOCK,
  limits = {},
  onPause,
}: ForgeHost): Forge {
  const service = serviceAt("Bitbucket", host);
  const usual = CLOUD_BASE;
  const place = { service, base: base ?? usual, authority };
  const wanted = limitsWith(limits);
  const api = openApi({ ...place, authorize, limits: wanted, onPause }, clock);
  const web = place.base === usual ? WEB : place.base.replace(/\/2\.0$/, "");
  const forGit = async (renew: boolean): Promise<string | undefined> => asGitUser(await authorize(renew));
  const git = openApi({ service, base: web, authority, authorize: forGit, limits: wanted, onPause }, clock);
  const reader = new Reader(api);
  let known: Promise<Identity> | undefined;
  const identify = (writes: boolean): Promise<Identity> => {
    known = readIdentity(api, writes).catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
  const deskOf = async (repository: FleetRepository): Promise<Desk> => {
    const identity = await (known ?? identify(false));
    return { api, git, path: pathOf(repository), identity };
  };
  return {
    place: "bitbucket",
    host,
    access: identify,
    list: (selection) => listRepositories(selection, { api, host }),
    read: (requests) => reader.read(requests),
    readsOneByOne: true,
    proposals: (repositories, branch) =>
      inParallel(repositories, async (repository) => {
        const found = await orFailure(async () => readProposal(repository.id, branch, await deskOf(repository)));
        if (isFailure(found)) return { repository, answer: found };
        const { name, url, state } = found;
        return { repository: { ...repository, name, url }, answer: state };
      }),
    checks: (commits) =>
      inParallel(commits, async ({ repository, commit }) => ({
        repository,
        answer: await orFailure(async () => readChecks(commit, await deskOf(repository))),
      })),
    write: (request) => orFailure(async () => writeBranch(request, branchesOf(await deskOf(request.repository)))),
    open: (pull) => orFailure(async () => openPull(pull, await deskOf(pull.repository))),
    edit: (pull, number, reopen) =>
      orFailure(async () => editPull(pull, number, reopen, await deskOf(pull.repository))),
    close: ({ repository, branch }, number, commit) =>
      orFailure(async () => {
        const desk = await deskOf(repository);
        // The branch first: where somebody has pushed to it, both stay.
        const branches = branchesOf(desk);
        const failure = await deleteBranch(branch, commit, branches);
        if (failure) return failure;
        await deleteBeside(branch, branches);
        return declinePull(number, desk);
      }),
    sweep: ({ repository, branch }, commit) =>
      orFailure(async () => deleteBranch(besideOf(branch), commit, branchesOf(await deskOf(repository)))),
    budget: (work) => readBudget(work, api, wanted.betweenChanges),
    async end() {
      await api.close();
      await git.close();
    },
  };
}
