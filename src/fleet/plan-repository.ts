import { type EffectiveSettings, findSettings } from "../find-settings/index.ts";
import { discover } from "../io/discover.ts";
import { searchFolder } from "../io/search.ts";
import { SNAPSHOT_ROOT, type Snapshot } from "../io/snapshot.ts";
import { type FilesRun, collectRun, runFiles } from "../run/run-files.ts";
import type { Config } from "../model/index.ts";
import { type Survey, surveyConfig } from "../run/survey.ts";
import { mentionsEnd } from "../suppression.ts";
import { UserError } from "../user-error.ts";
import { type FetchedRepository, type FixedFile, fixedFilesOf, toPlanned, withoutFiles } from "./found.ts";
import type { Linter } from "./linter.ts";
import type { PlannedRepository } from "./plan.ts";

/** What is read of every repository at first. */
export const FIRST_REQUEST = {
  folders: [".circleci"],
  paths: [
    ".circleci",
    ".gitignore",
    ".circlesec.yml",
    ".circlesec.yaml",
    ".circlesec.json",
    ".circlesec.js",
    ".circlesec.mjs",
    "package.json",
  ],
};

/** The least of it: what tells whether there is any configuration. All else is asked for by who looks for it. */
export const LEAST_REQUEST = { folders: [".circleci"], paths: [".circleci"] };

/** A plan for one repository, and the texts that it comes to, which are written nowhere. */
export interface Plan {
  readonly planned: PlannedRepository;
  /** Every file that changes, by its path in the tree. */
  readonly fixed: readonly FixedFile[];
}

/**
 * Lints and fixes what was fetched, in memory, as `circlesec fix` would in a clone. What was looked for and not fetched is
 * counted as not there: where the snapshot then says that more is wanted, the plan is a draft.
 */
export async function planRepository(fetched: FetchedRepository, linter: Linter): Promise<Plan> {
  try {
    return await planFiles(fetched, linter);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const reason = error.message.replaceAll(`${SNAPSHOT_ROOT}/`, "").replaceAll("\n", "; ");
    return { planned: withoutFiles(fetched, { kind: "failed", reason }), fixed: [] };
  }
}

async function planFiles(fetched: FetchedRepository, linter: Linter): Promise<Plan> {
  const { disk } = fetched.snapshot;
  const folder = `${SNAPSHOT_ROOT}/.circleci`;
  const holdsConfigs = disk.kind(folder) === "folder" && disk.isInside(SNAPSHOT_ROOT, folder);
  if (!holdsConfigs || searchFolder(disk, folder).files.length === 0) {
    return { planned: withoutFiles(fetched, { kind: "empty" }), fixed: [] };
  }
  const discovery = discover([], { cwd: SNAPSHOT_ROOT, disk });
  const settings = await settingsFor(
    discovery.files.map(({ path }) => path),
    fetched.snapshot,
    linter,
  );
  const files = discovery.files.filter(({ path }) => settings.get(folderOf(path))?.ignoredBy(path) === undefined);
  if (files.length === 0) {
    const reason = "`ignore` in its settings leaves nothing to lint";
    return { planned: withoutFiles(fetched, { kind: "skipped", reason }), fixed: [] };
  }
  const { work, mirrorsFor, errors: left } = await linter.open(settings);
  const surveys = new Map<string, Survey>();
  let repaired = 0;
  let day: string | undefined;
  const run = { command: "fix", unsafe: linter.unsafe, write: false } as const;
  const around: FilesRun = {
    disk,
    run,
    work: (task) => {
      const { path, shown } = task.file;
      if (mentionsEnd(task.text)) day = linter.today;
      const watch = (before: Config, after: Config): void => {
        const survey = surveyConfig(before, mirrorsFor(path));
        surveys.set(shown, survey);
        if (before === after || survey.anonymous === 0) return;
        const { authenticated } = surveyConfig(after, mirrorsFor(path));
        repaired += Math.min(survey.anonymous, Math.max(0, authenticated - survey.authenticated));
      };
      return work({ ...task, watch });
    },
  };
  const result = await collectRun(runFiles(files, around), run);
  const errors = [...left, ...discovery.unread, ...result.errors];
  const fixed = fixedFilesOf(result.files, fetched.snapshot);
  return { planned: toPlanned(fetched, { files: result.files, errors, fixed, surveys, repaired, day }), fixed };
}

/** The settings for the folders of files: those of the repository, else those of the fleet. */
async function settingsFor(paths: readonly string[], { disk }: Snapshot, linter: Linter) {
  const folders = [...new Set(paths.map(folderOf))];
  const cwd = SNAPSHOT_ROOT;
  const chosen = linter.readsSettings ? undefined : false;
  const own = await findSettings(folders, { cwd, disk, chosen, runsCode: false });
  const settings = new Map<string, EffectiveSettings>();
  for (const folder of folders) {
    const found = own.get(folder) ?? linter.settings;
    if (found) settings.set(folder, found);
  }
  return settings;
}

function folderOf(path: string): string {
  return path.replace(/[\\/][^\\/]*$/, "");
}
