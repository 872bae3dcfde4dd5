import { join } from "node:path";
import { BareRepository, type NewFile } from "../bare-repository.ts";

export interface FakePull {
  readonly number: number;
  readonly branch: string;
  readonly base: string;
  state: "OPEN" | "CLOSED" | "MERGED";
  title: string;
  body: string;
  isDraft: boolean;
  head: string;
  readonly labels: Set<string>;
  /** Who is asked for a review, and has not reviewed. */
  readonly reviewers: Set<string>;
  readonly reviewedBy: string[];
  /** Labels and reviewers that were asked for, each time. */
  readonly asked: string[];
  readonly isOfFork: boolean;
}

/** A repository of the forge. What a test changes of it, it changes here. */
export interface FakeRepository {
  readonly id: string;
  name: string;
  /** Earlier names, which lead here. */
  readonly formerly: Set<string>;
  readonly bare: BareRepository;
  readonly branch: string;
  visibility: "PUBLIC" | "INTERNAL" | "PRIVATE";
  isFork: boolean;
  isArchived: boolean;
  /** False: only read. */
  isWritable: boolean;
  /** Whether drafts are allowed. */
  hasDrafts: boolean;
  forks: number;
  topics: readonly string[];
  readonly pulls: FakePull[];
  /** State of the checks by commit. */
  readonly checks: Map<string, "SUCCESS" | "FAILURE" | "PENDING">;
}

export type NewRepository = Partial<
  Pick<FakeRepository, "visibility" | "isFork" | "isArchived" | "forks" | "topics" | "hasDrafts" | "isWritable">
> & {
  readonly files?: Readonly<Record<string, NewFile>>;
};

const AUTHOR = { name: "Somebody", email: "somebody@example.com" };

/** What a forge knows. */
export class ForgeState {
  readonly repositories: FakeRepository[] = [];
  readonly login: string;
  /** Of GraphQL; each query takes as many as it costs. A server of one's own may have no limits. */
  readonly points = {
    isLimited: true,
    limit: 5000,
    remaining: 5000,
    cost: 1,
    resetAt: new Date("2100-01-01T00:00:00Z"),
  };
  /** Of the REST API. */
  readonly requests = { limit: 5000, remaining: 4990, resetAt: new Date("2100-01-01T00:00:00Z") };
  readonly #folder: string;

  constructor(folder: string, login = "acme-bot") {
    this.#folder = folder;
    this.login = login;
  }

  /** Makes a repository with one commit on `main`; without files it has none. */
  add(name: string, { files, ...given }: NewRepository = {}): FakeRepository {
    const number = this.repositories.length + 1;
    const bare = BareRepository.create(join(this.#folder, `${number}.git`));
    const repository: FakeRepository = {
      id: `R_${number}`,
      name,
      formerly: new Set(),
      bare,
      branch: "main",
      visibility: "PRIVATE",
      isFork: false,
      isArchived: false,
      isWritable: true,
      hasDrafts: true,
      forks: 0,
      topics: [],
      pulls: [],
      checks: new Map(),
      ...given,
    };
    this.repositories.push(repository);
    if (files) bare.commitFirst("main", { message: "Work", author: AUTHOR, files });
    return repository;
  }

  /** Commits something as somebody else. */
  commit(repository: FakeRepository, branch: string, files: Readonly<Record<string, NewFile>>): string {
    const tip = repository.bare.tip(branch);
    const commit = repository.bare.commit({ parents: tip ? [tip] : [], message: "Work", author: AUTHOR, files });
    repository.bare.moveBranch(branch, commit);
    this.settle(repository);
    return commit;
  }

  find(name: string): FakeRepository | undefined {
    return this.repositories.find((one) => one.name.toLowerCase() === name.toLowerCase());
  }

  /** What a former name leads to. */
  findFormer(name: string): FakeRepository | undefined {
    return this.repositories.find(({ formerly }) => formerly.has(name));
  }

  remove({ id }: FakeRepository): void {
    this.repositories.splice(
      this.repositories.findIndex((one) => one.id === id),
      1,
    );
  }

  rename(repository: FakeRepository, name: string): void {
    repository.formerly.add(repository.name);
    repository.name = name;
  }

  /** Pull requests follow their branch; one whose branch is gone, or has nothing over its base, is closed. */
  settle({ bare, pulls }: FakeRepository): void {
    for (const pull of pulls) {
      if (pull.state !== "OPEN" || pull.isOfFork) continue;
      const tip = bare.tip(pull.branch);
      const base = bare.tip(pull.base);
      if (tip === undefined || base === undefined || bare.between(base, tip).length === 0) pull.state = "CLOSED";
      if (tip !== undefined) pull.head = tip;
    }
  }
}
