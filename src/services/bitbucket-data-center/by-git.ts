import {
  type BranchRequest,
  type Failure,
  type FilesRequest,
  type Forge,
  type MissingRepository,
  type ProposalState,
  isFailure,
} from "../../fleet/forge.ts";
import type { FleetRepository } from "../../fleet/repository.ts";
import { readChange } from "../../fleet/trailer.ts";
import type { Described } from "./repository.ts";

/** What of a Bitbucket Data Center is done by git. */
export interface ByGitAround {
  /** Git with the token; asked once, when it is needed. */
  readonly open: () => Promise<Forge>;
  /** How Bitbucket describes a repository now. */
  readonly find: (repository: Pick<FleetRepository, "name">) => Promise<Described | Failure>;
}

const NO_ADDRESS: Failure = { kind: "broken", message: "Bitbucket names no address that git could reach it by" };
const NO_ANSWER: Failure = { kind: "broken", message: "git gave no answer for it" };

/** Repositories of Bitbucket as git has them: by the addresses that Bitbucket says. */
export class ByGit {
  readonly #around: ByGitAround;
  readonly #addresses = new Map<string, string>();
  #git: Promise<Forge> | undefined;

  constructor(around: ByGitAround) {
    this.#around = around;
  }

  /** A repository with the tip of its default branch. */
  async withBase(found: Described): Promise<FleetRepository | MissingRepository> {
    const { repository } = found;
    const place = this.#placeOf(found, { ...repository, base: undefined });
    if (isFailure(place)) return { ...place, name: repository.name };
    for await (const one of (await this.#open()).list({ kind: "names", names: [place.name] })) {
      return "message" in one ? { ...one, name: repository.name } : { ...repository, base: one.base };
    }
    return { ...NO_ANSWER, name: repository.name };
  }

  async read(request: FilesRequest) {
    const { repository } = request;
    const place = await this.#known(repository);
    if (isFailure(place)) return { repository, answer: place };
    return { repository, answer: await onlyOf((await this.#open()).read([{ ...request, repository: place }])) };
  }

  /** Where the default branch is, and ours; no pull requests. */
  async stateOf(found: Described, repository: FleetRepository, branch: string): Promise<ProposalState | Failure> {
    const place = this.#placeOf(found, repository);
    return isFailure(place) ? place : onlyOf((await this.#open()).proposals([place], branch));
  }

  /** Makes a branch what is asked for; what was done before, by a run that was killed then, is done. */
  async write(request: BranchRequest): Promise<string | Failure> {
    const repository = await this.#known(request.repository);
    if (isFailure(repository)) return repository;
    const written = await writeOnce({ ...request, repository }, await this.#open());
    if (!isFailure(written) || written.kind === "moved") return written;
    // Git does not say whether a repository is there.
    const found = await this.#around.find(request.repository);
    return isFailure(found) ? found : written;
  }

  /** Deletes a branch that is still at a commit. */
  async deleteBranch(repository: FleetRepository, branch: string, commit: string): Promise<Failure | undefined> {
    const place = await this.#known(repository);
    return isFailure(place) ? place : (await this.#open()).close({ repository: place, branch }, 0, commit);
  }

  async end(): Promise<void> {
    if (this.#git) await (await this.#git).end();
  }

  #open(): Promise<Forge> {
    return (this.#git ??= this.#around.open());
  }

  async #known(repository: FleetRepository): Promise<FleetRepository | Failure> {
    const address = this.#addresses.get(repository.id);
    if (address !== undefined) return { ...repository, place: "git", name: address };
    const found = await this.#around.find(repository);
    return isFailure(found) ? found : this.#placeOf(found, repository);
  }

  #placeOf({ repository: { id }, address }: Described, repository: FleetRepository): FleetRepository | Failure {
    if (address === "") return NO_ADDRESS;
    this.#addresses.set(id, address);
    return { ...repository, place: "git", name: address };
  }
}

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
