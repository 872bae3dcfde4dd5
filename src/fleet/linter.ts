import type { FileError } from "../engine/result.ts";
import type { EffectiveSettings } from "../find-settings/index.ts";
import type { Work } from "../run/run-files.ts";

/** How repositories are linted and fixed: what the command line asks for. */
export interface Linter {
  /** True where settings of the repositories hold. */
  readonly readsSettings: boolean;
  /** What holds where a repository has none; its patterns are relative to the root of each. */
  readonly settings: EffectiveSettings | undefined;
  /** The day, `YYYY-MM-DD`, that suppressions are judged by. */
  readonly today: string;
  /** Also applies fixes whose meaning a person must confirm. */
  readonly unsafe: boolean;
  /** Gets ready for files below these folders. Code that settings of a repository name is not run. */
  readonly open: (settings: ReadonlyMap<string, EffectiveSettings>) => Promise<OpenLinter>;
  /** To be called once all is done. */
  readonly close: () => void;
}

/** What works on the files of one repository. */
export interface OpenLinter {
  readonly work: Work;
  /** Plugins that were left out. */
  readonly errors: readonly FileError[];
  /** Resource classes of runners that have a mirror of Docker Hub, for a path. */
  readonly mirrorsFor: (path: string) => readonly string[];
}
