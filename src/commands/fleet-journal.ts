import { Journal } from "../fleet/journal.ts";
import { visible } from "../reporters/text.ts";
import { openStateFolder, readStateFolder } from "../io/state-folder.ts";
import type { Host } from "./host.ts";

/** The journal of a campaign while this process alone may write to it. */
export interface OpenJournal {
  readonly journal: Journal;
  /** Waits for the disk and lets the next run in. */
  readonly close: () => void;
}

/** Opens the journal in a state folder, both made if they are not there, and says what of it could not be read. */
export async function openJournal(folder: string, host: Pick<Host, "stderr">, now: Date): Promise<OpenJournal> {
  const { journal: log, release, taken } = await openStateFolder(folder, now);
  for (const line of taken) host.stderr.write(`circlesec: ${visible(line)}\n`);
  try {
    const journal = new Journal(log, { writes: true });
    tellLosses(journal, host);
    return {
      journal,
      close: () => {
        journal.close();
        release();
      },
    };
  } catch (error) {
    log.close();
    release();
    throw error;
  }
}

/** Reads a journal that others may be writing to; `undefined` where there is none. */
export function readJournal(folder: string, host: Pick<Host, "stderr">): Journal | undefined {
  const log = readStateFolder(folder);
  if (!log) return undefined;
  const journal = new Journal(log, { writes: false });
  tellLosses(journal, host);
  return journal;
}

function tellLosses({ state: { damaged, isTorn } }: Journal, { stderr }: Pick<Host, "stderr">): void {
  if (damaged > 0) {
    const lines = damaged === 1 ? "1 line" : `${damaged} lines`;
    stderr.write(`circlesec: ${lines} of the journal cannot be read: what was done there is looked up again\n`);
  }
  if (isTorn) stderr.write("circlesec: the last run was killed while it wrote; it goes on from there\n");
}
