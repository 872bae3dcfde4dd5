import type { Finding, Fix, SuppressedFinding } from "../finding.ts";
import type { Source } from "../source/source.ts";
import type { Span } from "../source/span.ts";

export type { SuppressedFinding, Suppression } from "../finding.ts";

/** A fix that was applied and proved. Offsets in `fix.edits` are into the text that this pass started from. */
export interface AppliedFix {
  readonly rule: string;
  /** The message of the finding that it repaired. */
  readonly message: string;
  /** One-based line of the finding in the text before the run. */
  readonly line: number;
  readonly fix: Fix;
}

/** A fix that did not pass the proof: our bug, or that of the rule's plugin; the file was left as if the fix did not exist. */
export interface RefusedFix {
  readonly rule: string;
  readonly line: number;
  readonly title: string;
  /** What the proof found, one clause. */
  readonly reason: string;
}

/** A rule that threw: our bug, or that of its plugin; the other rules went on. Without a rule: nothing in the file was checked. */
export interface RuleCrash {
  readonly rule: string | undefined;
  readonly message: string;
}

/** A text and what must not be shown of it. */
export interface SecretText {
  readonly text: string;
  readonly secrets: readonly Span[];
}

/** What a run says about one file. */
export interface FileResult {
  /** The text that `findings` point into: as read for `lint`, as fixed for `fix`. */
  readonly source: Source;
  /** For a person: `config`, `continuation config`, `orb source`… */
  readonly kind: string;
  /** Sorted by offset, then rule. */
  readonly findings: readonly Finding[];
  /** What would be among the findings, and does not count; those that comments suppress come first. */
  readonly suppressed: readonly SuppressedFinding[];
  readonly applied: readonly AppliedFix[];
  readonly refused: readonly RefusedFix[];
  readonly crashes: readonly RuleCrash[];
  /** What must not be shown of `source`. Empty, too, where nothing is shown of it. */
  readonly secrets: readonly Span[];
  /** The same as texts, and as YAML and the shell read them: to keep them out of what is written, never to be written. */
  readonly secretTexts?: readonly string[];
  /** The text as it was read, when the run changed it (or would, without writing). */
  readonly before: SecretText | undefined;
  /** The path that a patch names: from the root of the repository. */
  readonly repositoryPath: string;
}

/** A file that could not be read or written, or settings of which not all could be used. */
export interface FileError {
  readonly path: string;
  readonly message: string;
  /** What to do about it, an imperative. */
  readonly help?: string | undefined;
  /** True where `path` are settings and a plugin that they name could not be used. */
  readonly isPlugin?: boolean;
}

/** What is known of a run before its first file. */
export interface RunStart {
  readonly command: "lint" | "fix";
  /** False when `fix` only says what it would do. */
  readonly written: boolean;
}

/** What is known of a run after its last file, besides the files. */
export interface RunEnd {
  /** Files that were found but are not CircleCI's. */
  readonly skipped: number;
  readonly errors: readonly FileError[];
  /** Lines of the baseline that no finding answers to any more. */
  readonly stale: number;
  /** Whether findings were compared with a baseline or with a revision of git. */
  readonly isCompared: boolean;
}

/** A whole run. Files are sorted by path. */
export interface RunResult extends RunStart, RunEnd {
  readonly files: readonly FileResult[];
}
