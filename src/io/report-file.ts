import { mkdirSync, writeFileSync } from "node:fs";
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
