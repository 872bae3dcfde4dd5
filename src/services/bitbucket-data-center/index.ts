import { type BranchRequest, type Failure, type Forge, type MissingRepository, isFailure } from "../../fleet/forge.ts";
import type { FleetRepository } from "../../fleet/repository.ts";
import { readChange } from "../../fleet/trailer.ts";
import { UserError } from "../../user-error.ts";
import { type ForgeHost, serviceAt } from "../forge-host.ts";
import { openApi } from "../http/api.ts";
import { SYSTEM_CLOCK } from "../http/clock.ts";
import { limitsWith } from "../http/gate.ts";
import { inOrder, inParallel } from "../in-parallel.ts";
import { type Self, readSelf } from "./access.ts";
import { readChecks } from "./checks.ts";
import { type GitAround, openGitWithLogin } from "../../fleet/git-login.ts";
import { findRepository, listRepositories } from "./list.ts";
import { declinePull, editPull, openPull, readPulls } from "./pulls.ts";
import type { Described } from "./repository.ts";

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
  let git: Promise<Forge> | undefined;
  const openGit = async (): Promise<Forge> => {
    const { person } = await known();
    return openGitWithLogin(host, { web, header: await authorize(false), authority, person }, around);
  };
  const withGit = (): Promise<Forge> => (git ??= openGit());
  const addresses = new Map<string, string>();
  /** As git knows it: by its address. */
  const forGit = async (repository: FleetRepository): Promise<FleetRepository | Failure> => {
    const address = addresses.get(repository.id);
    if (address !== undefined) return { ...repository, place: "git", name: address };
    const found = await findRepository(repository.name, { api, host });
    return isFailure(found) ? found : atAddress(found, repository);
  };
  const atAddress = ({ repository: { id }, address }: Described, repository: FleetRepository) => {
    if (address === "") return NO_ADDRESS;
    addresses.set(id, address);
    return { ...repository, place: "git", name: address } as const;
  };
  /** With the tip of its default branch, which git is asked for. */
  const withBase = async (one: Described | MissingRepository): Promise<FleetRepository | MissingRepository> => {
    if ("kind" in one) return one;
    const { repository } = one;
    const place = atAddress(one, { ...repository, base: undefined });
    if (isFailure(place)) return { ...place, name: repository.name };
    for await (const found of (await withGit()).list({ kind: "names", names: [place.name] })) {
      return "message" in found ? { ...found, name: repository.name } : { ...repository, base: found.base };
    }
    return { ...NO_ANSWER, name: repository.name };
  };
  return {
    place: "bitbucket",
    host,
    access: async () => known(),
    async *list(selection) {
      for await (const page of listRepositories(selection, { api, host })) {
        yield* inOrder(page, withBase, LANES);
      }
    },
    read: (requests) =>
      inParallel(
        requests,
        async (request) => {
          const repository = await forGit(request.repository);
          if (isFailure(repository)) return { repository: request.repository, answer: repository };
          const answers = (await withGit()).read([{ ...request, repository }]);
          return { repository: request.repository, answer: await onlyOf(answers) };
        },
        LANES,
      ),
    proposals: (repositories, branch) =>
      inParallel(
        repositories,
        async (repository) => {
          const found = await findRepository(repository.name, { api, host });
          if (isFailure(found)) return { repository, answer: found };
          const place = atAddress(found, repository);
          if (isFailure(place)) return { repository, answer: place };
          const state = await onlyOf((await withGit()).proposals([place], branch));
          if (isFailure(state)) return { repository, answer: state };
          const pulls = await readPulls(found.repository.name, branch, api);
          if ("kind" in pulls) return { repository, answer: pulls };
          // Bitbucket learns where a branch is a moment after it was pushed.
          const tip = state.branch?.commit;
          const seen = pulls.map((pull) =>
            pull.state === "open" && tip !== undefined ? { ...pull, commit: tip } : pull,
          );
          const { name, url } = found.repository;
          return { repository: { ...repository, name, url }, answer: { ...state, pulls: seen } };
        },
        LANES,
      ),
    checks: (commits) =>
      inParallel(commits, async ({ repository, commit }) => ({
        repository,
        answer: await readChecks(commit, `${web}/rest/build-status/1.0`, api),
      })),
    async write(request) {
      const repository = await forGit(request.repository);
      if (isFailure(repository)) return repository;
      const written = await writeOnce({ ...request, repository }, await withGit());
      if (!isFailure(written) || written.kind === "moved") return written;
      // Git does not say whether a repository is there.
      const found = await findRepository(request.repository.name, { api, host });
      return isFailure(found) ? found : written;
    },
    open: (pull) => openPull(pull, api),
    edit: (pull, number, reopen) => editPull(pull, number, reopen, api),
    async close({ repository, branch }, number, commit) {
      const place = await forGit(repository);
      if (isFailure(place)) return place;
      // The branch first: where somebody has pushed to it, both stay.
      const failure = await (await withGit()).close({ repository: place, branch }, number, commit);
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
      if (git) await (await git).end();
    },
  };
}

const NO_ADDRESS: Failure = { kind: "broken", message: "Bitbucket names no address that git could reach it by" };

const NO_ANSWER: Failure = { kind: "broken", message: "git gave no answer for it" };

/** Makes a branch what is asked for; what was done before, by a run that was killed then, is done. */
async function writeOnce(request: BranchRequest, git: Forge): Promise<string | Failure> {
  const { repository, branch: name, base, message, expected } = request;
  const state = await onlyOf(git.proposals([repository], name));
  if (isFailure(state)) return state;
  const { branch } = state;
  if (branch?.isOurs && branch.standsOn === base && branch.change === readChange(message)) return branch.commit;
  // Nothing of anybody is lost with a branch that is at the base.
  const isFree = expected === undefined && branch?.commit === base;
  return git.write({ ...request, expected: isFree ? base : expected });
}

/** The answer about the one repository that was asked about. */
async function onlyOf<Answer>(
  answers: AsyncIterable<{ readonly answer: Answer | Failure }>,
): Promise<Answer | Failure> {
  for await (const { answer } of answers) return answer;
  return NO_ANSWER;
}
