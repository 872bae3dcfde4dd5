import type { SnapshotFile, SnapshotRequest } from "../io/snapshot.ts";
import type { FleetRepository } from "./repository.ts";

/** Which repositories a forge is asked for. */
export type Selection =
  /** All of an organization, group or workspace; of a group, those of its subgroups too. */
  | { readonly kind: "owner"; readonly owner: string }
  /** What the forge's own search finds, in its own words. */
  | { readonly kind: "search"; readonly query: string }
  /** By `owner/name`. */
  | { readonly kind: "names"; readonly names: readonly string[] };

/** What could not be done with one repository, while others go on. */
export interface Failure {
  /** One clause, for a person; holds nothing of a request. */
  readonly message: string;
  /**
   * `gone`: deleted, or not to be seen any more; `denied`: the token may not; `archived`: nothing can be written there;
   * `moved`: something changed meanwhile, so that it is to be looked at anew; `broken`: the forge failed, also after retries.
   */
  readonly kind: "gone" | "denied" | "archived" | "moved" | "broken";
}

/** A list entry that leads nowhere, as it was written. */
export interface MissingRepository extends Failure {
  readonly name: string;
}

/**
 * What is to be read of one repository at one commit: everything in and below folders, and single files. Of paths that are
 * folders nothing is answered; of those that are links, the link, and nothing of where it leads.
 */
export interface FilesRequest extends SnapshotRequest {
  readonly repository: FleetRepository;
  readonly commit: string;
}

/** One file at one commit. */
export type FetchedFile = SnapshotFile;

/** What was asked for; what is not in `files` is not there. */
export interface FetchedFiles {
  /** By path from the root, `/` between. */
  readonly files: ReadonlyMap<string, FetchedFile>;
}

/** The branch that we propose from, and what was proposed from it. */
export interface ProposalState {
  /** The tip of the default branch now. */
  readonly base: { readonly branch: string; readonly commit: string } | undefined;
  readonly branch: BranchState | undefined;
  /** Every pull request from that branch in this repository, the newest first. */
  readonly pulls: readonly PullState[];
  /** The tip of a branch that a killed run left beside ours, if there is one. */
  readonly leftover?: string | undefined;
}

export interface BranchState {
  readonly commit: string;
  /** True when each commit that it has over the base was made by who we are logged in as, with our trailer in its message. */
  readonly isOurs: boolean;
  /** What our trailer says of the change; `undefined` where there is none, or no commit over the base. */
  readonly change: string | undefined;
  /** The commit that our only commit stands on; `undefined` where there is not exactly one. */
  readonly standsOn: string | undefined;
}

export interface PullState {
  readonly number: number;
  readonly url: string;
  readonly state: "open" | "closed" | "merged";
  readonly title: string;
  readonly body: string;
  readonly isDraft: boolean;
  /** The tip of its branch when it was last looked at. */
  readonly commit: string;
  /** What of labels, reviewers and draft was not taken, a clause each; only of one that was just opened or edited. */
  readonly notes?: readonly string[];
}

/** What the checks of a commit say together. `none`: there are none, or none has started. */
export type Checks = "none" | "pending" | "passed" | "failed";

/** A branch with one commit over the base. */
export interface BranchRequest {
  readonly repository: FleetRepository;
  readonly branch: string;
  /** The commit that it stands on. */
  readonly base: string;
  /** The tip that the branch must have for us to replace it; `undefined`: there must be none. */
  readonly expected: string | undefined;
  /** Subject, empty line, body, trailers. */
  readonly message: string;
  /** The whole text of each changed file, and whether it is executable. */
  readonly files: readonly { readonly path: string; readonly text: string; readonly isExecutable: boolean }[];
}

/** What a pull request is to be like. */
export interface PullRequest {
  readonly repository: FleetRepository;
  readonly branch: string;
  readonly into: string;
  readonly title: string;
  /** Markdown. */
  readonly body: string;
  readonly isDraft: boolean;
  readonly labels: readonly string[];
  /** Accounts, or `owner/team` where the forge has teams. */
  readonly reviewers: readonly string[];
}

