import type { TextEdit } from "./edit/text-edit.ts";
import type { PathStep } from "./source/path-step.ts";
import type { Span } from "./source/span.ts";

export type { PathStep };

/** From worst to least; `info` never fails a gate unless asked. */
export const SEVERITIES = ["error", "warning", "info"] as const;
export type Severity = (typeof SEVERITIES)[number];

/**
 * How much a fix can be trusted. `safe`: the pipeline behaves the same. `needs-setup`: the same, once the fix's
 * prerequisites exist. `unsafe`: a person must confirm the meaning.
 */
export type Safety = "safe" | "needs-setup" | "unsafe";

/**
 * What must exist or happen outside the repository for a fix to work. `rotation`: a credential that was written in the
 * file has to be replaced where it was issued, because the file's history keeps it. `vault`: variables that steps read, and
 * a Vault that lets them in. `lease`: a credential that ends after so many seconds, and the steps that pull later on.
 */
export type Prerequisite =
  | { readonly kind: "context"; readonly context: string; readonly variables: readonly string[] }
  | { readonly kind: "project-variables"; readonly variables: readonly string[] }
  | { readonly kind: "callers"; readonly context: string; readonly variables: readonly string[] }
  | { readonly kind: "vault"; readonly reads: string; readonly variables: readonly string[] }
  | { readonly kind: "lease"; readonly job: string; readonly seconds: number; readonly steps: readonly string[] }
  | { readonly kind: "rotation"; readonly account: string; readonly how: string; readonly page: string };

/** A value as YAML means it, aliases and merges resolved. */
export type Meaning = string | null | readonly Meaning[] | { readonly [key: string]: Meaning };

/**
 * What a fix changes in the meaning of a config; nothing else may change. Either the value at a path becomes `value` or
 * goes away (`undefined`); or the map that is written at a place gets a key or loses it (`undefined`); or the list that is
 * written there gets an item before the one at `index`, or loses that one (`undefined`); or the scalar that is written there
 * gets another text. What is written at a place changes wherever aliases and merges show it.
 */
export type Change =
  | { readonly path: readonly PathStep[]; readonly value: Meaning | undefined }
  | { readonly map: Span; readonly key: string; readonly value: Meaning | undefined }
  | { readonly list: Span; readonly index: number; readonly value: Meaning | undefined }
  | { readonly scalar: Span; readonly value: string };

/** A change of the text, all or nothing. `expects` is the whole of what it may change in the meaning. */
export interface Fix {
  /** An imperative: "Add `auth` and context `docker-credentials`". */
  readonly title: string;
  readonly safety: Safety;
  readonly edits: readonly TextEdit[];
  readonly expects: readonly Change[];
  readonly setup: readonly Prerequisite[];
  /** Contexts that it takes from workflow entries; its title names them. */
  readonly drops?: readonly string[];
  /** Comments that it takes out or rewrites, as they stand in the file; its title says so. Every other one stays. */
  readonly comments?: readonly Span[];
  /** Images that jobs pull in the place of others, as references; its title says so. */
  readonly images?: readonly { readonly from: string; readonly to: string }[];
}

/** A place that explains a finding, in the same file. */
export interface Note extends Span {
  readonly text: string;
}

/** One fault at one place: plain data, offsets into the source as it was read. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  /** The fact, one clause, code in backticks, no full stop. */
  readonly message: string;
  /** One sentence, true for this very site. */
  readonly why: string;
  /** What to do by hand; where there is no fix, also why there is none. */
  readonly help: string | undefined;
  readonly path: string;
  /**
   * What it is about, in names: the place, and the thing there where that says too little. Stays the same when lines, jobs or
   * steps move; findings about things of one name share it.
   */
  readonly subject: string;
  readonly span: Span;
  readonly related: readonly Note[];
  readonly fix: Fix | undefined;
}

/** A comment of the file that says that a finding is meant to stay. */
export interface CommentSuppression {
  readonly kind: "comment";
  /** One-based line of the comment. */
  readonly line: number;
  /** The last day that it counts on, `YYYY-MM-DD`; `undefined` for one without an end. */
  readonly until: string | undefined;
  readonly reason: string | undefined;
}

/** Why a finding does not count: a comment says so, a baseline has it, or a revision of git (`ref`, as the user wrote it). */
export type Suppression =
  CommentSuppression | { readonly kind: "baseline" } | { readonly kind: "revision"; readonly ref: string };

/** A finding that does not count: it fails nothing. What a comment suppresses is not fixed either. */
export interface SuppressedFinding<By extends Suppression = Suppression> {
  readonly finding: Finding;
  readonly suppression: By;
}

/** True when `severity` is at least as bad as `threshold`. */
export function isAtLeast(severity: Severity, threshold: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(threshold);
}
