import { type FixOptions, type Fixed, fixSource } from "../engine/fix.ts";
import { type LintOptions, type Linted, lintSource } from "../engine/lint.ts";
import { type Decision, type Proposal, reviewSource } from "../engine/review.ts";
import type { FileResult } from "../engine/result.ts";
import {
  type Config,
  KIND_NAMES,
  hasCircleciKeys,
  isCircleciPath,
  isConfigPath,
  knownSecretTexts,
  secretSpans,
} from "../model/index.ts";
import { failedResult } from "./failed-result.ts";
import { forgetLastFile } from "../source/memory.ts";
import { Source } from "../source/source.ts";
import { parse } from "../syntax/index.ts";
import { UserError } from "../user-error.ts";

/** What holds for every file of a run. */
export interface RunOptions {
  readonly command: "lint" | "fix";
  readonly unsafe: boolean;
  /** False for `fix --diff` and `fix --check`: say what would change, change nothing. */
  readonly write: boolean;
  /** For `fix`: asked about each fix before it is applied; absent where all are. */
  readonly review?: (proposed: Proposed) => Decision;
}

/** A fix that waits for a decision. */
export interface Proposed {
  readonly rule: string;
  /** The file as it is by now, with the one finding. */
  readonly found: FileResult;
  /** What the fix would change in it. */
  readonly change: Pick<FileResult, "before" | "source" | "secrets" | "repositoryPath">;
}

/** The rules for one file, and what was chosen for them. */
export type FileRules = Pick<LintOptions, "rules" | "options" | "known">;

/** A gate whose path leads elsewhere must not pass. What has findings was worth linting, whatever it is. */
export function mustBeCircleci({ kind, findings, suppressed, applied, crashes, source }: FileResult): void {
  const isBare = findings.length + suppressed.length + applied.length + crashes.length === 0;
  if (kind !== KIND_NAMES.other || !isBare || isCircleciPath(source.path) || hasCircleciKeys(parse(source))) return;
  throw new UserError(`\`${source.path}\` is no CircleCI configuration`, {
    help: "Name the config, or the folder that holds `.circleci/`",
  });
}

/**
 * Lints or fixes one text; `watch` hears what it means before the first fix and after the last. `undefined` for a file that is not CircleCI's and that nobody named; a text that we fail on is a
 * result that says so.
 */
export function runSource(
  source: Source,
  run: RunOptions,
  lintOptions: LintOptions,
  watch: (before: Config, after: Config) => void = () => undefined,
): FileResult | undefined {
  forgetLastFile();
  try {
    return lintOrFix(source, run, lintOptions, watch);
  } catch (error) {
    return failedResult(source, describeFailure(error));
  }
}

function lintOrFix(
  source: Source,
  run: RunOptions,
  lintOptions: LintOptions,
  watch: (before: Config, after: Config) => void,
): FileResult | undefined {
  if (run.command === "lint") {
    const linted = lintSource(source, lintOptions);
    if (isForeign(linted, lintOptions.named)) return undefined;
    watch(linted.config, linted.config);
    return toResult(linted);
  }
  const { first, linted, applied, refused } = repair(source, { ...lintOptions, unsafe: run.unsafe }, run.review);
  if (isForeign(linted, lintOptions.named)) return undefined;
  watch(first.config, linted.config);
  const { text } = linted.config.tree.source;
  if (text === source.text) return { ...toResult(linted), refused };
  const before = { text: source.text, secrets: secretSpans(first.config) };
  return {
    ...toResult(linted),
    secrets: secretSpans(linted.config, knownSecretTexts(first.config)),
    applied,
    refused,
    before,
  };
}

function repair(source: Source, options: FixOptions, review: RunOptions["review"]): Fixed {
  if (!review) return fixSource(source, options);
  return reviewSource(source, options, (proposal) =>
    isForeign(proposal.first, options.named) ? "stop" : review(toProposed(proposal)),
  );
}

function toProposed({ repair, first, before, after }: Proposal): Proposed {
  const known = knownSecretTexts(first.config);
  const { source } = before.config.tree;
  const secrets = secretSpans(before.config, known);
  return {
    rule: repair.rule,
    found: { ...toResult(before), findings: [repair], secrets },
    change: {
      before: { text: source.text, secrets },
      source: after.config.tree.source,
      secrets: secretSpans(after.config, known),
      repositoryPath: source.path,
    },
  };
}

/** True for what is not CircleCI's and nobody named; `.circleci/config.yml` always is, whatever it holds. */
export function isForeign({ kind, config }: Linted, named: boolean): boolean {
  return kind === "other" && !named && !isConfigPath(config.tree.source.path);
}

/** The result of a file that nothing was changed in. */
export function toResult({ config, kind, findings, suppressed, crashes }: Linted): FileResult {
  const { source } = config.tree;
  const secrets = findings.length + suppressed.length > 0 ? secretSpans(config) : [];
  return {
    source,
    kind: KIND_NAMES[kind],
    findings,
    suppressed,
    crashes,
    applied: [],
    refused: [],
    secrets,
    ...(secrets.length > 0 && { secretTexts: knownSecretTexts(config) }),
    before: undefined,
    repositoryPath: source.path,
  };
}

/** Our own bug with one file, which costs the others nothing. What the error says could hold a piece of the file. */
function describeFailure(error: unknown): string {
  const [name, place] = error instanceof Error ? [error.name, /^\s+at .*$/m.exec(error.stack ?? "")?.[0].trim()] : [];
  return `${name ?? "an error"} ${place ?? "somewhere"}`;
}
