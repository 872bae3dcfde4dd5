import { dirname } from "node:path";
import { isAtLeast } from "../finding.ts";
import { findSettings } from "../find-settings/index.ts";
import type { Disk } from "../io/disk.ts";
import { discover } from "../io/discover.ts";
import { collectRun, runFiles } from "../run/run-files.ts";
import type { Host } from "./host.ts";
import { leaveOutKnown } from "./known-findings.ts";
import type { Flags } from "./flags.ts";
import { openLinting } from "./linting.ts";
import { whenAsked } from "./today.ts";

/** How many findings fail `circlesec lint` at the root of a repository, those of the baseline left out. */
export async function countFailing(
  root: string,
  disk: Disk,
  baseline: string | undefined,
  { env }: Host,
): Promise<number> {
  const flags: Flags = { stdinFilename: "", ...(baseline === undefined ? {} : { baseline }) };
  const { files: found } = discover([], { cwd: root, disk });
  const folders = found.map(({ path }) => dirname(path));
  const settings = await findSettings(folders, { cwd: root, disk, chosen: undefined });
  const files = found.filter(({ path }) => settings.get(dirname(path))?.ignoredBy(path) === undefined);
  const run = { command: "lint", unsafe: false, write: false } as const;
  const linting = { run, flags, settings, now: whenAsked() };
  const { rules, work } = await openLinting(linting);
  const all = await collectRun(runFiles(files, { disk, run, work }), run);
  const left = await leaveOutKnown(all, { cwd: root, env, disk, files, rules, linting });
  return left.files.flatMap(({ findings }) => findings).filter(({ severity }) => isAtLeast(severity, "warning")).length;
}
