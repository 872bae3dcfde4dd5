import type { Checks } from "./forge.ts";
import type { PlannedRepository } from "./plan.ts";
import type { FleetRepository } from "./repository.ts";

/** What changes or looks at a campaign, and so is kept in its journal. */
export type CampaignCommand = "plan" | "apply" | "status" | "close";

/** One line of the journal of a campaign: what is known of the repositories is what the last line about each one says. */
export type JournalLine =
  | {
      readonly kind: "started";
      readonly command: CampaignCommand;
      readonly at: string;
      readonly version: string;
    }
  | CampaignLine
  | RepositoryLine
  | SelectedLine
  | WaveLine
  | RanLine;

/** Written when a campaign is worked on by others, once: the name that tells its work from that of any other campaign. */
export interface CampaignLine {
  readonly kind: "campaign";
  readonly id: string;
}

/** Written by each `plan` that ends: the keys of all that it selected. What was planned before and is none of them stays as it is. */
export interface SelectedLine {
  readonly kind: "selected";
  readonly keys: readonly string[];
}

/** What came of one repository. */
export type RepositoryLine =
  /** `options`: a digest of what the plan depends on besides the repository. */
  | { readonly kind: "planned"; readonly key: string; readonly options: string; readonly planned: PlannedRepository }
  /** Written before a branch or a text is, so that what a killed run did is known to be ours. */
  | ({ readonly kind: "writing"; readonly key: string; readonly branch: string } & WritingNote)
  | {
      readonly kind: "proposed";
      readonly key: string;
      readonly repository: FleetRepository;
      readonly proposal: ProposalRecord;
    }
  /** Not proposed, and why: someone else's commits, closed before… Looked at again in the next run. */
  | { readonly kind: "held"; readonly key: string; readonly reason: string }
  | { readonly kind: "failed"; readonly key: string; readonly reason: string }
  /** By us; `because`: somebody asked for it, or nothing was left to propose, so that something new may be. */
  | {
      readonly kind: "closed";
      readonly key: string;
      readonly number: number;
      readonly because: "asked" | "nothing left";
    }
  | { readonly kind: "checked"; readonly key: string; readonly commit: string; readonly checks: Checks };

/** How the wait for the checks of a wave ended. */
export interface WaveLine {
  readonly kind: "wave";
  /** One-based. */
  readonly wave: number;
  readonly ended: "green" | "red" | "unsettled";
  /** Keys of those whose checks failed. */
  readonly red: readonly string[];
}

/** What a run came to. All of these are kept: they are the trend. */
export interface RanLine {
  readonly kind: "ran";
  readonly command: CampaignCommand;
  /** ISO 8601, in UTC. */
  readonly at: string;
  /** Named counts, as the command counts them: `repositories`, `open`, `authenticated`… */
  readonly counts: Readonly<Record<string, number>>;
}

export interface ProposalRecord {
  readonly branch: string;
  readonly commit: string;
  readonly number: number;
  readonly url: string;
  readonly change: string;
  readonly base: string;
  readonly state: "open" | "closed" | "merged";
  /** When its branch was written last, ISO 8601. */
  readonly since: string;
  /** One-based. */
  readonly wave: number;
  /** What was asked for last; `undefined` where the proposal was found, and not made. */
  readonly asked: TextDigests | undefined;
  /** What the forge made of it. */
  readonly texts: TextDigests;
}

/** What was about to be written. */
export interface WritingNote {
  readonly change: string;
  readonly texts: TextDigests;
}

/** Digests of title and body, as they were asked for or as a forge keeps them: what a person made of them has others. */
export interface TextDigests {
  readonly title: string;
  readonly body: string;
}
