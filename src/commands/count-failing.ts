import { dirname } from "node:path";
import { isAtLeast } from "../finding.ts";
import { findSettings } from "../find-settings/index.ts";
import type { Disk } from "../io/disk.ts";
import { discover } from "../io/discover.ts";
import { runFiles } from "../run.ts";
import { findRules } from "./file-rules.ts";
import type { Host } from "./host.ts";
import { leaveOutKnown } from "./known-findings.ts";
import type { Flags } from "./lint-options.ts";
import { dayOf, toRuleOptions, toRunOptions } from "./run-options.ts";

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
  const optionsWith = toRuleOptions(flags, dayOf(new Date()));
  const { rules, rulesFor } = await findRules(settings, flags, optionsWith);
  const files = found.filter(({ path }) => settings.get(dirname(path))?.ignoredBy(path) === undefined);
  const run = toRunOptions("lint", flags);
  const all = await runFiles(files, disk, run, (path) => rulesFor(path));
  const left = await leaveOutKnown(all, flags, { cwd: root, env, disk, files, run, rules, optionsWith });
  return left.files.flatMap(({ findings }) => findings).filter(({ severity }) => isAtLeast(severity, "warning")).length;
}
