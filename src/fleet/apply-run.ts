import type { Answers, BranchRequest, Forge, PullRequest } from "./forge.ts";
import type { Journal } from "./journal.ts";
import type { PlannedRepository } from "./plan.ts";
import type { ProposalText } from "./proposal-text.ts";
import type { FleetRepository } from "./repository.ts";

/** What was planned for a repository at the present tip of its default branch, and the files that the change consists of. */
export interface FreshPlan {
  readonly planned: PlannedRepository;
  /** Digest of what the plan depends on besides the repository. */
  readonly options: string;
  readonly files: BranchRequest["files"];
}

/** What a proposal says. */
export interface Wording extends ProposalText {
  /** Of the commit, without our trailer. */
  readonly subject: string;
  readonly explanation: string;
}

/** How proposals are made. */
export interface ApplyOptions {
  /** The branch to propose from. */
  readonly branch: string;
  readonly looks: Pick<PullRequest, "isDraft" | "labels" | "reviewers">;
  /** Repositories of the first wave; 0: as many as of any other. */
  readonly canary: number;
  /** Repositories of each other wave; 0: all that are left. */
  readonly wave: number;
  /** Branches that one run writes. */
  readonly max: number;
  /** Seconds that one wave's checks are waited for. */
  readonly wait: number;
  /** How many of a wave may turn red. */
  readonly tolerate: number;
  /** Goes on behind a wave whose checks are red or not done. */
  readonly goesOn: boolean;
  /** Proposes again what a person closed, and what was merged and is gone again. */
  readonly reopen: boolean;
  /** Says what would be done, and does nothing. */
  readonly dryRun: boolean;
}

/** Those that decide what is done for one repository. */
export type ProposalOptions = Pick<ApplyOptions, "branch" | "looks" | "reopen" | "dryRun">;

/** How repositories are treated in a part of a run. */
export interface Treatment {
  readonly tools: ApplyTools;
  readonly options: ProposalOptions;
  /** The wave of what is new. */
  readonly wave: number;
  /** Whether pull requests may be opened now. */
  readonly opens: boolean;
}

/** What came of repositories, and those that are to be proposed once that may be. */
export interface Treated {
  readonly rows: readonly ApplyRow[];
  readonly later: readonly string[];
}

/** Who makes proposals: this process, or workers elsewhere. */
export interface Crew {
  /** How many repositories are looked at together. */
  readonly most: number;
  /** Makes the proposals of some repositories what they are to be; says what came of each. */
  readonly treat: (keys: readonly string[], treatment: Treatment) => Promise<Treated>;
}

/** What a run works with. */
export interface ApplyTools {
  readonly journal: Journal;
  /** Waits until what was noted outlives the end of this computer: before anything outside is changed. */
  readonly secure: () => Promise<void>;
  /** `undefined` where nothing may be written: a folder. */
  readonly forgeFor: (repository: FleetRepository) => Forge | undefined;
  /** Reads repositories at their `base`, and makes the fixes again. */
  readonly planAgain: (repositories: readonly FleetRepository[]) => Answers<FreshPlan>;
  readonly word: (planned: PlannedRepository) => Wording;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Ends early when the run is stopped. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly stop: AbortSignal;
  readonly tell: (event: ApplyEvent) => void;
}

/** What was done for one repository, or would be in a dry run. */
export interface ApplyRow {
  readonly key: string;
  readonly name: string;
  readonly did: "opened" | "updated" | "reworded" | "reopened" | "closed" | "unchanged" | "held" | "failed";
  /** Of the pull request. */
  readonly url: string | undefined;
  /** Why it is held, or failed. */
  readonly reason: string | undefined;
  /** What of labels, reviewers and draft the forge did not take, a clause each. */
  readonly notes?: readonly string[] | undefined;
  readonly wave: number | undefined;
}

/** What a person may want to see while it goes on. */
export type ApplyEvent =
  | { readonly kind: "row"; readonly row: ApplyRow }
  | { readonly kind: "waiting"; readonly wave: number; readonly pending: number; readonly red: number };
