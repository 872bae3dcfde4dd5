import { fixSource } from "./engine/fix.ts";
import { type LintOptions, type Linted, lintSource } from "./engine/lint.ts";
import type { FileError, FileResult, RunResult } from "./engine/result.ts";
import type { Disk } from "./io/disk.ts";
import type { FoundFile } from "./io/discover.ts";
import { Repositories } from "./io/repositories.ts";
import { KIND_NAMES, isConfigPath, knownSecretTexts, secretSpans } from "./model/index.ts";
import { Source } from "./source/source.ts";
import { UserError } from "./user-error.ts";

export type RunOptions = Omit<LintOptions, "named"> & {
  readonly command: "lint" | "fix";
  readonly unsafe: boolean;
  /** False for `fix --diff` and `fix --check`: say what would change, change nothing. */
  readonly write: boolean;
};

/** Lints or fixes files one after the other. A file that cannot be read or written is an error of its own. */
export function runFiles(files: readonly FoundFile[], disk: Disk, options: RunOptions): RunResult {
  const repositories = new Repositories(disk);
  const results: FileResult[] = [];
  const errors: FileError[] = [];
  let skipped = 0;
  for (const { path, shown, repositoryPath, named } of files) {
    try {
      const source = new Source(shown, disk.readText(path));
      const save = options.write ? (text: string) => disk.replaceText(path, source.text, text) : undefined;
      const result = runSource(source, named, { ...options, repository: repositories.around(path) }, save);
      if (result) results.push({ ...result, repositoryPath });
      else skipped += 1;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      errors.push({ path: shown, message: error.message.replaceAll(path, shown) });
    }
  }
  return { command: options.command, files: results, skipped, errors, written: options.write };
}

/**
 * Lints or fixes one text; `save` is called with a fixed text before the result counts. `undefined` for a file that is
 * not CircleCI's and that nobody named.
 */
export function runSource(
  source: Source,
  named: boolean,
  options: RunOptions,
  save?: (text: string) => void,
): FileResult | undefined {
  const lintOptions = { rules: options.rules, options: options.options, named, repository: options.repository };
  if (options.command === "lint") {
    const linted = lintSource(source, lintOptions);
    return isForeign(linted, named) ? undefined : toResult(linted);
  }
  const { first, linted, applied, refused } = fixSource(source, { ...lintOptions, unsafe: options.unsafe });
  if (isForeign(linted, named)) return undefined;
  const { text } = linted.config.tree.source;
  if (text === source.text) return { ...toResult(linted), refused };
  save?.(text);
  const before = { text: source.text, secrets: secretSpans(first.config) };
  return {
    ...toResult(linted),
    secrets: secretSpans(linted.config, knownSecretTexts(first.config)),
    applied,
    refused,
    before,
  };
}

/** True for what is not CircleCI's and nobody named; `.circleci/config.yml` always is, whatever it holds. */
function isForeign({ kind, config }: Linted, named: boolean): boolean {
  return kind === "other" && !named && !isConfigPath(config.tree.source.path);
}

/** The result of a file that nothing was changed in. */
export function toResult({ config, kind, findings, crashes }: Linted): FileResult {
  const { source } = config.tree;
  return {
    source,
    kind: KIND_NAMES[kind],
    findings,
    crashes,
    applied: [],
    refused: [],
    secrets: findings.length > 0 ? secretSpans(config) : [],
    before: undefined,
    repositoryPath: source.path,
  };
}
