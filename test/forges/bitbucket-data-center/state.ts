import { join } from "node:path";
import { BareRepository, type NewFile } from "../bare-repository.ts";

export interface FakePull {
  readonly id: number;
  readonly branch: string;
  readonly into: string;
  version: number;
  state: "OPEN" | "MERGED" | "DECLINED";
  title: string;
  description: string;
  isDraft: boolean;
  /** Where the branch was when Bitbucket last looked. */
  head: string;
  /** By name. */
  reviewers: readonly string[];
  readonly isOfFork: boolean;
}

/** A repository of the forge. What a test changes of it, it changes here. */
export interface FakeRepository {
  readonly id: number;
  project: string;
  slug: string;
  readonly bare: BareRepository;
  isPublic: boolean;
  isArchived: boolean;
  /** Number of the repository that it is a fork of. */
  origin: number | undefined;
  /** False: only read, by its API. */
  isWritable: boolean;
  /** How git reaches it, as Bitbucket names the ways. */
  ways: readonly ("http" | "ssh")[];
  readonly pulls: FakePull[];
  /** States of the builds of a commit. */
  readonly builds: Map<string, readonly string[]>;
}

export type NewRepository = Partial<
  Pick<FakeRepository, "isPublic" | "isArchived" | "origin" | "isWritable" | "ways">
> & { readonly files?: Readonly<Record<string, NewFile>> };

export const US = { name: "acme-bot", displayName: "Acme Bot", emailAddress: "acme-bot@example.com" };
const SOMEBODY = { name: "Somebody", email: "somebody@example.com" };

/** What differs from one Bitbucket Data Center to another: the client has to bear either. */
interface Ways {
  /** Whether pull requests can be drafts, which they cannot before 8.18. */
  hasDrafts: boolean;
  /** Whether an answer names whom it is for, which it does not for the token of a project or repository. */
  namesUs: boolean;
  /** Whether a pull request is declined with its branch. */
  closesWithBranch: boolean;
  /** Items of a page, whatever is asked for. */
  page: number;
}

/** What a Bitbucket Data Center knows. */
export class DataCenterState {
  readonly repositories: FakeRepository[] = [];
  /** Names of those who can be asked for a review. */
  readonly accounts = ["ann", "bob"];
  readonly ways: Ways = { hasDrafts: true, namesUs: true, closesWithBranch: false, page: 25 };
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Makes a repository with one commit on `main`; without files it has none. */
  add(name: string, { files, ...given }: NewRepository = {}): FakeRepository {
    const id = this.repositories.length + 1;
    const [project = "", slug = ""] = name.split("/");
    const repository: FakeRepository = {
      id,
      project,
      slug,
      bare: BareRepository.create(join(this.#folder, `${id}.git`)),
      isPublic: false,
      isArchived: false,
      origin: undefined,
      isWritable: true,
      ways: ["ssh", "http"],
      pulls: [],
      builds: new Map(),
      ...given,
    };
    this.repositories.push(repository);
    if (files) this.commit(repository, "main", files);
    return repository;
  }

  /** Commits something as somebody else. */
  commit({ bare }: FakeRepository, branch: string, files: Readonly<Record<string, NewFile | undefined>>): string {
    const tip = bare.tip(branch);
    const commit = bare.commit({ parents: tip ? [tip] : [], message: "Work", author: SOMEBODY, files });
    bare.moveBranch(branch, commit);
    return commit;
  }

  find(project: string, slug: string): FakeRepository | undefined {
    return this.repositories.find((one) => one.project === project && one.slug === slug);
  }

  /** What git asks for by `/scm/project/slug.git`, and below: the project is in lower case there. */
  servedAt(path: string): FakeRepository | undefined {
    const [, project, slug] = /^\/scm\/([^/]+)\/([^/]+)\.git(?:\/|$)/.exec(decodeURIComponent(path)) ?? [];
    return this.repositories.find((one) => one.project.toLowerCase() === project && one.slug === slug);
  }

  remove({ id }: FakeRepository): void {
    this.repositories.splice(
      this.repositories.findIndex((one) => one.id === id),
      1,
    );
  }

  /** Pull requests follow their branch while it is there. */
  settle(): void {
    for (const { bare, pulls } of this.repositories) {
      for (const pull of pulls) {
        if (pull.state !== "OPEN" || pull.isOfFork) continue;
        const tip = bare.tip(pull.branch);
        if (tip !== undefined) pull.head = tip;
        else if (this.ways.closesWithBranch) pull.state = "DECLINED";
      }
    }
  }
}
