import fs from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { UserError } from "../user-error.ts";
import { attempt, errorCode } from "./file-system.ts";
import { lockFolder } from "./lock.ts";
import { LogFile } from "./log-file.ts";

const JOURNAL = "journal.jsonl";
/** What a run that was killed at once leaves. */
const OURS = /^(?:\.gitignore|(?:lock|new)-[a-z0-9]+)$/;
const OURS_ONLY = 0o700;
const OTHERS = 0o077;

/** The folder in which a campaign remembers what it did. */
export interface StateFolder {
  readonly journal: LogFile;
  /** Lets go of the folder; the journal is closed by who reads it. */
  readonly release: () => void;
  /** What was taken over from processes that gave no sign, a line each. */
  readonly taken: readonly string[];
}

/** Opens the folder for the one process that may write to it, and makes it if there is none. */
export async function openStateFolder(path: string, now: Date): Promise<StateFolder> {
  attempt(path, "written", () => {
    fs.mkdirSync(path, { recursive: true, mode: OURS_ONLY });
  });
  refuseOthers(path);
  const { release, check, taken } = await lockFolder(path, now);
  try {
    return { journal: new LogFile(join(path, JOURNAL), { writes: true, check }), release, taken };
  } catch (error) {
    release();
    throw error;
  }
}

/** Opens the folder to look at what is there, whoever writes to it; `undefined` where there is nothing yet. */
export function readStateFolder(path: string): LogFile | undefined {
  const journal = join(path, JOURNAL);
  if (!fs.existsSync(journal)) return undefined;
  refuseOthers(path);
  return new LogFile(journal, { writes: false });
}

/**
 * What is in the folder is believed: a checkout, an archive or another user must not have put it there, and nothing of another
 * kind be hidden from git by what is written into it.
 */
function refuseOthers(path: string): void {
  const names = attempt(path, "read", () => fs.readdirSync(path));
  const isNew = names.length === 0;
  if (!names.includes(JOURNAL) && !names.every((name) => OURS.test(name))) {
    throw new UserError(`\`${path}\` holds other files than what \`circlesec fleet\` remembers`, {
      help: "Name a new folder with --state",
    });
  }
  if (isNew) attempt(path, "written", () => fs.chmodSync(path, OURS_ONLY));
  const stats = fs.statSync(path);
  if (process.platform !== "win32" && ((stats.mode & OTHERS) !== 0 || isForeign(stats.uid))) {
    throw new UserError(`\`${path}\` is open to others, so what it says may not be yours`, {
      help: `If you know where it comes from: chmod 700 ${path}`,
    });
  }
  if (isNew) ignoreInGit(join(path, ".gitignore"));
}

function isForeign(uid: number): boolean {
  const user = process.geteuid?.() ?? 0;
  return user !== 0 && uid !== user;
}

function ignoreInGit(path: string): void {
  try {
    fs.writeFileSync(path, "*\n", { flag: "wx", mode: 0o600 });
  } catch (error) {
    // Another run was faster.
    if (errorCode(error) !== "EEXIST") throw error;
  }
}
