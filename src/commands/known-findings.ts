import { dirname, join, resolve } from "node:path";
import { readBaseline, writeBaseline } from "../engine/baseline.ts";
import { type KnownFinding, partKnown, toKnown } from "../engine/known.ts";
import type { RunResult } from "../engine/result.ts";
import { findSettings } from "../find-settings/index.ts";
import type { Disk, ReadableDisk } from "../io/disk.ts";
import { type FoundFile, discover } from "../io/discover.ts";
import { findGitRoot } from "../io/git.ts";
import { prepareReportFile } from "../io/report-file.ts";
import { openRevision } from "../io/revision.ts";
import { searchFolder } from "../io/search.ts";
import type { Rule } from "../rules/rule.ts";
import { collectRun, runFiles } from "../run/run-files.ts";
import { UserError } from "../user-error.ts";
import { type LintingOptions, openLinting } from "./linting.ts";

/** How the run went whose known findings are left out. */
export interface KnownAround {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly disk: Disk;
  readonly files: readonly FoundFile[];
  /** The rules that ran. */
  readonly rules: readonly Rule[];
  readonly linting: LintingOptions;
}

/** The result without what `--baseline` and `--new-only` know; writes the baseline where a flag asks for that. */
export async function leaveOutKnown(result: RunResult, around: KnownAround): Promise<RunResult> {
  const { flags } = around.linting;
  const { baseline, writeBaseline: written, pruneBaseline, newOnly } = flags;
  if (pruneBaseline && baseline === undefined) {
    throw new UserError("--prune-baseline wants to know which one", { help: "Name it with --baseline" });
  }
  if (written !== undefined && (baseline !== undefined || newOnly !== undefined)) {
    throw new UserError("--write-baseline takes all findings, so neither --baseline nor --new-only goes with it");
  }
  const sinceRevision = newOnly === undefined ? result : await withoutRevision(result, newOnly, around);
  if (written !== undefined) return withNewBaseline(sinceRevision, written, around);
  if (baseline === undefined) return sinceRevision;
  return withoutBaseline(sinceRevision, baseline, pruneBaseline === true, around);
}

function withoutBaseline(result: RunResult, path: string, prunes: boolean, around: KnownAround): RunResult {
  const text = readAt(path, around);
  const known = readBaseline({ path, text });
  const { files, gone } = partKnown(result.files, known, { kind: "baseline" }, existsIn(around));
  const stale = new Set(gone.filter((one) => wasLookedAt(one, result, around)));
  if (prunes && stale.size > 0) {
    const kept = writeBaseline(known.filter((one) => !stale.has(one)));
    around.disk.replaceText(resolve(around.cwd, path), text, kept);
  }
  return { ...result, files, stale: prunes ? 0 : stale.size, isCompared: true };
}

/** Everything that was found becomes known; what an older baseline has of other files and rules stays in it. */
function withNewBaseline(result: RunResult, path: string, around: KnownAround): RunResult {
  const { cwd, disk } = around;
  const target = resolve(cwd, path);
  const before = disk.kind(target) === undefined ? [] : readBaseline({ path, text: readAt(path, around) });
  const known = [...before.filter((one) => !wasLookedAt(one, result, around)), ...toKnown(result.files)];
  prepareReportFile(target);
  disk.writeText(target, writeBaseline(known));
  const { files } = partKnown(result.files, known, { kind: "baseline" }, existsIn(around));
  return { ...result, files, isCompared: true };
}

function readAt(path: string, { cwd, disk }: KnownAround): string {
  try {
    return disk.readText(resolve(cwd, path));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(error.message.replaceAll(resolve(cwd, path), path), {
      help: "Write a baseline with --write-baseline",
      cause: error,
    });
  }
}

/**
 * True when this run would have found it: its rule ran, and its file was read or is gone. Outside of git nobody knows where the
 * paths of a baseline start, so that a file which is not there may be in another folder.
 */
function wasLookedAt({ path, rule }: KnownFinding, { files }: RunResult, around: KnownAround): boolean {
  const ran = around.rules.some(({ meta }) => meta.id === rule);
  const isGone = findGitRoot(around.disk, around.cwd) !== undefined && !existsIn(around)(path);
  return ran && (isGone || files.some(({ repositoryPath }) => repositoryPath === path));
}

/** Whether there is a file at a path from the root of the repository around the run. */
function existsIn({ cwd, disk }: KnownAround): (path: string) => boolean {
  const root = findGitRoot(disk, cwd) ?? cwd;
  return (path) => disk.kind(join(root, path)) === "file";
}

/** Lints what a revision has, with the settings of today, and leaves out what it finds there too. */
async function withoutRevision(result: RunResult, ref: string, around: KnownAround): Promise<RunResult> {
  const { cwd, env, disk, linting } = around;
  const root = findGitRoot(disk, cwd);
  if (root === undefined) {
    throw new UserError("--new-only compares with a revision of git, and this is no git repository");
  }
  const old = openRevision(ref, { root, env, disk });
  const files = filesThen(root, old, around);
  const folders = files.map(({ path }) => dirname(path));
  const settings = await findSettings(folders, { cwd, disk, chosen: linting.flags.settings });
  const run = { ...linting.run, command: "lint" } as const;
  const { work } = await openLinting({ ...linting, run, settings });
  const then = await collectRun(runFiles(files, { disk: old, run, work }), run);
  const suppression = { kind: "revision", ref } as const;
  const { files: now } = partKnown(result.files, toKnown(then.files), suppression, existsIn(around));
  return { ...result, files: now, isCompared: true };
}

/** What the repository had then, wherever in it, because files may have moved; and the files of this run. */
function filesThen(root: string, old: ReadableDisk, { cwd, files }: KnownAround): FoundFile[] {
  const same = files.filter(({ path }) => old.kind(path) === "file");
  const paths = new Set(same.map(({ path }) => path));
  const holdsConfigs = searchFolder(old, root).files.length > 0;
  const others = holdsConfigs ? discover([root], { cwd, disk: old }).files : [];
  return [...same, ...others.filter(({ path }) => !paths.has(path))];
}