/** Who the forge takes us for, and what it lets us do. */
export interface Access {
  /** Account or app. */
  readonly login: string;
  /** What the token lacks for what is asked of it, each a clause with the name of the scope; empty where the forge does not say. */
  readonly lacks: readonly string[];
}

/** What is about to be done at a forge, as far as it matters for how much is asked of it. */
export type Work =
  | { readonly kind: "plan"; readonly selections: readonly Selection[] }
  | {
      readonly kind: "propose";
      /** Repositories whose state is asked for, and those of them that may get a new branch. */
      readonly looked: number;
      readonly written: number;
      readonly labels: boolean;
      readonly reviewers: boolean;
    };

/** About how much work takes of what a host lets us ask. */
export interface Budget {
  readonly repositories: number;
  readonly takes: readonly {
    /** What the host counts: `requests`, `points`. */
    readonly what: string;
    readonly amount: number;
    /** `undefined` where the host has not said. */
    readonly left: number | undefined;
    /** When there is as much as ever again, in milliseconds since 1970. */
    readonly renewedAt: number | undefined;
  }[];
  /** Milliseconds below which it cannot be done, because changes keep their distance. */
  readonly atLeast: number;
}

/** One answer for each request, in no order. */
export type Answers<Answer> = AsyncIterable<{
  readonly repository: FleetRepository;
  readonly answer: Answer | Failure;
}>;

/**
 * A place that repositories are read from and changed in. Everything waits for the rate limit of its host and tries again
 * what may pass; what cannot be done for one repository is its `Failure`, what cannot be done at all (no network, a token that
 * is not taken) a UserError.
 */
export interface Forge {
  readonly place: FleetRepository["place"];
  readonly host: string;
  /** Asks who we are; `writes`: whether branches and pull requests are to be made. */
  access(writes: boolean): Promise<Access>;
  list(selection: Selection): AsyncIterable<FleetRepository | MissingRepository>;
  /** As few requests as the forge allows; a file above the limit is unreadable. */
  read(requests: readonly FilesRequest[]): Answers<FetchedFiles>;
  /** Whether each file takes a request of its own, so that nothing is to be read before it is surely wanted. */
  readonly readsOneByOne?: boolean;
  /** Each repository comes with the name that it has now. */
  proposals(repositories: readonly FleetRepository[], branch: string): Answers<ProposalState>;
  checks(commits: readonly { readonly repository: FleetRepository; readonly commit: string }[]): Answers<Checks>;
  /** Makes or replaces the branch in one step as seen by others; says its new tip. */
  write(request: BranchRequest): Promise<string | Failure>;
  open(pull: PullRequest): Promise<PullState | Failure>;
  /** Changes title and body, adds labels and reviewers that are missing, opens again if asked. */
  edit(pull: PullRequest, number: number, reopen: boolean): Promise<PullState | Failure>;
  /** Closes without merging and deletes the branch, both or, where its tip is not `commit` any more, neither. */
  close(pull: Pick<PullRequest, "repository" | "branch">, number: number, commit: string): Promise<undefined | Failure>;
  /** Deletes what `leftover` of its state told of, if it is still at that commit. */
  sweep?(branch: Pick<PullRequest, "repository" | "branch">, commit: string): Promise<undefined | Failure>;
  /** Before the work begins; `undefined` where nobody can say. A forge without limits has no budget. */
  budget?(work: Work): Promise<Budget | undefined>;
  /** Requests that the host lets us make until its limit is renewed; `undefined` where it has not said, or has none. */
  readonly requestsLeft?: number | undefined;
  end(): Promise<void>;
}

/** Tells what was asked for from why it could not be had. */
export function isFailure(answer: object | string | undefined): answer is Failure {
  return typeof answer === "object" && "kind" in answer && "message" in answer;
}
