import type { Prerequisite, Safety, Severity } from "../finding.ts";
import type { FleetRepository } from "./repository.ts";

/**
 * What a run found out about one repository, as plain data that can be written down. It holds no text of the repository but
 * what may be shown: secrets are masked, and the fixed files are not in it; who applies the plan makes them again, and goes on
 * only where they come to the same `change`.
 */
export interface PlannedRepository {
  readonly repository: FleetRepository;
  /** The commit that was looked at; `undefined` where none could be. */
  readonly commit: string | undefined;
  /** The only day, `YYYY-MM-DD`, that it is sure to hold for: a suppression in it has an end. Absent: any day. */
  readonly day?: string;
  readonly outcome: Outcome;
  /** Sorted by path; those without a finding and without a fix are counted only. */
  readonly files: readonly PlannedFile[];
  readonly cleanFiles: number;
  /** What of it could not be read, and why, one clause; sorted by path. */
  readonly unread: readonly { readonly path: string; readonly message: string }[];
  /** What the fixes come to; `undefined` where nothing is to be proposed. */
  readonly change: PlannedChange | undefined;
  readonly risks: readonly Risk[];
  /** Image pulls from Docker Hub that a fix could authenticate, and those that have credentials already. */
  readonly pulls: PullCounts;
}

/**
 * `clean`: nothing to say. `proposed`: there is something to propose. `left`: findings, none of them with a fix that may be
 * applied. `empty`: no CircleCI configuration. `skipped`: left out on purpose. `failed`: could not be read or linted.
 */
export type Outcome =
  | { readonly kind: "clean" | "proposed" | "left" | "empty" }
  | { readonly kind: "skipped" | "failed"; readonly reason: string };

export interface PlannedFile {
  readonly path: string;
  /** For a person: `config`, `orb source`… */
  readonly kind: string;
  /** What stays after the fixes, with places in the fixed text. */
  readonly findings: readonly PlannedFinding[];
  readonly applied: readonly PlannedFix[];
  /** Fixes that did not pass the proof. */
  readonly refused: readonly {
    readonly rule: string;
    readonly line: number;
    readonly title: string;
    readonly reason: string;
  }[];
  /** Our bugs with this file, one clause each. */
  readonly crashes: readonly string[];
  /** A unified diff with masks for secrets; empty where nothing changes. */
  readonly diff: string;
}

export interface PlannedFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly why: string;
  readonly help: string | undefined;
  /** One-based. */
  readonly line: number;
  readonly column: number;
  /** The title of its fix, and why it was not applied: it is unsafe, or was refused. */
  readonly fix: { readonly title: string; readonly safety: Safety } | undefined;
}

export interface PlannedFix {
  readonly rule: string;
  readonly message: string;
  readonly line: number;
  readonly title: string;
  readonly safety: Safety;
}

export interface PlannedChange {
  /** SHA-256 over the paths and the fixed texts, in hexadecimal: the same where the same would be proposed. */
  readonly digest: string;
  readonly paths: readonly string[];
  /** What has to exist or happen outside, each once. */
  readonly setup: readonly Prerequisite[];
}

/** What a person should know before the change is merged, or why there is none. */
export interface Risk {
  readonly kind: RiskKind;
  /** One sentence, true for this very repository. */
  readonly text: string;
}

/**
 * `forks`: public, and pull requests from forks get no context. `generated`: another program writes the config. `dynamic`: a
 * setup workflow decides what runs. `unresolved`: an image that only a run can tell. `declined`: a finding that has no fix, or
 * whose fix a person must confirm. `refused`: a fix that failed its proof.
 */
export type RiskKind = "forks" | "generated" | "dynamic" | "unresolved" | "declined" | "refused";

export interface PullCounts {
  readonly authenticated: number;
  readonly anonymous: number;
  /** Of the anonymous ones, those that have credentials once the change is merged. */
  readonly repaired: number;
}

/** A context or a list of variables that the organization has to create, and who needs it. */
export interface FleetPrerequisite {
  readonly setup: Prerequisite;
  /** Names of repositories, sorted. */
  readonly repositories: readonly string[];
}
