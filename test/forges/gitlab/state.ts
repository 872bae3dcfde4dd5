import { join } from "node:path";
import { BareRepository, type Identity, type NewFile } from "../bare-repository.ts";

export interface FakeMergeRequest {
  readonly iid: number;
  readonly branch: string;
  readonly target: string;
  state: "opened" | "closed" | "merged" | "locked";
  title: string;
  description: string;
  head: string;
  readonly labels: Set<string>;
  reviewers: FakeUser[];
  /** Labels and reviewers that were asked for, each time. */
  readonly asked: string[];
  readonly isOfFork: boolean;
}

export interface FakeUser {
  readonly id: number;
  readonly username: string;
}

export interface FakePipeline {
  readonly sha: string;
  readonly status: "PENDING" | "RUNNING" | "SUCCESS" | "FAILED" | "CANCELED" | "SKIPPED" | "MANUAL";
  readonly source: "push" | "external" | "merge_request_event";
  readonly ref: string;
}

/** A project of the forge. What a test changes of it, it changes here. */
export interface FakeProject {
  readonly id: number;
  path: string;
  /** Earlier paths, which lead here. */
  readonly formerly: Set<string>;
  readonly bare: BareRepository;
  readonly branch: string;
  visibility: "public" | "internal" | "private";
  isFork: boolean;
  isArchived: boolean;
  /** What we may do: see it, read its files, write. */
  access: "guest" | "reporter" | "developer";
  /** Whether we are a member. */
  isMine: boolean;
  forks: number;
  topics: readonly string[];
  readonly mergeRequests: FakeMergeRequest[];
  /** The newest first. */
  readonly pipelines: FakePipeline[];
}

export type NewProject = Partial<
  Pick<FakeProject, "visibility" | "isFork" | "isArchived" | "forks" | "topics" | "access" | "isMine">
> & {
  readonly files?: Readonly<Record<string, NewFile>>;
};

const AUTHOR = { name: "Somebody", email: "somebody@example.com" };
const GITLAB = { name: "GitLab", email: "noreply@gitlab.com" };

/** What a GitLab knows. */
export class GitlabState {
  readonly projects: FakeProject[] = [];
  readonly users: readonly FakeUser[] = ["ann", "bob", "eve"].map((username, at) => ({ id: 11 + at, username }));
  readonly self = { id: 7, username: "acme-bot", name: "Acme Bot", email: "bot@acme.example" };
  scopes: readonly string[] = ["api"];
  /** Whether it signs what is committed by its API. */
  signs = false;
  /** Whether a merge request that has lost its branch is closed by the time that anybody asks. */
  closesAtOnce = false;
  allowsManyReviewers = true;
  allowsPush = true;
  /** Complexity of a query at the most, and bytes of the texts of one field. */
  readonly most = { complexity: 250, bytes: 20 * 2 ** 20 };
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Makes a project with one commit on `main`; without files it has none. */
  add(path: string, { files, ...given }: NewProject = {}): FakeProject {
    const id = this.projects.length + 101;
    const project: FakeProject = {
      id,
      path,
      formerly: new Set(),
      bare: BareRepository.create(join(this.#folder, `${id}.git`)),
      branch: "main",
      visibility: "private",
      isFork: false,
      isArchived: false,
      access: "developer",
      isMine: true,
      forks: 0,
      topics: [],
      mergeRequests: [],
      pipelines: [],
      ...given,
    };
    this.projects.push(project);
    if (files) this.commit(project, "main", files);
    return project;
  }

  /** Commits something as somebody else. */
  commit(project: FakeProject, branch: string, files: Readonly<Record<string, NewFile>>): string {
    const { bare } = project;
    const tip = bare.tip(branch);
    const commit = bare.commit({ parents: tip ? [tip] : [], message: "Work", author: AUTHOR, files });
    bare.moveBranch(branch, commit);
    this.settle(project);
    return commit;
  }

  /** Who makes a commit that is asked of the API. */
  committer(): { readonly author: Identity; readonly committer: Identity } {
    const { name, email } = this.self;
    return { author: { name, email }, committer: this.signs ? GITLAB : { name, email } };
  }

  find(idOrPath: string): FakeProject | undefined {
    const wanted = idOrPath.toLowerCase();
    return this.projects.find(({ id, path }) => String(id) === idOrPath || path.toLowerCase() === wanted);
  }

  /** What a former path leads to. */
  findFormer(path: string): FakeProject | undefined {
    return this.projects.find(({ formerly }) => formerly.has(path));
  }

  remove({ id }: FakeProject): void {
    this.projects.splice(
      this.projects.findIndex((one) => one.id === id),
      1,
    );
  }

  rename(project: FakeProject, path: string): void {
    project.formerly.add(project.path);
    project.path = path;
  }

  /** Merge requests follow their branch. */
  settle({ bare, mergeRequests }: FakeProject): void {
    for (const one of mergeRequests) {
      if (one.state !== "opened" || one.isOfFork) continue;
      const tip = bare.tip(one.branch);
      if (tip !== undefined) one.head = tip;
      else if (this.closesAtOnce) one.state = "closed";
    }
  }
}

/** Whether a title makes a draft. */
export function isDraft(title: string): boolean {
  return /^draft:/i.test(title);
}
