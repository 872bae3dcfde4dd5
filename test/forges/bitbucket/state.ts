import { join } from "node:path";
import { BareRepository, type NewFile } from "../bare-repository.ts";

export interface FakePull {
  readonly id: number;
  readonly branch: string;
  into: string;
  state: "OPEN" | "MERGED" | "DECLINED" | "SUPERSEDED";
  title: string;
  description: string;
  isDraft: boolean;
  head: string;
  /** By uuid. */
  reviewers: readonly string[];
  readonly isOfFork: boolean;
}

/** A repository of the forge. What a test changes of it, it changes here. */
export interface FakeRepository {
  readonly uuid: string;
  workspace: string;
  slug: string;
  /** Earlier names in its workspace, which lead here. */
  readonly formerly: Set<string>;
  readonly bare: BareRepository;
  readonly branch: string;
  isPrivate: boolean;
  parent: string | undefined;
  project: string;
  /** False: only read. */
  isWritable: boolean;
  readonly pulls: FakePull[];
  /** States of the builds of a commit. */
  readonly statuses: Map<string, readonly string[]>;
  /** Paths of files that are kept elsewhere. */
  readonly lfs: Set<string>;
}

export type NewRepository = Partial<Pick<FakeRepository, "isPrivate" | "parent" | "project" | "isWritable">> & {
  readonly files?: Readonly<Record<string, NewFile>>;
};

/** An account, and who it is in commits. */
export interface Account {
  readonly uuid: string;
  readonly account_id: string;
  readonly username: string;
  readonly email: string;
}

export const US: Account = account(1, "acme-bot");
export const ANN: Account = account(2, "ann");
export const BOB: Account = account(3, "bob");
const SOMEBODY = { name: "Somebody", email: "somebody@example.com" };

function account(number: number, username: string): Account {
  const uuid = `{00000000-0000-4000-8000-00000000000${number}}`;
  return { uuid, account_id: `557058:${number}`, username, email: `${username}@example.com` };
}

/** What is not published of Bitbucket, or may change: the client has to bear either. */
export interface Ways {
  /** Whether a repository comes with the tip of its main branch. */
  givesTips: boolean;
  /** Whether git may be pushed by HTTPS. */
  takesPushes: boolean;
  /** Whether pull requests are closed with their branch. */
  closesWithBranch: boolean;
  /** Whether `x-attributes` are heeded. */
  keepsModes: boolean;
  /** Levels of folders that one list bears. */
  levels: number;
}

/** What a Bitbucket knows. */
export class BitbucketState {
  readonly repositories: FakeRepository[] = [];
  readonly accounts = [US, ANN, BOB];
  readonly ways: Ways = {
    givesTips: true,
    takesPushes: true,
    closesWithBranch: false,
    keepsModes: true,
    levels: 10,
  };
  /** Of the token. */
  scopes: readonly string[] = ["account", "pullrequest:write"];
  /** Whether the token is one of a workspace, and stands for nobody. */
  isAccessToken = false;
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Makes a repository with one commit on `main`; without files it has none. */
  add(name: string, { files, ...given }: NewRepository = {}): FakeRepository {
    const number = this.repositories.length + 1;
    const [workspace = "", slug = ""] = name.split("/");
    const repository: FakeRepository = {
      uuid: `{10000000-0000-4000-8000-${String(number).padStart(12, "0")}}`,
      workspace,
      slug,
      formerly: new Set(),
      bare: BareRepository.create(join(this.#folder, `${number}.git`)),
      branch: "main",
      isPrivate: true,
      parent: undefined,
      project: "CI",
      isWritable: true,
      pulls: [],
      statuses: new Map(),
      lfs: new Set(),
      ...given,
    };
    this.repositories.push(repository);
    if (files) this.commit(repository, "main", files);
    return repository;
  }

  /** Commits something as somebody else. */
  commit(repository: FakeRepository, branch: string, files: Readonly<Record<string, NewFile | undefined>>): string {
    const tip = repository.bare.tip(branch);
    const commit = repository.bare.commit({ parents: tip ? [tip] : [], message: "Work", author: SOMEBODY, files });
    repository.bare.moveBranch(branch, commit);
    this.settle(repository);
    return commit;
  }

  /** Who commits what is asked of the API. */
  get committer() {
    return this.isAccessToken
      ? { name: "fleet", email: "x7c8r9ctnvfrt87m0jij79hi1z@bots.bitbucket.org" }
      : { name: "Acme Bot", email: US.email };
  }

  remove({ uuid }: FakeRepository): void {
    this.repositories.splice(
      this.repositories.findIndex((one) => one.uuid === uuid),
      1,
    );
  }

  rename(repository: FakeRepository, slug: string): void {
    repository.formerly.add(repository.slug);
    repository.slug = slug;
  }

  /** Pull requests follow their branch while it is there. */
  settle({ bare, pulls }: FakeRepository): void {
    for (const pull of pulls) {
      if (pull.state !== "OPEN" || pull.isOfFork) continue;
      const tip = bare.tip(pull.branch);
      if (tip !== undefined) pull.head = tip;
      else if (this.ways.closesWithBranch) pull.state = "DECLINED";
    }
  }
}
