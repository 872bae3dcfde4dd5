import fs from "node:fs";
import { errorCode } from "./file-system.ts";

const EVERY_MS = 15_000;
/** Without a sign for so long, a process whose number says nothing here counts as ended. */
export const SILENT_MS = 180_000;

/** Gives a sign of life by a file, again and again while this process does, by writing the same text into it; gives what ends that. */
export function startBeating(path: string, text: string): () => void {
  const timer = setInterval(() => {
    if (!beat(path, text)) clearInterval(timer);
  }, EVERY_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}

/** False where the file is gone. Its disk sets the time, which for a network disk is not that of this computer. */
function beat(path: string, text: string): boolean {
  try {
    const file = fs.openSync(path, "r+");
    try {
      fs.writeSync(file, text, 0);
    } finally {
      fs.closeSync(file);
    }
    return true;
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    // Of any other trouble with the disk, the next line of the journal tells.
    return errorCode(error) !== "ENOENT";
  }
}

/** Milliseconds from the last sign of one file to that of another on the same disk, which is the clock of both. */
export function silenceOf(path: string, now: string): number {
  return fs.statSync(now).mtimeMs - fs.statSync(path).mtimeMs;
}
