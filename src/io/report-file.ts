import { closeSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { attempt } from "./file-system.ts";

/** Makes the folder that a report goes to, so that one that cannot be made stops a run before it changes anything. */
export function prepareReportFile(path: string): void {
  const folder = dirname(path);
  attempt(folder, "written", () => mkdirSync(folder, { recursive: true }));
}

/** Writes a report over what is there: a file, or a pipe or device that takes text. */
export function writeReportFile(path: string, text: string): void {
  attempt(path, "written", () => writeFileSync(path, text));
}

/** The same for a report that comes in pieces, so that a large one is never in memory as a whole. */
export function writeReportPieces(path: string, pieces: Iterable<string>): void {
  const file = attempt(path, "written", () => openSync(path, "w"));
  try {
    for (const piece of pieces) attempt(path, "written", () => writeFileSync(file, piece));
  } finally {
    closeSync(file);
  }
}
