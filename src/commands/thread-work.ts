import { createDisk } from "../io/disk.ts";
import { Repositories } from "../io/repositories.ts";
import { recordingWork } from "../result-cache/remembering.ts";
import { toPlain } from "../run/plain-result.ts";
import type { Work } from "../run/run-files.ts";
import { type RunOptions, mustBeCircleci, runSource } from "../run/run-source.ts";
import type { Sections } from "../settings/settings.ts";
import { Source } from "../source/source.ts";
import { UserError } from "../user-error.ts";
import type { Answer, Order } from "../workers/messages.ts";
import { builtInRules } from "./file-rules.ts";
import type { Flags } from "./flags.ts";
import { toRuleOptions } from "./run-options.ts";

/** What a thread is told at its start: plain data. */
export interface ThreadData {
  readonly run: Pick<RunOptions, "command" | "unsafe" | "write">;
  readonly flags: Flags;
  readonly today: string;
  /** Whether results are written down for the cache, too. */
  readonly remembers: boolean;
}

/** An order with what settings say about its file. */
export type ThreadOrder = Order<Sections | undefined>;

/** Work on files in a thread of its own; the same as in the main one, without plugins. Writes nothing. */
export function openThreadWork({ run, flags, today, remembers }: ThreadData): (order: ThreadOrder) => Promise<Answer> {
  const rulesWith = builtInRules(flags, toRuleOptions(flags, { today }));
  const repositories = new Repositories(createDisk());
  return async ({ id, file, text, setting }) => {
    const { path, shown, named } = file;
    const work: Work = ({ repository }) => {
      const result = runSource(new Source(shown, text), run, { named, ...rulesWith(setting), repository });
      if (result && named) mustBeCircleci(result);
      return result;
    };
    const task = { file, text, repository: repositories.around(path) };
    try {
      const { result, entry } = remembers
        ? await recordingWork(work, run.command)(task)
        : { result: await work(task), entry: undefined };
      return { id, result: result ? toPlain(result, task) : null, entry };
    } catch (error) {
      if (!(error instanceof UserError)) return { id, fault: error };
      return { id, refused: { message: error.message, help: error.help } };
    }
  };
}
